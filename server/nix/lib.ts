/**
 * nixpkgs' `lib` as the evaluator knows it. Facts: nixpkgs, folder lib, releases 25.05 to 26.05; held to the real lib by
 * test/differential/lib.test.ts. What is not here is unknown, never missing.
 */
import { rootScope } from "./builtins.ts";
import { attrsetFunctions } from "./lib/attrsets.ts";
import { listFunctions } from "./lib/lists.ts";
import { optionFunctions, propertyFunctions } from "./lib/properties.ts";
import { BUILTINS_IN_LIB } from "./lib/reexports.ts";
import { Thunk } from "./thunk.ts";
import { type Attr, attr, attrs, type BuiltinValue, type Value } from "./value.ts";

/** Parts of lib that have a name of their own without being exported into `lib`. */
const INNER_ONLY: ReadonlySet<string> = new Set(["versions"]);

/** The value of `lib`; `types` is that of `lib.types`. */
export function libValue({ types }: { types: Value }): Value {
  const parts: Readonly<Record<string, readonly BuiltinValue[]>> = {
    attrsets: attrsetFunctions,
    filesystem: [],
    lists: listFunctions,
    modules: propertyFunctions,
    options: optionFunctions(types),
    strings: [],
    trivial: [],
    versions: [],
  };
  const entries = new Map<string, Attr>([["types", attr(Thunk.of(types))]]);
  for (const [part, functions] of Object.entries(parts)) {
    const inner = new Map<string, Attr>();
    addBuiltins(inner, BUILTINS_IN_LIB[part] ?? []);
    for (const fn of functions) inner.set(fn.name, attr(Thunk.of(fn)));
    if (!INNER_ONLY.has(part)) for (const [name, entry] of inner) entries.set(name, entry);
    entries.set(part, attr(Thunk.of(attrs(inner, true))));
  }
  return attrs(entries, true);
}

function addBuiltins(entries: Map<string, Attr>, wanted: readonly string[]): void {
  const { names } = rootScope();
  for (const name of wanted) {
    const builtin = names.get(name) ?? names.get(`__${name}`);
    if (builtin !== undefined) entries.set(name, attr(builtin));
  }
}
