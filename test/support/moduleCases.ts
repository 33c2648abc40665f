/** Small modules over fixed options, made at random, and what the real module system is asked about them. */
import fc from "fast-check";
import { DECLARATIONS, OPTIONS } from "./moduleOptions.ts";

const SUB_NAMES = ["a", "b", "C"];
const SUB_FIELDS = ["name", "req", "n", "tags", "inner.z", "fixed"];

/** Paths that the verdict tells about: every option outside of submodules, and every option of each possible submodule. */
export const OBSERVED: readonly string[] = [
  ...DECLARATIONS.map(({ path }) => path)
    .filter((path) => path[0] !== "sub" && path[0] !== "listed")
    .map((path) => path.join(".")),
  "listed",
  ...SUB_NAMES.flatMap((name) => SUB_FIELDS.map((field) => `sub.${name}.${field}`)),
];

/** Of one observed path: its value; that the set it would be in does not exist; or that there is no value. */
export type Observation = { readonly value: unknown } | { readonly absent: true } | { readonly failed: true };

export interface Verdict {
  /** Every defined name is declared, outside of submodules. */
  readonly names: boolean;
  readonly options: Readonly<Record<string, Observation>>;
}

const text = fc.constantFrom('"a"', '"b"', '"x y"', '""', '"p/q"', `"\${"q"}r"`);
const number = fc.constantFrom("0", "1", "5", "12", "-3");
const truth = fc.constantFrom("true", "false");
const texts = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: text },
      { weight: 1, arbitrary: fc.constantFrom("1", "null", '(lib.mkIf false "z")', '(lib.mkIf config.cond.b "z")') },
    ),
    { maxLength: 3 },
  )
  .map((items) => `[ ${items.join(" ")} ]`);
const anyValue = fc.oneof(
  text,
  number,
  truth,
  texts,
  fc.constant("null"),
  fc.constant("{ }"),
  fc.constant("{ a = 1; }"),
  fc.constant("[ ]"),
  fc.constant("1.5"),
  fc.constant('(throw "no")'),
);

const RIGHT: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "cond.a": fc.constant("true"),
  "cond.b": fc.constant("false"),
  str: text,
  int: number,
  small: number,
  lines: text,
  list: texts,
  none: fc.oneof(number, fc.constant("null")),
  noneText: fc.oneof(text, fc.constant("null")),
  word: fc.constantFrom('"a"', '"b"', "1", '"c"'),
  either: fc.oneof(number, texts),
  three: fc.oneof(truth, number, text),
  coerced: fc.oneof(text, texts),
  ints: fc.constantFrom(
    "{ }",
    "{ a = 1; }",
    "{ a = 2; b = 3; }",
    "{ a = lib.mkIf false 1; }",
    "{ b = lib.mkForce 9; }",
    '{ b = "x"; }',
  ),
  "ints.a": number,
  lazy: fc.constantFrom("{ }", "{ a = 1; }", "{ a = lib.mkDefault 2; b = 3; }"),
  "deep.er.x": number,
  "deep.y": text,
  deep: fc.constantFrom('{ y = "q"; }', "{ er.x = 4; }", "{ wrong = 1; }"),
  fixed: text,
  once: text,
  any: fc.oneof(anyValue, fc.constant("{ b = [ 1 ]; }"), fc.constant("{ a = { c = 1; }; }")),
  filled: texts,
  listed: fc.constantFrom(
    "[ ]",
    "[ { n = 1; } ]",
    "[ { n = 1; } { n = 2; m = 3; } ]",
    "[ { } ]",
    "[ { n = 1; o = 2; } ]",
    "[ 5 ]",
    "[ { n = lib.mkIf false 1; } ]",
  ),
  sub: fc.constantFrom(
    "{ }",
    '{ a = { req = "s"; }; }',
    '{ a = { req = "s"; }; b.n = 2; }',
    "{ a = { }; }",
    "{ C = lib.mkIf false { }; }",
    "[ ]",
  ),
  "sub.a": fc.constantFrom(
    '{ req = "t"; }',
    "{ n = 4; }",
    "{ }",
    '{ config, ... }: { req = "f"; n = 2; }',
    "{ name, ... }: { req = name; }",
    "{ bogus = 1; }",
    `{ config, ... }: { config.req = "\${toString config.n}"; }`,
    "7",
  ),
  "sub.a.req": text,
  "sub.a.n": number,
  "sub.a.tags": texts,
  "sub.a.name": text,
  "sub.a.inner.z": truth,
  "sub.a.inner": fc.constantFrom("{ z = true; }", "{ q = 1; }"),
  "sub.a.fixed": number,
  "sub.b.req": text,
  "sub.b.tags": texts,
  "sub.C.req": text,
  "sub.C.name": text,
  "r.one": fc.constantFrom(
    "config.str",
    "config.int",
    "config.list",
    "config.sub.a.n or 7",
    "config.deep.er.x + 1",
    "config.sub",
    "config.coerced",
    "config.ints.a or 0",
  ),
  "r.two": fc.constantFrom(
    "config.lines",
    "config.any",
    "config.word",
    "{ v = config.small; }",
    "config.sub.b.tags or [ ]",
    "config.listed",
  ),
  bogus: anyValue,
  "deep.er.no": number,
};

