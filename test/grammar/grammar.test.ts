import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";
import { parseBorgLocation } from "../../server/clan/borgRepo.ts";
import { normalForm } from "../../server/clan/calendar/normalForm.ts";
import { parseCalendar } from "../../server/clan/calendar/parse.ts";
import { locationTexts } from "../support/borgLocation.ts";
import { calendarTexts } from "../support/calendarTexts.ts";
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
    fc.assert(fc.property(bindings, expectSameNix), { numRuns: 1000 });
  });

  test("for random expressions", () => {
    const numbers = fc.infiniteStream(fc.nat(1 << 20));
    fc.assert(
      fc.property(numbers, (stream) => {
        const pick = (below: number) => (stream.next().value ?? 0) % below;
        expectSameNix(new Position(pick, [], 4).expression({ list: "string" }));
      }),
      { numRuns: 100 },
    );
  });
});

/** The text on one line that has a scope which begins so. */
function scoped(line: string, scope: string): string {
  const [tokens = []] = injected(line);
  return tokens
    .filter(({ scopes }) => scopes.some((name) => name.startsWith(scope) && name.endsWith(".clan-backups")))
    .map(({ start, end }) => line.slice(start, end))
    .join("");
}

describe("colours tell the truth", () => {
  test("what is coloured as user, host and port of a repository is what borg takes for them", () => {
    const texts = locationTexts().filter((text) => !/["\\$\n{}]|\].*::/.test(text));
    fc.assert(
      fc.property(texts, (text) => {
        const line = `{ repo = "${text}"; }`;
        const location = parseBorgLocation(text);
        const host = scoped(line, "entity.name.type.host").replace(/^\[|\]$/g, "");
        fc.pre(location.kind === "location" && host !== "");
        const { user = "", port } = location;
        const written = scoped(line, "constant.numeric.port");
        expect([scoped(line, "variable.other.user"), host, written === "" ? undefined : Number(written)]).toEqual([
          user,
          location.host,
          port,
        ]);
      }),
      { numRuns: 500, maxSkipsPerRun: 200 },
    );
  });

  test("every location of the usual forms is coloured", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    const path = fc.stringMatching(/^[\w.~-]{1,6}(\/[\w.-]{1,6}){0,3}$/);
    const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined });
    fc.assert(
      fc.property(name, name, port, path, (user, host, number, folder) => {
        const [written, text] =
          number === undefined
            ? ["", `${user}@${host}:${folder}`]
            : [String(number), `ssh://${user}@${host}:${number}/${folder}`];
        for (const line of [`x = "${text}";`, `x = ''${text}'';`])
          expect(
            ["variable.other.user", "entity.name.type.host", "constant.numeric.port"].map((scope) =>
              scoped(line, scope),
            ),
          ).toEqual([user, host, written]);
      }),
    );
  });

  test("every schedule is coloured in the form that systemd gives it, and in an option as it is written", () => {
    const schedules = calendarTexts().filter(
      (text) => parseCalendar(text).ok && !/^@|,(?: |$)|posix/.test(text.trim()),
    );
    fc.assert(
      fc.property(schedules, (text) => {
        const result = parseCalendar(text);
        if (!result.ok) return;
        const normal = normalForm(result.calendar);
        // A date without a star is a schedule only where an option says so.
        if (/(?:^| )(?=\S*[-~])\S*\*\S* /.test(normal))
          expect(scoped(`x = "${normal}";`, "constant."), normal).not.toBe("");
        expect(scoped(`startAt = "${text.trim()}";`, "constant."), text).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });
});
