import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";
import { nixTokeniser, type Tokeniser } from "../support/grammar.ts";
import { Position } from "../support/nixExpressions.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(
  dirname(createRequire(import.meta.url).resolve("vscode-tmgrammar-test/package.json")),
  "dist/unit.js",
);

describe("marked texts have the scopes below their lines", () => {
  test.each(globSync("test/grammar/*.nix", { cwd: root }).sort())("%s", (file) => {
    const { status, stdout } = spawnSync(process.execPath, [program, file], { cwd: root, encoding: "utf8" });
    expect(stdout).toMatch(/run success/);
    expect(status, stdout).toBe(0);
  });
});

const bare = await nixTokeniser({ injections: false });
const injected = await nixTokeniser({ injections: true });

/** Every character of a text with its scopes but ours. */
function scopesOfCharacters(tokenise: Tokeniser, text: string) {
  const lines = text.split("\n");
  return tokenise(text).map((tokens, line) =>
    tokens.flatMap(({ start, end, scopes }) => {
      const others = scopes.filter((scope) => !scope.endsWith(".clan-backups")).join(" ");
      // The last token may hold the line's end.
      return Array.from({ length: Math.min(end, lines[line]?.length ?? 0) - start }, () => others);
    }),
  );
}

function expectSameNix(text: string) {
  expect(scopesOfCharacters(injected, text), text).toEqual(scopesOfCharacters(bare, text));
}

const PIECES = [
  "borg@host:/srv/x",
  "ssh://",
  "u@h",
  ":",
  "/",
  "@",
  "file:///mnt",
  "[fd00::1]",
  ":22/",
  "*-*-* 01:00:00",
  "Mon..Fri 03:00",
  "daily",
  "noauto,",
  "nofail",
  "x-systemd.automount",
  "subvol=/root",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0xQqDyXDpvEYF ",
  "me@pc",
  "${",
  "}",
  "${host}",
  '${f "a"}',
  "${f ''a''}",
  "$${x}",
  "''${x}",
  "\\${x}",
  '\\"',
  "\\\\",
  "\\",
  '"',
  "''",
  "'''",
  "''\\n",
  "'",
  "$",
  "$$",
  "\n",
  " ",
  "{",
  "}",
  "#",
  "/*",
  "*/",
  ";",
  "é😀",
  "=",
  "repo = ",
] as const;
const content = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((all) => all.join(""));
const string = fc.tuple(fc.constantFrom('"', "''"), content).map(([quote, text]) => `${quote}${text}${quote}`);
const bindings = fc
  .array(fc.tuple(fc.constantFrom("repo = ", "startAt = ", "x = ", "options = [ ", "startAt = [ "), string), {
    maxLength: 5,
  })
  .map((all) => `{\n${all.map(([name, text]) => `  ${name}${text}${name.includes("[") ? " ]" : ""};\n`).join("")}}\n`);

describe("the Nix grammar underneath gives what it gives alone", () => {
  test("for strings of anything, also broken ones", () => {
    fc.assert(fc.property(bindings, expectSameNix), { numRuns: 3000 });
  });

  test("for random expressions", () => {
    const numbers = fc.infiniteStream(fc.nat(1 << 20));
    fc.assert(
      fc.property(numbers, (stream) => {
        const pick = (below: number) => (stream.next().value ?? 0) % below;
        expectSameNix(new Position(pick, [], 4).expression({ list: "string" }));
      }),
      { numRuns: 300 },
    );
  });
});
