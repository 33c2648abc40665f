import { describe, expect, test } from "vitest";
import { classifyKeyText } from "../../../server/clan/sshKey.ts";

const ALPHA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKyKlYi58yVgsRoiiR7wwKgBXOPUHqWI6k/dkq8KWiHg";
const BETA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO5p9mrJXv9kVLuTxuBEMsktKCkDX1ywFFtL1I7IwTex";

describe("a text with one key", () => {
  test("has what ssh-keygen -l prints", () => {
    expect(classifyKeyText(`${ALPHA} root@alpha\n`)).toEqual({
      kind: "public-key",
      key: {
        type: "ssh-ed25519",
        base64: ALPHA.split(" ")[1],
        comment: "root@alpha",
        fingerprint: "SHA256:yT0V5XZMv9I7VTdTGeW32NeEoomqMFxUw7HpRQ5oD+w",
        bits: 256,
      },
    });
  });
  test.each([
    ["with options", `restrict,command="a b" ${ALPHA}`, 'restrict,command="a b"'],
    ["behind blanks and before comments", `  ${ALPHA}\n\n# old: ${BETA}\n`, undefined],
    ["with a line end of Windows", `${ALPHA}\r\n`, undefined],
  ])("%s", (_, text, options) => {
    const found = classifyKeyText(text);
    const fingerprint = "SHA256:yT0V5XZMv9I7VTdTGeW32NeEoomqMFxUw7HpRQ5oD+w";
    expect(found).toMatchObject({ kind: "public-key", key: { fingerprint } });
    expect(found.kind === "public-key" && found.key.options).toBe(options);
  });
  test("may speak of keys in its comment", () => {
    expect(classifyKeyText(`${ALPHA} <your key>`).kind).toBe("public-key");
  });
});

describe("a text with more lines than sshd's options reach", () => {
  test.each([
    ["two keys", `${ALPHA}\n${BETA}\n`, "key", [0, 1]],
    ["a comment first", `# alpha\n${ALPHA}\n`, "comment", [1]],
    ["an empty line first", `\n${ALPHA}\n`, "blank", [1]],
    ["other text first", `alpha:\n${ALPHA}\n`, "other", [1]],
  ])("%s", (_, text, first, lines) => {
    const found = classifyKeyText(text);
    expect(found).toMatchObject({ kind: "several-lines", first });
    const keys = found.kind === "several-lines" ? found.keys : [];
    expect(keys.map(({ line }) => line)).toEqual(lines);
    for (const { start } of keys) expect(text.slice(start)).toMatch(/^ssh-ed25519 /);
  });
});

test.each([
  ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n", { kind: "private-key" }],
  ["-----BEGIN RSA PRIVATE KEY-----\n", { kind: "private-key" }],
  ["\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n", { kind: "private-key" }],
  ["PuTTY-User-Key-File-3: ssh-ed25519\n", { kind: "private-key" }],
  ["AGE-SECRET-KEY-1QQQQ\n", { kind: "private-key" }],
  ['{\n\t"data": "ENC[AES256_GCM,data:ab', { kind: "secret", format: "sops" }],
  ["data: ENC[AES256_GCM,data:ab", { kind: "secret", format: "sops" }],
  ["age-encryption.org/v1\n-> X25519 ab", { kind: "secret", format: "age" }],
  ["-----BEGIN AGE ENCRYPTED FILE-----\n", { kind: "secret", format: "age" }],
  ["-----BEGIN PGP MESSAGE-----\n", { kind: "secret", format: "pgp" }],
  ["\0GITCRYPT\0ab", { kind: "secret", format: "git-crypt" }],
  ['{ "key": 1 }', { kind: "secret", format: "json" }],
  ["---- BEGIN SSH2 PUBLIC KEY ----\n", { kind: "not-a-key", reason: "other format" }],
  ["-----BEGIN PUBLIC KEY-----\n", { kind: "not-a-key", reason: "other format" }],
  ["PASTE_YOUR_KEY_HERE", { kind: "placeholder" }],
  ["<ssh public key>", { kind: "placeholder" }],
  ["ssh-ed25519 AAAA...", { kind: "placeholder" }],
  ["ssh-ed25519 AAAAxxxxxxxx me@host", { kind: "placeholder" }],
  ["", { kind: "nothing" }],
  [" \n\r\n# none yet\n", { kind: "nothing" }],
  ["hello", { kind: "not-a-key", reason: "other text" }],
  [ALPHA.slice(0, -8), { kind: "not-a-key", reason: "damaged" }],
  [ALPHA.slice(0, 40), { kind: "not-a-key", reason: "damaged" }],
  [`${ALPHA.slice(0, 40)}\n${ALPHA.slice(40)}`, { kind: "not-a-key", reason: "damaged" }],
  [ALPHA.replace("ssh-ed25519", "ssh-rsa"), { kind: "not-a-key", reason: "other type" }],
  [`host.example ${ALPHA}`, { kind: "not-a-key", reason: "unknown option" }],
  [`ssh-ed25519-cert-v01@openssh.com AAAA`, { kind: "not-a-key", reason: "certificate" }],
])("%j is told for what it is", (text, expected) => {
  expect(classifyKeyText(text)).toEqual(expected);
});

test("a text that begins like a secret is not read on, so nothing of it can be shown", () => {
  const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${ALPHA}\n`;
  expect(JSON.stringify(classifyKeyText(text))).toBe('{"kind":"private-key"}');
});
