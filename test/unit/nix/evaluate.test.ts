// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are interpolations of Nix
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, Thunk } from "../../../server/nix/thunk.ts";
import { attr, attrs, int, openList, string, unknown, type Value } from "../../../server/nix/value.ts";
import { testEvaluator } from "../../support/evaluate.ts";
import { RECURSIONS } from "../../support/recursions.ts";

const ones = [Thunk.of(int(1)), Thunk.of(int(2))];
const { value, shown } = await testEvaluator(
  new Map<string, Value>([
    ["hidden", unknown("a hidden value")],
    ["text", { kind: "partial-string", pieces: ["start-", undefined] }],
    ["some", openList(ones, 1)],
    [
      "set",
      attrs(
        new Map([
          ["sure", attr(Thunk.of(int(1)))],
          ["maybe", { ...attr(Thunk.of(int(2))), certain: false }],
        ]),
        true,
      ),
    ],
    ["unnamed", attrs(new Map(), true, [attr(Thunk.of(string("v")))])],
  ]),
);

describe("what is known in part", () => {
  it.each([
    ['"a${hidden}b"', '["a","?","b"]'],
    ["text + hidden", '["start-","?"]'],
    ["builtins.substring 0 5 text", '"start"'],
    ["[ 1 ] ++ some", "[1 1 2 open 2]"],
    ["[ 1 ] ++ hidden ++ [ 2 ]", "[1 2 open 1]"],
    ["builtins.head some", "1"],
    ["map (x: x + 1) some", "[2 3 open 1]"],
    ["builtins.filter (x: x == 2) some", "[2 open 0]"],
    ["builtins.filter (x: if x == 1 then hidden else true) [ 3 1 2 ]", "[3 2 open 1]"],
    ["builtins.elem 2 some", "true"],
    ["builtins.any (x: x == 2) some", "true"],
    ["builtins.all (x: x == 1) some", "false"],
    ["builtins.attrNames set", '["sure" open 0]'],
    ["builtins.mapAttrs (n: v: v + 1) set", "{sure=2; maybe?=3; …}"],
    ["set.sure", "1"],
    ["set ? sure", "true"],
    ["{ a = 1; } // hidden", "{a=<unknown: the attribute a>; …}"],
    ["hidden // { a = 1; }", "{a=1; …}"],
    ["set // { maybe = 3; }", "{sure=1; maybe=3; …}"],
    ['builtins.removeAttrs { a = 1; b = 2; } [ hidden "a" ]', "{b?=2;}"],
    ['builtins.concatStringsSep "," [ "a" hidden "b" ]', '["a,","?",",b"]'],
    ["({ a, b ? 2, ... }: [ a b ]) (hidden // { a = 1; })", "[1 <unknown: the argument b>]"],
    ["false && hidden", "false"],
    ["true || hidden", "true"],
    ["builtins.sort (a: b: hidden) [ 2 1 ]", "[ open 0]"],
    ["builtins.typeOf text", '"string"'],
    ["builtins.isList some", "true"],
    ["{ ${text} = 1; b = 2; }", "{b=2; …}"],
    ["builtins.toJSON { a = hidden; }", '["{\\"a\\":","?","}"]'],
  ])("%s is %s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    "hidden",
    "hidden.a.b",
    "hidden 1",
    "hidden + 1",
    "if hidden then 1 else 2",
    "assert hidden; 1",
    "set.maybe",
    "set.other",
    "set.other or 1",
    "set ? other",
    "builtins.length some",
    "builtins.elemAt some 1",
    "builtins.elem 3 some",
    "some == [ 1 2 ]",
    'text == "x"',
    "builtins.stringLength text",
    "with hidden; a",
    "builtins.unheardOf 1",
    "builtins ? unheardOf",
    'builtins.getEnv "HOME"',
    "import ./other.nix",
    "builtins.readFile ./other.txt",
    "<nixpkgs>",
    "9007199254740993",
    "9007199254740991 + 1",
    "unnamed.v",
  ])("%s is unknown", (text) => {
    expect(value(text).kind).toBe("unknown");
  });

  it("keeps where a value is written that map makes", () => {
    const made = value("map (x: { v = x; }) [ 1 ]");
    const origin = made.kind === "list" ? made.elements[0]?.origin : undefined;
    expect(origin?.kind).toBe("attrs");
  });

  it("does not take what a syntax error hides for missing", () => {
    expect(value("let a = 1; b = = 2; in c").kind).toBe("unknown");
    expect(value("{ a = 1; b = = 2; }.c").kind).toBe("unknown");
  });
});

