/**
 * nixpkgs' `lib` as the evaluator knows it. Facts: nixpkgs, folder lib, releases 25.05 to 26.05; held to the real lib by
 * test/differential/lib.test.ts. What is not here is unknown, never missing.
 */
import { rootScope } from "./builtins.ts";
import { assertFunctions, debugFunctions, warningFunctions } from "./lib/asserts.ts";
import { attrPathFunctions } from "./lib/attrPaths.ts";
import { attrsetFunctions } from "./lib/attrsets.ts";
import { listSearchFunctions } from "./lib/listSearch.ts";
import { listFunctions } from "./lib/lists.ts";
import { executableFunctions, outputFunctions, searchPathFunctions } from "./lib/packages.ts";
import { optionFunctions, propertyFunctions } from "./lib/properties.ts";
import { BUILTINS_IN_LIB } from "./lib/reexports.ts";
import { nameFunctions, stringFormFunctions, versionFunctions } from "./lib/stringForms.ts";
import { stringFunctions } from "./lib/strings.ts";
import { trivialFunctions, typeTagFunctions } from "./lib/trivial.ts";
import { Thunk } from "./thunk.ts";
import { type Attr, attr, attrs, type BuiltinValue, type Value } from "./value.ts";

/** Functions that only their part of lib has. */
const INNER: ReadonlySet<string> = new Set(["assertEachOneOf", "escapeNixIdentifier", "escapeNixString"]);

/** What `lib` takes over from `lib.types`. */
const TYPES_IN_LIB = ["defaultFunctor", "defaultTypeMerge", "isOptionType", "mkOptionType"] as const;

/** The value of `lib`; `types` is that of `lib.types`. */
export function libValue({ types }: { types: Value }): Value {
  const parts: Readonly<Record<string, readonly BuiltinValue[]>> = {
    asserts: assertFunctions,
    attrsets: [...attrsetFunctions, ...attrPathFunctions, ...outputFunctions],
    debug: debugFunctions,
    filesystem: [],
    fixedPoints: trivialFunctions.filter(({ name }) => name === "fix"),
    lists: [...listFunctions, ...listSearchFunctions],
    meta: executableFunctions,
    modules: propertyFunctions,
    options: optionFunctions(types),
    strings: [...stringFunctions, ...stringFormFunctions, ...nameFunctions, ...searchPathFunctions],
    trivial: [...trivialFunctions.filter(({ name }) => name !== "fix"), ...warningFunctions],
  };
  const entries = new Map<string, Attr>([["types", attr(Thunk.of(types))]]);
  for (const [part, functions] of Object.entries(parts)) {
    const inner = entriesOf(BUILTINS_IN_LIB[part] ?? [], functions);
    for (const [name, entry] of inner) if (!INNER.has(name)) entries.set(name, entry);
    entries.set(part, attr(Thunk.of(attrs(inner, true))));
  }
  for (const name of TYPES_IN_LIB) {
    const entry = types.kind === "attrs" ? types.entries.get(name) : undefined;
    if (entry !== undefined) entries.set(name, entry);
  }
  for (const [name, entry] of entriesOf(BUILTINS_IN_LIB["lib"] ?? [], typeTagFunctions)) entries.set(name, entry);
  // Not exported into `lib` itself.
  const versions = entriesOf(BUILTINS_IN_LIB["versions"] ?? [], versionFunctions);
  entries.set("versions", attr(Thunk.of(attrs(versions, true))));
  return attrs(entries, true);
}

function entriesOf(builtins: readonly string[], functions: readonly BuiltinValue[]): Map<string, Attr> {
  const { names } = rootScope();
  const entries = new Map<string, Attr>();
  for (const name of builtins) {
    const builtin = names.get(name) ?? names.get(`__${name}`);
    if (builtin !== undefined) entries.set(name, attr(builtin));
  }
  for (const fn of functions) entries.set(fn.name, attr(Thunk.of(fn)));
  return entries;
}
