import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Language, Parser } from "web-tree-sitter";
import { z } from "zod";
import { nixVersion, refusedByNix } from "../support/nixInstantiate.ts";
import { testParser } from "../support/nixParser.ts";

const parser = await testParser();
const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL("../fixtures/syntax/", import.meta.url));
const fixtures = readdirSync(folder).map((name) => join(folder, name));
const trees = (process.env["CLAN_BACKUPS_NIX_TREES"] ?? "").split(":").filter((name) => name !== "");

/** The files among `paths` in which we find a syntax error. */
function refusedByUs(paths: readonly string[]): string[] {
  return paths.filter((path) => parser.parseOnce(path, readFileSync(path, "utf8")).syntaxError !== undefined);
}

test("the fixtures have every kind of node of the grammar", async () => {
  const kinds = z.array(z.object({ type: z.string(), named: z.boolean(), subtypes: z.unknown().optional() }));
  const text = readFileSync(require.resolve("tree-sitter-nix/src/node-types.json"), "utf8");
  const named = kinds.parse(JSON.parse(text)).filter((kind) => kind.named && kind.subtypes === undefined);
  const wanted = new Set(named.map((kind) => kind.type).filter((type) => type !== "keyword"));
  const language = await Language.load(
    readFileSync(require.resolve("@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm")),
  );
  const raw = new Parser().setLanguage(language);
  for (const path of fixtures) {
    const cursor = raw.parse(readFileSync(path, "utf8"))?.walk();
    while (cursor !== undefined) {
      wanted.delete(cursor.nodeType);
      if (cursor.gotoFirstChild() || cursor.gotoNextSibling()) continue;
      while (cursor.gotoParent() && !cursor.gotoNextSibling());
      if (cursor.currentDepth === 0) break;
    }
  }
  expect([...wanted]).toEqual([]);
});

describe.skipIf(nixVersion() === undefined)("nix-instantiate is not installed, or: syntax errors", () => {
  let scratch = "";
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "syntax-"));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test("no fixture has one, for Nix and for us", async () => {
    expect([...(await refusedByNix(fixtures))]).toEqual([]);
    expect(refusedByUs(fixtures)).toEqual([]);
  });

  test("what Nix accepts we accept, whatever tokens change", async () => {
    const texts = fixtures.map((path) => readFileSync(path, "utf8")).filter((text) => text.length < 3000);
    const samples = fc.sample(mutation(texts), { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300), seed: 1730419200 });
    const refused = samples.flatMap((text, index) => {
      const path = join(scratch, `m${index}.nix`);
      writeFileSync(path, text);
      return refusedByUs([path]);
    });
    expect(refused.length).toBeGreaterThan(samples.length / 4);
    const byNix = await refusedByNix(refused, 1);
    const wrong = refused.filter((path) => !byNix.has(path));
    expect(wrong.map((path) => readFileSync(path, "utf8"))).toEqual([]);
  }, 600_000);

  test.skipIf(trees.length === 0)(
    "CLAN_BACKUPS_NIX_TREES names no folders, or: none in these folders",
    async () => {
      const paths = trees.flatMap((tree) =>
        readdirSync(tree, { recursive: true, encoding: "utf8" })
          .filter((name) => name.endsWith(".nix"))
          .map((name) => join(tree, name)),
      );
      expect(paths.length).toBeGreaterThan(0);
      const byNix = await refusedByNix(paths);
      expect(refusedByUs(paths).filter((path) => !byNix.has(path))).toEqual([]);
    },
    600_000,
  );
});

const TOKEN = /\s+|[a-zA-Z_][\w'-]*|\d+|''|\$\{|[-+*/<>=!&|.?]+|./gs;

/** One of `texts` with some of its tokens gone, doubled or replaced. */
function mutation(texts: readonly string[]): fc.Arbitrary<string> {
  const words = [
    "a",
    "1",
    ".5",
    " ",
    "\n",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    '"',
    "''",
    "${",
    ";",
    ",",
    ":",
    "@",
    "=",
    "?",
    "...",
  ];
  const more = [
    "or",
    "inherit",
    "let",
    "in",
    "rec",
    "with",
    "assert",
    "if",
    "then",
    "else",
    "-",
    "!",
    "//",
    "++",
    "->",
    "./a",
  ];
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    how: fc.constantFrom("remove", "insert", "replace", "double"),
    word: fc.constantFrom(...words, ...more),
  });
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([text, changes]) => {
      const tokens = text.match(TOKEN) ?? [];
      for (const { at, how, word } of changes) {
        const index = Math.floor(at * tokens.length);
        const old = tokens[index] ?? "";
        if (how === "remove") tokens.splice(index, 1);
        else if (how === "insert") tokens.splice(index, 0, word);
        else if (how === "replace") tokens.splice(index, 1, word);
        else tokens.splice(index, 0, old);
      }
      return tokens.join("");
    });
}