const condition = fc.constantFrom("true", "false", "config.cond.a", "config.cond.b", "(!config.cond.b)");
const PLAIN = { weight: 10, arbitrary: fc.constant((inner: string) => inner) };
const wrapper: fc.Arbitrary<(inner: string) => string> = fc.oneof(
  PLAIN,
  { weight: 3, arbitrary: condition.map((on) => (inner: string) => `(lib.mkIf ${on} (${inner}))`) },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkForce (${inner}))`) },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkDefault (${inner}))`) },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkOverride 70 (${inner}))`) },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkMerge [ (${inner}) ])`) },
);
const leafWrapper: fc.Arbitrary<(inner: string) => string> = fc.oneof(
  { weight: 6, arbitrary: wrapper },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkBefore (${inner}))`) },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkAfter (${inner}))`) },
  { weight: 1, arbitrary: fc.constant((inner: string) => `(lib.mkMerge [ (${inner}) (lib.mkIf false 1) ])`) },
);

/** One definition in a set of its own, with properties around any of its levels. */
const piece: fc.Arbitrary<string> = fc.constantFrom(...Object.keys(RIGHT)).chain((path) => {
  const names = path.split(".");
  // Conditions read `cond`, so it must not be computed from anything itself; and a fault there would be everybody's.
  const steady = names[0] === "cond";
  // A level of options that is no set is, under a property, an error that nothing can catch.
  const level = path === "deep" || path === "sub.a.inner";
  const right = RIGHT[path] ?? anyValue;
  const value = steady || level ? right : fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: anyValue });
  const around = steady ? fc.constant((inner: string) => inner) : wrapper;
  return fc
    .tuple(
      value,
      // nixpkgs of 2024 cannot order a submodule's definitions: it stops with an error that nothing can catch.
      steady ? fc.constant((inner: string) => inner) : path === "sub.a" || level ? wrapper : leafWrapper,
      fc.array(around, { minLength: names.length, maxLength: names.length }),
    )
    .map(([written, leaf, wrappers]) =>
      names.reduceRight(
        (inner, name, index) => (wrappers[index] ?? String)(`{ ${name} = ${inner}; }`),
        leaf(`(${written})`),
      ),
    );
});

const moduleText = (inner: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.array(inner, { maxLength: 2 }), fc.boolean())
    .map(([pieces, imports, merged]) => {
      const config =
        merged || pieces.length > 1
          ? `lib.mkMerge [ ${pieces.map((item) => `(${item})`).join(" ")} ]`
          : (pieces[0] ?? "{ }");
      return `{ config, lib, ... }: { imports = [ ${imports.map((item) => `(${item})`).join(" ")} ]; config = ${config}; }`;
    });

/** Modules as Nix texts. */
export const modulesArbitrary: fc.Arbitrary<readonly string[]> = fc.array(moduleText(moduleText(fc.constant("{ }"))), {
  minLength: 1,
  maxLength: 3,
});

/** A Nix expression that gives the verdict of `lib` on every one of `cases`. */
export function verdictExpression(libFolder: string, cases: readonly (readonly string[])[]): string {
  return `let
  lib = import ${libFolder}/lib;
  declared = ${OPTIONS};
  attempt = value: let result = builtins.tryEval (builtins.deepSeq value value); in
    if result.success then { value = result.value; } else { failed = true; };
  observe = config: path:
    let
      names = lib.splitString "." path;
      inside = builtins.tryEval (config.sub ? \${builtins.elemAt names 1});
      value = lib.getAttrFromPath names config;
    in if builtins.head names != "sub" then attempt value
      else if !inside.success then { failed = true; }
      else if inside.value then attempt value else { absent = true; };
  judge = modules:
    let
      checked = lib.evalModules { modules = [ declared ] ++ modules; };
      inherit (lib.evalModules { modules = [ declared { _module.check = false; } ] ++ modules; }) config;
    in {
      names = (builtins.tryEval (builtins.seq checked.config true)).success;
      options = lib.genAttrs [ ${OBSERVED.map((path) => JSON.stringify(path)).join(" ")} ] (observe config);
    };
in map judge [
${cases.map((modules) => `[ ${modules.map((module) => `(${module})`).join(" ")} ]`).join("\n")}
]
`;
}
