/** The option types that have no others inside: lib/types.nix of nixpkgs. */

import { equal } from "../operators.ts";
import { entireMatcher } from "../regex.ts";
import type { Evaluation } from "../thunk.ts";
import { describeKind, isStuck, type Value } from "../value.ts";
import type { OptionType as TypeData } from "./optionData.ts";
import { mergeEqual, mergeOne, mergeStrings, moduleOfAll, opaque } from "./optionMerge.ts";
import { type OptionType, OptionTypeBox, type Verdict } from "./optionType.ts";
import { patternInWords } from "./patternWords.ts";

/** A type whose definitions must all be equal. */
function plainType(
  name: string,
  one: string,
  many: string,
  check: (value: Value, evaluation: Evaluation) => Verdict,
): OptionType {
  return { name, describe: (plural) => (plural === true ? many : one), check, merge: mergeEqual };
}

function ofKind(...kinds: readonly Value["kind"][]): (value: Value) => Verdict {
  return (value) => (kinds.includes(value.kind) ? "ok" : "wrong");
}

/** A string that `test` accepts; of one that is known in part nothing is said. */
function textThat(test: (text: string) => boolean | undefined): (value: Value) => Verdict {
  return (value) => {
    if (value.kind === "partial-string") return "unknown";
    if (value.kind !== "string") return "wrong";
    const answer = test(value.text);
    return answer === undefined ? "unknown" : answer ? "ok" : "wrong";
  };
}

export const strType: OptionType = plainType("str", "a string", "strings", ofKind("string", "partial-string"));
export const boolType: OptionType = plainType("bool", "true or false", "Booleans", ofKind("bool"));
export const intType: OptionType = plainType("int", "an integer", "integers", ofKind("int"));
export const floatType: OptionType = plainType(
  "float",
  "a number with a decimal point",
  "numbers with a decimal point",
  ofKind("float"),
);
export const numberType: OptionType = plainType("number", "a number", "numbers", ofKind("int", "float"));

export const nonEmptyStrType: OptionType = plainType(
  "nonEmptyStr",
  "a string that is not empty",
  "strings that are not empty",
  textThat((text) => !/^[ \t\n]*$/.test(text)),
);

export function strMatching(pattern: string): OptionType {
  return plainType(
    "strMatching",
    patternInWords(pattern, false),
    patternInWords(pattern, true),
    textThat(entireMatcher(pattern)),
  );
}

export const singleLineStrType: OptionType = {
  ...strMatching("[^\n\r]*\n?"),
  describe: (plural) => (plural === true ? "strings of one line" : "a string of one line"),
  name: "singleLineStr",
};

export const passwdEntryStrType: OptionType = plainType(
  "passwdEntryStr",
  "a string without a colon or line break",
  "strings without a colon or line break",
  textThat((text) => !/[:\n]/.test(text)),
);

export function separatedString(separator: string): OptionType {
  return {
    name: "separatedString",
    describe: (plural) => (plural === true ? "strings" : separator === "\n" ? "a string of lines" : "a string"),
    check: ofKind("string", "partial-string"),
    merge: (_site, definitions, ordered) => mergeStrings(definitions, separator, ordered),
  };
}

/** Integers from `min` to `max`, both inclusive; a missing bound is open. */
export function intBetween(min: number | undefined, max: number | undefined, name = "intBetween"): OptionType {
  const bounds =
    min === undefined
      ? max === undefined
        ? ""
        : ` up to ${max}`
      : max === undefined
        ? ` of at least ${min}`
        : ` between ${min} and ${max}`;
  return plainType(name, `an integer${bounds}`, `integers${bounds}`, (value) =>
    value.kind === "int" && value.value >= (min ?? -Infinity) && value.value <= (max ?? Infinity) ? "ok" : "wrong",
  );
}

/** One of `values`. */
export function enumType(values: readonly Value[]): OptionType {
  const shown = values.map((value) => (value.kind === "string" ? JSON.stringify(value.text) : plain(value))).join(", ");
  return plainType("enum", values.length === 1 ? shown : `one of ${shown}`, `any of ${shown}`, (value, evaluation) => {
    let verdict: Verdict = "wrong";
    for (const allowed of values) {
      const same = equal(allowed, value, evaluation);
      if (same === true) return "ok";
      if (same !== false) verdict = "unknown";
    }
    return verdict;
  });
}

function plain(value: Value): string {
  if (value.kind === "int" || value.kind === "float" || value.kind === "bool") return String(value.value);
  return describeKind(value) ?? "something";
}

/** What a path-like value begins with; `undefined` when it is not known, `null` when it is no path or string. */
function startOf(value: Value, evaluation: Evaluation): string | undefined | null {
  switch (value.kind) {
    case "string":
      return value.text;
    case "partial-string":
      return value.pieces[0] === undefined || value.pieces[0] === "" ? undefined : value.pieces[0];
    case "path":
      return value.path;
    case "attrs": {
      if (value.entries.has("__toString")) return undefined;
      const out = value.entries.get("outPath");
      if (out === undefined) return value.open ? undefined : null;
      const inner = out.certain ? out.value.force(evaluation) : undefined;
      return inner === undefined || isStuck(inner) || inner.kind === "attrs" ? undefined : startOf(inner, evaluation);
    }
    default:
      return null;
  }
}

