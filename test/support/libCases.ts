/** Random calls of nixpkgs' lib functions with arguments of the kinds that they are made for, as Nix expressions. */
import fc from "fast-check";
import { LIB_SIGNATURES } from "./libSignatures.ts";

export interface LibCase {
  /** As it stands behind `lib.`. */
  readonly name: string;
  readonly text: string;
}

type Text = fc.Arbitrary<string>;

const name = fc.constantFrom('"a"', '"b"', '"c"', '"x-y"', '"d"');
const int = fc.integer({ min: -2, max: 9 }).map((value) => (value < 0 ? `(${value})` : String(value)));
const count = fc.integer({ min: 0, max: 5 }).map(String);
const bool = fc.constantFrom("true", "false");
const words = fc.constantFrom(
  "",
  "a",
  "b",
  "ab",
  "abc",
  "a.b",
  "a-b",
  " a ",
  "/x/y",
  "A b",
  "it's",
  "$x",
  "a\\n",
  "x:y:z",
  "[a]*",
  "<&>",
  "é",
  "12",
  "Hello World",
);
const string = words.map((text) => `"${text.replaceAll("$", "\\$")}"`);
const ascii = words.filter((text) => text !== "é").map((text) => `"${text.replaceAll("$", "\\$")}"`);
const version = fc.constantFrom('"1.2"', '"1.10"', '"1.2.3"', '"2.0pre1"', '"2.0"', '"24.05"', '"1.2-rc1"');
const digits = fc.constantFrom('"1"', '"12"', '"-3"', '"007"', '" 5 "', '"x"', '"0"', '""', '"1.5"', '"-07"', '"000"');
const scalar = fc.oneof(int, bool, string, fc.constant("null"));

function listOf(element: Text, maxLength = 4): Text {
  return fc.array(element, { maxLength }).map((elements) => `[ ${elements.map((one) => `(${one})`).join(" ")} ]`);
}

function setOf(value: Text): Text {
  return fc
    .uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([key]) => key })
    .map((bindings) => `{ ${bindings.map(([key, text]) => `${key} = ${text};`).join(" ")} }`);
}

const deep: Text = setOf(
  fc.oneof({ arbitrary: scalar, weight: 3 }, { arbitrary: setOf(fc.oneof(scalar, setOf(int))), weight: 2 }),
);
const lazyFault = fc.constant('(throw "not needed")');
const any: Text = fc.oneof(
  { arbitrary: scalar, weight: 6 },
  { arbitrary: listOf(scalar), weight: 2 },
  { arbitrary: deep, weight: 2 },
  { arbitrary: lazyFault, weight: 1 },
);
const element: Text = fc.oneof({ arbitrary: int, weight: 12 }, { arbitrary: lazyFault, weight: 1 });

