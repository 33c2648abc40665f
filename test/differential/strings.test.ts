import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Expr } from "../../server/nix/expr.ts";
import { spanOf } from "../../server/nix/expr.ts";
import { evaluateJson, nixVersion } from "../support/nixInstantiate.ts";
import { testParser } from "../support/nixParser.ts";

const parser = await testParser();

const COMMON = [
  "a",
  " ",
  "  ",
  "    ",
  "\n",
  "\n  ",
  "\t",
  "\r\n",
  "\r",
  "é",
  "😀",
  "$",
  "#",
  "/*",
  "=",
  "{",
  "}",
  '${"x"}',
];
const ORDINARY = [...COMMON, "'", "''", "\\n", "\\r", "\\t", '\\"', "\\\\", "\\${", "\\$", "\\a", "\\\n", "$$", "$${"];
const INDENTED = [
  ...COMMON,
  '"',
  "'''",
  "''$",
  "''${",
  "''\\n",
  "''\\t",
  "''\\r",
  "''\\a",
  "''\\ ",
  "''\\\n",
  "''\\'",
  "\\",
  "$$",
  "$${",
  " '",
  "' ",
];

const pieces = (from: readonly string[]) =>
  fc.array(fc.constantFrom(...from), { maxLength: 14 }).map((all) => all.join(""));
const literal = fc.oneof(
  pieces(ORDINARY).map((inner) => `"${inner}"`),
  pieces(INDENTED).map((inner) => `''${inner}''`),
);

/** The value of a string whose interpolations are strings; `undefined` for other expressions. */
function textOf(expr: Expr): string | undefined {
  if (expr.kind !== "string") return undefined;
  let text = "";
  for (const part of expr.parts) {
    const piece = part.kind === "text" ? part.text : textOf(part.expr);
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}

describe.skipIf(nixVersion() === undefined)("nix-instantiate is not installed, or: string literals", () => {
  test("have the text that Nix gives them", async () => {
    const samples = fc.sample(literal, { numRuns: 4000, seed: 20250801 });
    const usable: { written: string; text: string }[] = [];
    for (const written of samples) {
      const file = parser.parseOnce("/a.nix", `(\n${written}\n)`);
      const text = file.syntaxError === undefined ? textOf(file.root) : undefined;
      if (text !== undefined) usable.push({ written, text });
    }
    expect(usable.length).toBeGreaterThan(2500);
    const folder = mkdtempSync(join(tmpdir(), "strings-"));
    const list = join(folder, "list.nix");
    writeFileSync(list, `[\n${usable.map(({ written }) => `(\n${written}\n)`).join("\n")}\n]`);
    const values = await evaluateJson(list);
    rmSync(folder, { recursive: true });
    expect(usable.map(({ written, text }) => [written, text])).toEqual(
      usable.map(({ written }, index) => [written, Array.isArray(values) ? values[index] : undefined]),
    );
  });
});

test("text that is as long as its place stands in the file as it is", () => {
  fc.assert(
    fc.property(literal, (written) => {
      const file = parser.parseOnce("/a.nix", `[ ${written} ]`);
      const [element] = file.root.kind === "list" ? file.root.elements : [];
      for (const part of element?.kind === "string" ? element.parts : []) {
        if (part.kind !== "text") continue;
        const { start, end } = spanOf(part);
        expect(end).toBeGreaterThan(start);
        const source = file.text.slice(start, end);
        if (part.text.length === end - start && source !== "\r") expect(part.text).toBe(source);
      }
    }),
  );
});