describe("faults", () => {
  it.each([
    ['throw "no"', "throw"],
    ['abort "no"', "abort"],
    ["assert false; 1", "assertion"],
    ['1 + "a"', "type"],
    ["missing", "undefined-variable"],
    ["{ a = 1; }.b", "missing-attribute"],
    ["({ a }: a) { }", "missing-argument"],
    ["({ a }: a) { a = 1; b = 2; }", "unexpected-argument"],
    ["let x = x; in x", "infinite-recursion"],
    ["let a = b; b = a; in a", "infinite-recursion"],
    ["(rec { a = [ b ]; b = builtins.head a; }).b", "infinite-recursion"],
    ["1 / 0", "other"],
    ["builtins.head [ ]", "other"],
  ])("%s is a fault of kind %s", (text, kind) => {
    const found = value(text);
    expect(found.kind === "error" ? found.fault.kind : found.kind).toBe(kind);
  });

  it("are named at the expression that is wrong", () => {
    const found = value("[ 1 ] ++ 22");
    expect(found.kind === "error" ? found.fault.at : undefined).toMatchObject({ start: 9, end: 11 });
  });
});

describe("what would cost too much is unknown", () => {
  it.each([
    ["a billion elements", "builtins.length (builtins.genList (x: x) 1000000000)"],
    ["doubling a string", 'builtins.foldl\' (a: b: a + a) "x" (builtins.genList (x: x) 100)'],
    ["doubling a string by interpolation", 'let go = n: s: if n == 0 then s else go (n - 1) "${s}${s}"; in go 60 "xy"'],
    ["doubling a list", "builtins.length (builtins.foldl' (a: b: a ++ a) [ 1 ] (builtins.genList (x: x) 100))"],
    ["exponentially many calls", "let f = n: if n == 0 then 1 else f (n - 1) + f (n - 1); in f 60"],
    ["calls without an end", "let f = n: f (n + 1); in f 0"],
    ["calls without an end on the stack", "let f = n: 1 + f (n + 1); in f 0"],
    [
      "joining texts",
      'builtins.stringLength (builtins.concatStringsSep "0123456789" (builtins.genList (x: "") 200000) + builtins.concatStringsSep "0123456789abcdef" (builtins.genList (x: "") 200000))',
    ],
    [
      "replacing by long texts",
      'let s = builtins.concatStringsSep "" (builtins.genList (x: "aaaaaaaaaa") 1000); in builtins.replaceStrings [ "a" ] [ s ] s',
    ],
    [
      "folding over a long list again and again",
      "let l = builtins.genList (x: x) 200000; in builtins.foldl' (a: b: builtins.foldl' (c: d: c + d) 0 l) 0 l",
    ],
    [
      "tails of a long list",
      "let l = builtins.genList (x: x) 200000; go = l: if l == [ ] then 0 else go (builtins.tail l); in go l",
    ],
    ["a set that grows", "builtins.foldl' (a: i: a // { ${toString i} = i; }) { } (builtins.genList (x: x) 200000)"],
  ])("%s", (_, text) => {
    expect(["unknown", "partial-string"]).toContain(value(text).kind);
  });

  it("is unknown in its place only", () => {
    expect(shown("{ a = let f = n: 1 + f n; in f 0; b = 2; }")).toBe("{a=<unknown: too much to evaluate>; b=2;}");
  });

  it("does not need a level for each call in the last place, nor for a value that is passed on", () => {
    expect(shown("let go = f: n: if n == 0 then f else go f (n - 1); in go (1 + 1) 20000")).toBe("2");
  });
});

describe("deep values", () => {
  const deep = "(builtins.foldl' (a: i: [ a ]) [ ] (builtins.genList (x: x) 100000))";
  it.each([
    ["forced", `builtins.deepSeq ${deep} 1`, "int"],
    ["compared", `${deep} == ${deep}`, "unknown"],
    ["ordered", `${deep} < ${deep}`, "unknown"],
    ["as a string", `toString ${deep}`, "partial-string"],
    ["as JSON", `builtins.toJSON ${deep}`, "partial-string"],
    ["from JSON", `builtins.fromJSON (builtins.concatStringsSep "" (builtins.genList (x: "[") 100000))`, "error"],
    [
      "made of thunks",
      "builtins.foldl' (a: i: { v = a.v + 1; }) { v = 0; } (builtins.genList (x: x) 100000) == { v = 1; }",
      "unknown",
    ],
  ])("%s", (_, text, kind) => {
    expect(value(text).kind).toBe(kind);
  });

  it("from JSON as deep as lists are", () => {
    const [open, close] = ["[", "]"].map(
      (text) => `builtins.concatStringsSep "" (builtins.genList (x: "${text}") 100000)`,
    );
    expect(["list", "unknown"]).toContain(value(`builtins.fromJSON (${open} + ${close})`).kind);
  });
});

describe("the limit of depth", () => {
  it.each(RECURSIONS)("leaves half of the host's stack: %s", (_, text) => {
    expect(() => value(text, { depth: 2 * DEFAULT_LIMITS.depth })).not.toThrow();
  });
});
