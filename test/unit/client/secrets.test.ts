import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SecretFilter, withoutSecrets } from "../../../client/clan/secrets.ts";
import { plain } from "../../../client/plainText.ts";

describe("secrets", () => {
  it.each([
    ["ssh://borg:hunter2@vault:22/./repo", "ssh://borg:…@vault:22/./repo"],
    [
      "vault::ssh://borg@[fd00::1]:22/./r::a-2026-01-02T03:04:05",
      "vault::ssh://borg@[fd00::1]:22/./r::a-2026-01-02T03:04:05",
    ],
    ["BORG_PASSPHRASE='a b' borg list", "BORG_PASSPHRASE=… borg list"],
    ["key AGE-SECRET-KEY-1QQQQ0000", "key AGE-SECRET-KEY-…"],
    ["borg@backuphost:.::web-2026", "borg@backuphost:.::web-2026"],
  ])("%s", (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it("of a private key are left out of the log line by line", () => {
    const lines: string[] = [];
    const filter = new SecretFilter((line) => lines.push(line));
    for (const line of [
      "before",
      "-----BEGIN OPENSSH PRIVATE KEY-----",
      "b3BlbnNz",
      "-----END OPENSSH PRIVATE KEY-----",
      "after",
    ])
      filter.line(line);
    expect(lines).toEqual(["before", "(a private key is left out)", "after"]);
  });
});

it("any text that is shown means nothing to the editor, and plain text stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 900 }), (text) => {
      expect(plain(text)).not.toMatch(/\p{Cc}|\]\(|\$\(/u);
      expect(plain(text).length).toBeLessThanOrEqual(401);
    }),
  );
  // A cut does not go through a character.
  const paired = fc.string({ unit: "grapheme", minLength: 300, maxLength: 500 });
  fc.assert(fc.property(paired, (text) => void encodeURIComponent(plain(text))));
  expect(plain("web, 3 hours ago · on vault")).toBe("web, 3 hours ago · on vault");
});