/** Arguments by the letter that stands for them in a signature. */
const ARGUMENTS: Readonly<Record<string, Text>> = {
  any,
  ascii,
  asciis: listOf(ascii),
  bool,
  bools: listOf(bool),
  count,
  deep,
  digits,
  function: fc.constantFrom("(x: [ x ])", "(x: x)", "(x: 1)", "(x: { got = x; })"),
  functions: listOf(fc.constantFrom("(x: [ x ])", "(x: x)", "(x: { got = x; })")),
  binary: fc.constantFrom("(a: b: [ a b ])", "(a: b: a)", "(a: b: b)", "(a: b: 0)"),
  sum: fc.constantFrom("(a: b: a + b)", "(a: b: a - b)", "builtins.add"),
  int,
  ints: listOf(int, 6),
  lazies: listOf(element, 5),
  lists: listOf(fc.oneof(int, listOf(fc.oneof(int, listOf(int))))),
  intLists: listOf(listOf(int)),
  name,
  names: listOf(name),
  number: fc.oneof(int, fc.constantFrom("1.5", "0.25")),
  pair: fc.constantFrom(
    '(n: v: { name = n + "1"; value = v; })',
    '(n: v: { name = "same"; value = [ n v ]; })',
    "(n: v: lib.nameValuePair n [ v ])",
  ),
  pairOf: fc.constantFrom('(x: { name = "n" + x; value = x; })', '(x: { name = "same"; value = x; })'),
  predicate: fc.constantFrom("(x: x > 2)", "(x: x == 1)", "(x: true)", "(x: false)", "lib.isInt"),
  attrPredicate: fc.constantFrom('(n: v: n != "a")', "(n: v: lib.isInt v)", "(n: v: true)", "(n: v: false)"),
  valuePredicate: fc.constantFrom("lib.isInt", "lib.isString", "(x: true)", "lib.isAttrs", "(x: x ? a)"),
  set: setOf(scalar),
  lazySet: setOf(fc.oneof({ arbitrary: scalar, weight: 8 }, { arbitrary: lazyFault, weight: 1 })),
  sets: listOf(setOf(scalar)),
  intSets: listOf(setOf(int)),
  listSet: setOf(listOf(int, 3)),
  stringSet: setOf(ascii),
  intSet: setOf(int),
  setFunction: fc.constantFrom(
    "(n: v: lib.listToAttrs [ { name = n; value = v; } ])",
    "(n: v: { all = n; } // lib.nameValuePair n v)",
    "(n: v: { })",
  ),
  string,
  strings: listOf(string),
  textFunction: fc.constantFrom('(x: x + "!")', '(x: "<" + x + ">")', "(x: x)"),
  numberedText: fc.constantFrom("(i: x: toString i + x)", "(i: x: x)"),
  namedText: fc.constantFrom('(n: v: n + "=" + v)', "(n: v: v)"),
  pathFunction: fc.constantFrom("(p: v: [ p v ])", "(p: v: lib.length p)", '(p: v: lib.concatStringsSep "." p)'),
  version,
  compare: fc.constant("lib.compare"),
  fixed: fc.constantFrom("(self: { a = 1; b = self.a + 1; })", "(self: 3)", "(self: [ 1 (lib.head self) ])"),
  formals: fc.constantFrom(
    "({ a, b ? 1 }: a)",
    "({ a ? 2, ... }: a)",
    "(x: x)",
    "(lib.setFunctionArgs (x: x) { a = true; })",
  ),
  lessThan: fc.constantFrom("(a: b: a < b)", "(a: b: a > b)", "builtins.lessThan"),
  package: fc.constantFrom(
    '{ pname = "p"; version = "1"; }',
    '{ name = "hello-2.10"; }',
    '{ name = "n-1"; version = "3"; }',
    '{ name = "only"; }',
  ),
  pairs: listOf(fc.tuple(name, any).map(([key, value]) => `{ name = ${key}; value = ${value}; }`)),
  separator: fc.constantFrom('":"', '"."', '"/"', '"-"', '"l"', '", "'),
  ten: fc.constant("10"),
  toString: fc.constantFrom("toString", '(x: if x > 2 then "more" else "less")'),
  triple: fc.constantFrom("(all: n: v: [ all n v ])", "(all: n: v: v)", "(all: n: v: all)"),
  versioned: fc.constantFrom('"hello-2.10"', '"a-b"', '"a-b-1.2-3"', '"x"', '""'),
};

/** What stands for an argument of which we know only a part, by its letter; its value is in `HIDDEN`. */
const HIDDEN_ARGUMENTS: Readonly<Record<string, string>> = {
  any: "hiddenSet",
  ascii: "hiddenText",
  asciis: "hiddenNames",
  bool: "hiddenBool",
  deep: "hiddenSet",
  digits: "hiddenDigits",
  int: "hiddenInt",
  intSet: "hiddenInts",
  ints: "hiddenList",
  lazies: "hiddenList",
  lazySet: "hiddenSet",
  listSet: "hiddenListSet",
  lists: "hiddenList",
  name: "hiddenName",
  names: "hiddenNames",
  predicate: "hiddenTest",
  set: "hiddenSet",
  string: "hiddenText",
  strings: "hiddenNames",
};

/** A call of the function `called`; with `hidden` some arguments are known in part only. */
function callOf(called: string, kinds: readonly string[], hidden: boolean): fc.Arbitrary<LibCase> {
  const args = kinds.map((kind) => {
    const known = ARGUMENTS[kind];
    if (known === undefined) throw new Error(`${called} takes a ${kind}`);
    const part = hidden ? HIDDEN_ARGUMENTS[kind] : undefined;
    return part === undefined ? known : fc.oneof(known, fc.constant(part));
  });
  return fc.tuple(...args).map((texts) => ({
    name: called,
    text: `(lib.${called} ${texts.map((text) => `(${text})`).join(" ")})`,
  }));
}

/** `count` calls of every function that has a signature. */
export function libCases(seed: number, count: number, hidden: boolean): readonly LibCase[] {
  return LIB_SIGNATURES.flatMap((signature) => {
    const [called = "", ...kinds] = signature.split(" ");
    return fc.sample(callOf(called, kinds, hidden), { seed, numRuns: count });
  });
}

/** What the names of `HIDDEN_ARGUMENTS` are for Nix. */
export const HIDDEN = `hiddenBool = true; hiddenDigits = "12"; hiddenInt = 3; hiddenInts = { a = 1; b = 2; c = 3; };
  hiddenList = [ 1 2 3 4 ]; hiddenListSet = { a = [ 1 ]; b = [ 2 3 ]; }; hiddenName = "a"; hiddenNames = [ "a" "b" "c" ];
  hiddenSet = { a = 1; b = "b"; c = true; }; hiddenTest = x: x > 1; hiddenText = "ab-secret-cd";`;
