import { describe, expect, test } from "vitest";
import type { AttrName, Binding, Expr, StringPart } from "../../../server/nix/expr.ts";
import { spanOf } from "../../../server/nix/expr.ts";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();
const lower = (text: string) => parser.parseOnce("/a.nix", text).root;

/** The syntax in few words: `!` marks what is damaged, `?` what is Broken. */
function show(expr: Expr): string {
  switch (expr.kind) {
    case "int":
    case "float":
      return String(expr.value);
    case "variable":
      return expr.name;
    case "string":
      return `"${showParts(expr.parts)}"`;
    case "path":
      return `<${expr.form} ${showParts(expr.parts)}>`;
    case "select":
      return `(${show(expr.target)}.${showPath(expr.path)}${expr.fallback ? ` or ${show(expr.fallback)}` : ""})`;
    case "has":
      return `(${show(expr.target)} ? ${showPath(expr.path)})`;
    case "apply":
      return `(${show(expr.fn)} ${show(expr.arg)})`;
    case "binary":
      return `(${show(expr.left)} ${expr.operator} ${show(expr.right)})`;
    case "unary":
      return `(${expr.operator}${show(expr.operand)})`;
    case "list":
      return `[${expr.elements.map(show).join(" ")}]${expr.damaged ? "!" : ""}`;
    case "attrs":
      return `${expr.recursive ? "rec " : ""}{${showBindings(expr.bindings)}}${expr.damaged ? "!" : ""}`;
    case "let":
      return `let${expr.damaged ? "!" : ""} ${showBindings(expr.bindings)} in ${show(expr.body)}`;
    case "with":
      return `with ${show(expr.env)}; ${show(expr.body)}`;
    case "assert":
      return `assert ${show(expr.condition)}; ${show(expr.body)}`;
    case "if":
      return `if ${show(expr.condition)} then ${show(expr.then)} else ${show(expr.otherwise)}`;
    case "lambda": {
      const formals = expr.pattern?.formals.map(
        (formal) => formal.name + (formal.fallback ? ` ? ${show(formal.fallback)}` : ""),
      );
      const pattern = formals && `{${[...formals, ...(expr.pattern?.ellipsis ? ["..."] : [])].join(", ")}}`;
      return `${[expr.name, pattern].filter((part) => part !== undefined).join("@")}: ${show(expr.body)}`;
    }
    case "broken":
      return `?${expr.parts.length > 0 ? `(${expr.parts.map(show).join(", ")})` : ""}`;
  }
}

function showBindings(bindings: readonly Binding[]): string {
  return bindings
    .map((binding) => {
      if (binding.kind === "bind") return `${showPath(binding.path)} = ${show(binding.value)};`;
      return `inherit${binding.from ? ` (${show(binding.from)})` : ""}${binding.names.map((name) => ` ${showPath([name])}`).join("")};`;
    })
    .join(" ");
}

function showPath(path: readonly AttrName[]): string {
  return path.map((name) => (name.kind === "dynamic" ? `\${${show(name.expr)}}` : name.name)).join(".");
}

function showParts(parts: readonly StringPart[]): string {
  return parts.map((part) => (part.kind === "text" ? part.text : `\${${show(part.expr)}}`)).join("");
}

