import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expr } from "../../server/nix/expr.ts";
import { absolute } from "../support/expr.ts";
import { testParser } from "../support/nixParser.ts";

const parser = await testParser();
const folder = new URL("../fixtures/syntax/", import.meta.url);
const fixtures = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));

const SNIPPETS = [
  "a = 1;",
  ";",
  "{",
  "}",
  '"',
  "''",
  "${",
  "[",
  "]",
  "(",
  ")",
  "x",
  " ",
  "\n",
  "# c\n",
  "/*",
  "*/",
  "let b = 2; in ",
  "inherit c;",
  "d.e = { f = 3; };",
  "x: ",
  "{ g, h ? 1, }: ",
  ".",
  "=",
  "é😀",
  "\r\n",
  "if a then b else c",
  ",",
] as const;

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(6), fc.nat(60)),
  text: fc.oneof(
    fc.constant(""),
    fc.constantFrom(...SNIPPETS),
    fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 4 }).map((all) => all.join("")),
  ),
});

function bigModule(count: number): string {
  const services = Array.from(
    { length: count },
    (_, n) =>
      `  services.s${n} = {\n    enable = true; # on\n    settings = { port = ${n}; path = ./data/s${n}; };\n    script = ''\n      run \${toString ${n}}\n    '';\n  };\n`,
  );
  return `{ config, lib, ... }:\n{\n${services.join("")}}\n`;
}

test("after any edits the syntax is that of the final text", () => {
  const texts = [...fixtures, bigModule(6)];
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
      (text, rounds) => {
        const file = parser.parse("/a.nix", text);
        for (const round of rounds) {
          let { length } = file.text;
          file.edit(
            round.map(({ at, length: removed, text: inserted }) => {
              const start = Math.floor(at * length);
              const end = Math.min(length, start + removed);
              length += inserted.length - (end - start);
              return { start, end, text: inserted };
            }),
          );
          const fresh = parser.parseOnce("/a.nix", file.text);
          expect(absolute(file.root)).toEqual(absolute(fresh.root));
          expect(file.syntaxError).toEqual(fresh.syntaxError);
        }
        file.dispose();
      },
    ),
    { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) },
  );
});

test("an edit inside one binding keeps the others", () => {
  const text = bigModule(50);
  const file = parser.parse("/a.nix", text);
  const before = bindings(file.root);
  const all = file.lastRelowered;
  const start = text.indexOf("port = 20;") + "port = ".length;
  file.edit([{ start, end: start + 2, text: "8080" }]);
  const after = bindings(file.root);
  expect(after.filter((binding, index) => binding !== before[index])).toHaveLength(1);
  expect(file.lastRelowered).toBeLessThan(all / 20);
  expect(absolute(file.root)).toEqual(absolute(parser.parseOnce("/a.nix", file.text).root));
  file.dispose();
});

test("an edit inside a comment lowers nothing and moves what is behind it", () => {
  const text = `# top\n${bigModule(20)}`;
  const file = parser.parse("/a.nix", text);
  for (const [comment, inserted] of [
    ["# top", " of the file"],
    ["enable = true; # on", " or off\t"],
  ] as const) {
    const start = file.text.indexOf(comment) + comment.length;
    file.edit([{ start, end: start, text: inserted }]);
    expect(file.lastRelowered).toBe(0);
    expect(absolute(file.root)).toEqual(absolute(parser.parseOnce("/a.nix", file.text).root));
  }
  file.dispose();
});

test("an error inside one binding damages its set until it is repaired, and keeps the others", () => {
  const text = `{\n  before = 1;\n  long = f "${"x".repeat(100)}" 2;\n  after = { a = 3; };\n}\n`;
  const file = parser.parse("/a.nix", text);
  const [, , after] = setOf(file.root).bindings;
  const at = text.indexOf("2;");
  const states = [
    { start: at, end: at, text: "(" },
    { start: at, end: at + 1, text: "" },
  ].map((change) => {
    file.edit([change]);
    expect(absolute(file.root)).toEqual(absolute(parser.parseOnce("/a.nix", file.text).root));
    expect(setOf(file.root).bindings[2]).toBe(after);
    return [setOf(file.root).damaged, file.syntaxError !== undefined];
  });
  expect(states).toEqual([
    [true, true],
    [false, false],
  ]);
  file.dispose();
});

function setOf(root: Expr) {
  if (root.kind !== "attrs") throw new Error("not a set");
  return root;
}

function bindings(root: Expr) {
  if (root.kind !== "lambda" || root.body.kind !== "attrs") throw new Error("not a module");
  return [...root.body.bindings];
}
