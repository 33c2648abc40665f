import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classifyKeyText, readKeyLine } from "../../server/clan/sshKey.ts";
import { generateKey, hasSshKeygen, listKeys } from "../support/sshKeygen.ts";
import { hardwareKeyLine, keyLine } from "../support/sshKeyMutations.ts";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 600);
const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ["ed25519", ["-t", "ed25519"]],
  ["rsa1024", ["-t", "rsa", "-b", "1024"]],
  ["rsa2048", ["-t", "rsa", "-b", "2048"]],
  ["ecdsa256", ["-t", "ecdsa", "-b", "256"]],
  ["ecdsa384", ["-t", "ecdsa", "-b", "384"]],
  ["ecdsa521", ["-t", "ecdsa", "-b", "521"]],
  ["dsa", ["-t", "dsa"]],
];
const PRIVATE: readonly (readonly [string, readonly string[]])[] = [
  ["pem", ["-t", "rsa", "-b", "1024", "-m", "PEM"]],
  ["pkcs8", ["-t", "ecdsa", "-m", "PKCS8"]],
  ["openssh", ["-t", "ed25519"]],
];

describe.skipIf(!hasSshKeygen())("ssh-keygen is not installed, or: a key line", () => {
  let folder = "";
  let lines: readonly string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "keys-"));
    const made = KINDS.flatMap(([name, options]) => generateKey(folder, name, options)?.line ?? []);
    const plain = made.filter((line) => /^(ssh-ed25519|ecdsa-sha2-nistp256) /.test(line));
    lines = [...made, ...plain.map(hardwareKeyLine)];
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is a key where ssh-keygen lists one, with its size, fingerprint and comment", async () => {
    expect(lines.length).toBeGreaterThanOrEqual(8);
    const samples = [...lines, ...fc.sample(keyLine(lines), { numRuns: RUNS, seed: 20240617 })];
    let next = 0;
    let accepted = 0;
    const wrong: unknown[] = [];
    const work = async (name: string) => {
      for (let line = samples[next++]; line !== undefined; line = samples[next++]) {
        const [listed] = await listKeys(folder, name, `${line}\n`);
        const ours = readKeyLine(line);
        if (listed !== undefined) accepted++;
        const theirs = listed && { ...listed, comment: listed.comment.trim() };
        if (JSON.stringify(asListed(line)) !== JSON.stringify(theirs && withoutType(theirs)))
          wrong.push(JSON.stringify({ line, ours, listed }));
      }
    };
    await Promise.all([work("a"), work("b")]);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(samples.length / 4);
    expect(accepted).toBeLessThan((samples.length * 3) / 4);
  }, 600_000);

  test("that is private is told by how it begins", () => {
    for (const [name, options] of PRIVATE) {
      const made = generateKey(folder, `private-${name}`, options);
      expect(made && classifyKeyText(made.secret)).toEqual({ kind: "private-key" });
      expect(made && classifyKeyText(made.line).kind).toBe("public-key");
    }
  });
});

function withoutType({ bits, fingerprint, comment }: { bits: number; fingerprint: string; comment: string }) {
  return { bits, fingerprint, comment };
}

/** Our reading of `line` as ssh-keygen would print it. It reads past any word where sshd wants options. */
function asListed(line: string): { bits: number; fingerprint: string; comment: string } | undefined {
  const key = readKeyLine(line);
  if (typeof key !== "string")
    return withoutType({ ...key, comment: (key.comment || (key.options ?? "no comment")).trim() });
  if (key !== "unknown option" || /^\s*\d+[ \t]/.test(line)) return undefined;
  const start = /^[ \t]*(?:\\"|"(?:\\"|[^"])*"|[^ \t"])+/.exec(line)?.[0] ?? "";
  const behind = readKeyLine(line.slice(start.length));
  return typeof behind === "string" || behind.options !== undefined
    ? undefined
    : withoutType({ ...behind, comment: behind.comment || start.trim() });
}