describe("an expression", () => {
  test.each([
    ["a + b - c * d", "((a + b) - (c * d))"],
    ["a ++ b ++ c", "(a ++ (b ++ c))"],
    ["a // b // c", "(a // (b // c))"],
    ["a -> b || c && !d == e", "(a -> (b || (c && ((!d) == e))))"],
    ["-a + b ? c.d", "((-a) + (b ? c.d))"],
    ["f a.b or c { }", "((f (a.b or c)) {})"],
    ['a."b".${"c"}."d${e}"', '(a.b.${"c"}.${"d${e}"})'],
    ["let { body = a; a = 1; }", "(rec {body = a; a = 1;}.body)"],
    ["args@{ a, b ? 1, ... }: a", "args@{a, b ? 1, ...}: a"],
    ["{ a, }@args: a", "args@{a}: a"],
    ['{ inherit a; inherit (b) c "d"; e.f = 1; }', "{inherit a; inherit (b) c d; e.f = 1;}"],
    [
      "[ ./a /b/${c} ~/d <nixpkgs/lib> http://e.f/g ]",
      '[<relative ./a> <absolute /b/${c}> <home ~/d> <search nixpkgs/lib> "http://e.f/g"]',
    ],
    ["[ 1 2.5 99999999999999999999 ]", "[1 2.5 undefined]"],
    ["assert a; with b; if c then d else ((e))", "assert a; with b; if c then d else e"],
    ["let or = 1; in a.or", "let or = 1; in (a.or)"],
  ])("%s", (text, expected) => {
    expect(show(lower(text))).toBe(expected);
  });

  test("stands where its text stands", () => {
    const text =
      '{ config, ... }:\n{\n  services.borgbackup.jobs.home = { repo = "ssh://u@host/./repo"; compression = "auto,zstd"; };\n}\n';
    const root = lower(text);
    const set = root.kind === "lambda" ? root.body : root;
    const [job] = set.kind === "attrs" ? set.bindings : [];
    const repo = job?.kind === "bind" && job.value.kind === "attrs" ? job.value.bindings[0] : undefined;
    const places = [root, set, job, repo].map((node) => node && text.slice(spanOf(node).start, spanOf(node).end));
    expect(places).toEqual([
      text.trimEnd(),
      text.slice(text.indexOf("{\n"), -1),
      text.slice(text.indexOf("services"), text.indexOf("\n}")),
      'repo = "ssh://u@host/./repo";',
    ]);
  });
});

describe("around an error", () => {
  test.each([
    ["{ a = 1; ) b = 2; }", "{a = 1; b = 2;}!"],
    ["{ a = 1 b = 2; c = 3; }", "{a = ?(?((1 b), 2)); c = 3;}!"],
    ["{ a = { b = 1 c = 2; }; d = 3; }", "{a = {b = ?(?((1 c), 2));}!; d = 3;}"],
    ["{ a = [ 1 2; b = 2; }", "{a = ?(?([1 2]!)); b = 2;}!"],
    ["{ x, ... }: { a = 1; b = { c = 2; ", "{x, ...}: {a = 1; b = ?({c = 2;}!);}!"],
    ["let a = 1; in { b = 2; ", "let! a = 1; in {b = 2;}!"],
    ["{ a = 1; } }", "{a = 1;}!"],
    ["{ a = f { b = 1; ; c = 2; }", "{a = ?((f {b = 1;}!)); c = 2;}!"],
    ["a |> b", "?(a, b)"],
    ["", "?"],
  ])("%s", (text, expected) => {
    expect(show(lower(text))).toBe(expected);
  });
});

describe("hostile text", () => {
  const count = 100_000;
  test.each([
    ["[", "["],
    ["(", "("],
    ["{a=", "{a="],
    ["{", "{${"],
    ["x: ", "x: "],
    ["''${", "''${"],
    ["a.", "a."],
    ["let a = 1; in ", "let a = 1; in "],
    ["a ++ ", "a ++ "],
    ["a ", "a "],
    ["{a?", "{a?"],
  ])("%s many times neither throws nor nests without bound", (_, piece) => {
    const root = lower(`${piece.repeat(count)}a`);
    expect(depthOf(root)).toBeLessThan(2500);
  });

  test("a text that is too long is not parsed", () => {
    const file = parser.parseOnce("/a.nix", "a ".repeat(1_000_001));
    expect([file.unreadable, file.root.kind, file.syntaxError]).toEqual(["too long", "broken", undefined]);
  });
});

function depthOf(node: unknown): number {
  let deepest = 0;
  let level: unknown[] = [node];
  while (level.length > 0) {
    deepest++;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => (key === "chunk" ? [] : [inner]))
        : [],
    );
  }
  return deepest;
}
