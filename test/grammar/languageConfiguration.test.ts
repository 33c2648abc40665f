import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const root = new URL("../../", import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), "utf8"));
const { languages } = z
  .object({ contributes: z.object({ languages: z.array(z.object({ id: z.string(), configuration: z.string() })) }) })
  .parse(json("package.json")).contributes;
const configuration = z
  .object({
    comments: z.object({ lineComment: z.literal("#"), blockComment: z.tuple([z.literal("/*"), z.literal("*/")]) }),
    brackets: z.array(z.tuple([z.string(), z.string()])),
    autoClosingPairs: z.array(z.object({ open: z.string(), close: z.string(), notIn: z.array(z.string()).optional() })),
    onEnterRules: z.array(
      z.object({
        beforeText: z.string(),
        afterText: z.string().optional(),
        action: z.object({ indent: z.enum(["none", "indent", "indentOutdent", "outdent"]) }),
      }),
    ),
    wordPattern: z.object({ pattern: z.string(), flags: z.string() }),
  })
  .parse(json(languages.find(({ id }) => id === "nix")?.configuration ?? ""));

test.each([
  ["foo-bar = x';", ["foo-bar", "x'"]],
  ["clan.core.state", ["clan", "core", "state"]],
  ["''text''", ["text"]],
  ["''it's''", ["it's"]],
  ["${config.x-y}", ["config", "x-y"]],
  ["a.b'' = 1.5;", ["a", "b", "1.5"]],
  ["[ größe _x1 ]", ["größe", "_x1"]],
  ['"borg@nas:/srv"', ["borg", "nas", "srv"]],
])("the words of %s", (text, words) => {
  const { pattern, flags } = configuration.wordPattern;
  expect(text.match(new RegExp(pattern, `g${flags}`))).toEqual(words);
});

/** What VS Code does on Enter where `|` is: the action of the first rule that fits. */
function onEnter(marked: string): string | undefined {
  const [before = "", after = ""] = marked.split("|");
  return configuration.onEnterRules.find(
    ({ beforeText, afterText }) =>
      new RegExp(beforeText).test(before) && (afterText === undefined || new RegExp(afterText).test(after)),
  )?.action.indent;
}

describe("Enter", () => {
  test.each([
    ["script = ''|'';", "indentOutdent"],
    ["let|in x", "indentOutdent"],
    ["x = let|", "indent"],
    ["folders =|", "indent"],
    ["if a then|", "indent"],
  ])("moves in at %s", (marked, action) => {
    expect(onEnter(marked)).toBe(action);
  });

  test.each(["x = 1;|", "a ==|", "a <=|", "x = '''|''", "# then|", "x = inlet|", "''text''|", "x = ''|''${y}"])(
    "leaves %s alone",
    (marked) => {
      expect(onEnter(marked)).toBeUndefined();
    },
  );
});

test("what is opened is closed, but not inside of strings and comments", () => {
  const pairs = Object.fromEntries(configuration.autoClosingPairs.map(({ open, close }) => [open, close]));
  expect(pairs).toEqual({ "{": "}", "[": "]", "(": ")", '"': '"', "''": "''", "/*": " */" });
  const quotes = configuration.autoClosingPairs.filter(({ open }) => /["'*]/.test(open));
  expect(quotes.map(({ notIn }) => notIn)).toEqual(quotes.map(() => ["string", "comment"]));
  // Brackets close inside of strings too: that is how `${` gets its end.
  expect(configuration.brackets.map(([open]) => open)).toEqual(["{", "[", "("]);
});
