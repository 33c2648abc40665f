import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rootScope } from "../../server/nix/builtins.ts";
import { spanOf } from "../../server/nix/expr.ts";
import { undefinedNames } from "../../server/nix/syntax/undefinedNames.ts";
import { expressions } from "../support/nixExpressions.ts";
import { nixVersion, parseVerdict, refusedByNix } from "../support/nixInstantiate.ts";
import { testParser } from "../support/nixParser.ts";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 500);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20260822);
const parser = await testParser();
const scope = rootScope();
const folder = fileURLToPath(new URL("../fixtures/syntax/", import.meta.url));
const trees = (process.env["CLAN_BACKUPS_NIX_TREES"] ?? "").split(":").filter((name) => name !== "");

function filesOf(tree: string): string[] {
  return readdirSync(tree, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".nix"))
    .map((name) => join(tree, name));
}

/** The undefined names of `text`; each stands where it is said to. */
function found(text: string): readonly string[] {
  const file = parser.parseOnce("/a.nix", text);
  if (file.syntaxError !== undefined) return [];
  return undefinedNames(file.root, scope).map(({ name, at }) => {
    const { start, end } = spanOf(at);
    expect(text.slice(start, end)).toContain(name);
    return name;
  });
}

const SCOPES = [
  "{ a = rec { b = 1; }; a.c = b; }",
  "{ a.c = b; a = rec { b = 1; }; }",
  "rec { a = { x = q; }; a.q = 1; }",
  "let inherit (y) y; in y",
  "let inherit y; in y",
  "rec { inherit (x) y; z = y; }",
  "{ inherit x y; }",
  "rec { ${x} = 1; x = 2; }",
  'rec { ${"x"} = 1; y = x; }',
  'let x."${y}" = z; y = 1; z = x; in w',
  'rec { inherit ({ }) ${"x"} a; a.${"b"} = rec { c = 1; }; y = x; }',
  "let { body = x; x = y; }",
  "{ a ? b, b ? s, c ? d }@s: [ a b c s ]",
  "let y = with { }; x; in x",
  "with x; y",
  "__add __curPos <x> (1 / 2)",
  "x: ./a + x.y.z or (q ? x.x)",
  "a: b: assert a; if b then c else d",
];

describe.skipIf(nixVersion() === undefined)("nix-instantiate is not installed, or: an undefined name", () => {
  let scratch = "";
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "names-"));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test("is one for Nix, and is found where Nix says there is one", async () => {
    const texts = [...filesOf(folder), ...trees.flatMap(filesOf)]
      .map((path) => readFileSync(path, "utf8"))
      .filter((text) => text.length < 3000);
    const random = fc.sample(expressions([], 4), { numRuns: 60, seed: SEED });
    const changed = fc.sample(renamed([...texts, ...random, ...SCOPES]), { numRuns: RUNS, seed: SEED });
    const samples = [...SCOPES, ...random, ...changed];
    const wrong: unknown[] = [];
    const counts = { accepted: 0, undefined: 0, found: 0 };
    let next = 0;
    const work = async (path: string) => {
      for (let text = samples[next++]; text !== undefined; text = samples[next++]) {
        writeFileSync(path, text);
        const verdict = await parseVerdict(path);
        const ours = found(text);
        if (verdict === "accepted") {
          counts.accepted++;
          if (ours.length > 0) wrong.push({ text, ours });
        } else if (verdict !== "refused") {
          counts.undefined++;
          if (ours.includes(verdict.name)) counts.found++;
          else if (ours.length > 0) wrong.push({ text, ours, verdict });
        }
      }
    };
    await Promise.all([work(join(scratch, "a.nix")), work(join(scratch, "b.nix"))]);
    console.log(`undefined names: ${JSON.stringify(counts)} of ${samples.length} texts`);
    expect(wrong).toEqual([]);
    expect(counts.accepted).toBeGreaterThan(samples.length / 6);
    expect(counts.found).toBeGreaterThan(samples.length / 6);
    expect(counts.found).toBeGreaterThan(counts.undefined * 0.9);
  }, 600_000);

  test.skipIf(trees.length === 0)(
    "CLAN_BACKUPS_NIX_TREES names no folders, or: is one for Nix in these folders",
    async () => {
      const paths = trees.flatMap(filesOf);
      expect(paths.length).toBeGreaterThan(0);
      const named = paths.filter((path) => found(readFileSync(path, "utf8")).length > 0);
      expect([...(await refusedByNix(named))]).toEqual(named);
    },
    600_000,
  );
});

const NAME = /[a-zA-Z_][\w'-]*/g;
const WORDS = /^(if|then|else|let|in|rec|with|assert|inherit|or|true|false|null)$/;

/** One of `texts` with one or two of its words replaced by others, so that some of what was bound no longer is. */
function renamed(texts: readonly string[]): fc.Arbitrary<string> {
  const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const change = fc.record({ at: part, by: part, how: fc.constantFrom("other", "other", "new", "global") });
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 2 })).map(([text, changes]) =>
    changes.reduce((changed, { at, by, how }) => {
      const words = [...changed.matchAll(NAME)].filter(([word]) => !WORDS.test(word));
      const word = words[Math.floor(at * words.length)];
      if (word === undefined) return changed;
      const other = words[Math.floor(by * words.length)]?.[0] ?? "x";
      const put = how === "other" ? other : how === "new" ? "nowhere" : by < 0.5 ? "map" : "concatMap";
      return changed.slice(0, word.index) + put + changed.slice(word.index + word[0].length);
    }, text),
  );
}
