/** What is in scope of every Nix file. Nix reference manual, "Built-in Constants" and "Built-in Functions". */

import { controlBuiltins } from "./builtins/control.ts";
import { derivationBuiltins } from "./builtins/derivations.ts";
import { fileBuiltins } from "./builtins/files.ts";
import { jsonBuiltins } from "./builtins/json.ts";
import { listBuiltins } from "./builtins/lists.ts";
import { numberBuiltins } from "./builtins/numbers.ts";
import { setBuiltins } from "./builtins/sets.ts";
import { stringBuiltins } from "./builtins/strings.ts";
import { typeBuiltins } from "./builtins/types.ts";
import { versionBuiltins } from "./builtins/versions.ts";
import type { RootScope } from "./scope.ts";
import { Thunk } from "./thunk.ts";
import { type Attr, attr, attrs, type BuiltinValue, bool, nullValue, string, unknown, type Value } from "./value.ts";

/** Builtins that are in scope without `builtins.` as well. */
const GLOBAL = new Set([
  "abort",
  "baseNameOf",
  "derivation",
  "derivationStrict",
  "dirOf",
  "fetchGit",
  "fetchMercurial",
  "fetchTarball",
  "fetchTree",
  "fromTOML",
  "import",
  "isNull",
  "map",
  "placeholder",
  "removeAttrs",
  "scopedImport",
  "throw",
  "toString",
]);

/** Builtins that are no functions and whose value depends on the machine or the version of Nix. */
const UNKNOWN_CONSTANTS = ["currentSystem", "currentTime", "nixPath", "nixVersion", "langVersion"];

/** Functions whose result is outside the configuration. */
const UNKNOWN_FUNCTIONS = [
  "derivationStrict",
  "fetchGit",
  "fetchMercurial",
  "fetchTarball",
  "fetchTree",
  "fetchurl",
  "fetchClosure",
  "filterSource",
  "findFile",
  "fromTOML",
  "genericClosure",
  "getContext",
  "getEnv",
  "getFlake",
  "hashFile",
  "path",
  "placeholder",
  "scopedImport",
  "storePath",
  "toFile",
  "toXML",
  "unsafeGetAttrPos",
];

function functions(): readonly BuiltinValue[] {
  return [
    ...controlBuiltins,
    ...derivationBuiltins,
    ...fileBuiltins,
    ...jsonBuiltins,
    ...listBuiltins,
    ...numberBuiltins,
    ...setBuiltins,
    ...stringBuiltins,
    ...typeBuiltins,
    ...versionBuiltins,
  ];
}

/**
 * The scope of a file's outermost expression, to be made once per evaluation or shared between them: it holds no state of either. Its
 * `builtins` is open, since newer releases of Nix have more.
 */
export function rootScope(): RootScope {
  const known = new Map<string, Value>();
  known.set("true", bool(true));
  known.set("false", bool(false));
  known.set("null", nullValue);
  known.set("storeDir", string("/nix/store"));
  for (const name of [...UNKNOWN_CONSTANTS, ...UNKNOWN_FUNCTIONS]) known.set(name, unknown(`builtins.${name}`));
  for (const fn of functions()) known.set(fn.name, fn);

  const entries = new Map<string, Attr>();
  const builtins = Thunk.of(attrs(entries, true));
  for (const [name, value] of known) entries.set(name, attr(Thunk.of(value)));
  entries.set("builtins", attr(builtins));

  const names = new Map<string, Thunk>([["builtins", builtins]]);
  for (const [name, { value }] of entries) {
    if (name === "true" || name === "false" || name === "null" || GLOBAL.has(name)) names.set(name, value);
    else if (name !== "builtins") names.set(`__${name}`, value);
  }
  names.set("__curPos", Thunk.of(unknown("a position in a file")));
  return { kind: "root", names };
}
