import { expect, test } from "vitest";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();

/** The text marked and the message. */
function fault(text: string): readonly [string, string] | undefined {
  const found = parser.parseOnce("/a.nix", text).syntaxError;
  return found && [text.slice(found.start, found.end), found.message];
}

test.each([
  ["{ a = [ 1 2; b = 2; }", "[", "This `[` is never closed."],
  ["{ config, ... }: { a = { b = 1; c = 2; }", "{", "This `{` is never closed."],
  ["{\n  a = 1;\n  b = { c = 2;\n", "{", "This `{` is never closed."],
  ["{ a = 1; } }", "}", "This `}` closes nothing that is open."],
  ["{ a = 1; b = 2 }", "2", "`;` is missing after this."],
  ["{ a = 1 b = 2; }", "b =", "`;` may be missing before `b =`, or `b` is not a name."],
  ['{ a = "abc; b = 2; }', '"', 'A string at this `"` lacks its closing quote.'],
  ["{ a = ; b = 1; }", "=", "A name or a value is missing after this."],
  ["{ a = 1; b = }", "b", "`b` has no value here."],
  ["if a then b", "if", "This `if` has no `else`."],
  ["let a = 1; a", "let", "This `let` has no `in`."],
  ["let a = 1; b = 2 in a", "let", "`;` may be missing between this `let` and its `in`."],
  ["{ a: 1; }", "a", "`=` or `,` is missing after this name."],
  ["{ a = 1;; b = 2; }", ";", "Nothing that `;` could end stands before it."],
  ["1 /* abc", "/*", "This comment is never closed."],
])("%s", (text, marked, message) => {
  expect(fault(text)).toEqual([marked, message]);
});

test.each([
  "{ a, }: a",
  "{ a, # last\n}: a",
  "{ a ? { b, }: b, }: a",
  "{ inherit; inherit (a); }",
  "a |> b",
  "a <| b",
  "{ a = b |> c; }",
  '"a\0b"',
  "",
])("no syntax error in %j", (text) => {
  expect(fault(text)).toBeUndefined();
});

test.each(["{ , }: 1", "{ a,, }: 1", "{ a, ..., }: 1", "{ a, b c }: 1", "{ inherit a }"])(
  "a syntax error in %j",
  (text) => {
    expect(fault(text)).toBeDefined();
  },
);