function pathThat(
  name: string,
  one: string,
  many: string,
  test: (start: string, whole: boolean) => boolean | undefined,
) {
  return plainType(name, one, many, (value, evaluation) => {
    const start = startOf(value, evaluation);
    if (start === undefined) return "unknown";
    const answer = start === null ? false : test(start, value.kind !== "partial-string");
    return answer === undefined ? "unknown" : answer ? "ok" : "wrong";
  });
}

const STORE = "/nix/store/";

export const pathType: OptionType = pathThat("path", "a path that begins with /", "paths that begin with /", (text) =>
  text.startsWith("/"),
);

export const pathInStoreType: OptionType = pathThat(
  "pathInStore",
  "a path in the Nix store",
  "paths in the Nix store",
  (text, whole) =>
    whole || text.length > STORE.length ? text.startsWith(STORE) && /^[^.]/.test(text.slice(STORE.length)) : undefined,
);

/** A path that begins with / and is outside of the Nix store. A path literal is one until it is copied. */
export const externalPathType: OptionType = pathThat(
  "externalPath",
  "a path that begins with / and is not in the Nix store",
  "paths that begin with / and are not in the Nix store",
  (text, whole) =>
    whole || text.length > STORE.length || !text.startsWith("/")
      ? text.startsWith("/") && !text.startsWith(STORE)
      : undefined,
);

/** A derivation, or a path right in the Nix store. */
export const packageType: OptionType = {
  name: "package",
  describe: (plural) => (plural === true ? "packages" : "a package"),
  check: (value, evaluation) => {
    const derivation = value.kind === "attrs" ? isDerivation(value, evaluation) : "wrong";
    if (derivation !== "wrong") return derivation;
    const start = value.kind === "partial-string" ? undefined : startOf(value, evaluation);
    if (start === undefined) return "unknown";
    return start !== null && /^\/nix\/store\/[^/.][^/]*$/.test(start) ? "ok" : "wrong";
  },
  merge: mergeOne,
};

function isDerivation(value: Value, evaluation: Evaluation): Verdict {
  if (value.kind !== "attrs") return "wrong";
  const tag = value.entries.get("type");
  if (tag === undefined) return value.open ? "unknown" : "wrong";
  const text = tag.certain ? tag.value.force(evaluation) : undefined;
  if (text === undefined || isStuck(text) || text.kind === "partial-string") return "unknown";
  return text.kind === "string" && text.text === "derivation" ? "ok" : "unknown";
}

/** A type that is not known: it says nothing about any value. */
export const unknownType: OptionType = {
  name: "unknown",
  describe: (plural) => (plural === true ? "values" : "a value"),
  check: () => "unknown",
  merge: () => opaque("an option of unknown type"),
};

export const rawType: OptionType = {
  name: "raw",
  describe: (plural) => (plural === true ? "values" : "any value"),
  check: () => "ok",
  merge: mergeOne,
};

export const boolByOrType: OptionType = {
  ...boolType,
  name: "boolByOr",
  merge: (_site, definitions) => {
    const yes = definitions.find(({ value, certain }) => certain && value.kind === "bool" && value.value);
    const [first] = definitions;
    const sure = definitions.every(({ value, certain }) => certain && value.kind === "bool");
    const decided = yes ?? (sure ? first : undefined);
    return decided === undefined ? opaque("a condition") : { value: decided.thunk, check: () => undefined };
  },
};

function isFunction(value: Value): Verdict {
  if (value.kind === "lambda" || value.kind === "builtin") return "ok";
  return value.kind === "attrs" && (value.open || value.entries.has("__functor")) ? "unknown" : "wrong";
}

/** A function; what it returns is not judged. */
export const functionType: OptionType = {
  name: "functionTo",
  describe: (plural) => (plural === true ? "functions" : "a function"),
  check: (value) => isFunction(value),
  merge: () => opaque("a function"),
};

/** A NixOS module that is kept for later. */
export const deferredModuleType: OptionType = {
  name: "deferredModule",
  describe: (plural) => (plural === true ? "modules" : "a module"),
  check: checkModule,
  merge: (_site, definitions) =>
    definitions.every(({ certain }) => certain)
      ? { value: moduleOfAll(definitions), check: () => undefined }
      : opaque("a module"),
};

/** What may stand for a module: a set, a function or a path. */
export function checkModule(value: Value, evaluation: Evaluation): Verdict {
  if (value.kind === "attrs" || value.kind === "lambda" || value.kind === "builtin") return "ok";
  return pathType.check(value, evaluation);
}

export const optionTypeType: OptionType = {
  name: "optionType",
  describe: (plural) => (plural === true ? "option types" : "an option type"),
  check: (value) =>
    value.kind === "host" && value.object instanceof OptionTypeBox
      ? "ok"
      : value.kind === "attrs"
        ? "unknown"
        : "wrong",
  merge: mergeOne,
};

/** The types that optionData.ts names without parameters, but for those in optionSets.ts. */
export const SIMPLE_TYPES = {
  str: strType,
  nonEmptyStr: nonEmptyStrType,
  singleLineStr: singleLineStrType,
  passwdEntryStr: passwdEntryStrType,
  int: intType,
  bool: boolType,
  boolByOr: boolByOrType,
  float: floatType,
  number: numberType,
  path: pathType,
  pathInStore: pathInStoreType,
  externalPath: externalPathType,
  package: packageType,
  pkgs: { ...unknownType, name: "pkgs" },
  functionTo: functionType,
  optionType: optionTypeType,
  raw: rawType,
  deferredModule: deferredModuleType,
} satisfies Partial<Record<TypeData["name"], OptionType>>;
