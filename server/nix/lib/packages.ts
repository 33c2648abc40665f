/** Functions of nixpkgs' lib about packages (lib/meta.nix, lib/attrsets.nix, lib/strings.nix). Store paths are known in part. */
import { updateAttrs } from "../attrsets.ts";
import * as read from "../builtins/native.ts";
import { equal } from "../operators.ts";
import { selectOne } from "../selection.ts";
import { coerce, type Pieces } from "../strings.ts";
import type { Thunk } from "../thunk.ts";
import {
  type AttrsValue,
  type BuiltinValue,
  bool,
  fault,
  type ListValue,
  type Stuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";
import { run } from "./builtin.ts";
import { argument, lazily } from "./support.ts";

const STORE = "/nix/store";

/** Those of lib/attrsets.nix. */
export const outputFunctions: readonly BuiltinValue[] = [
  lazily("isDerivation", 1, (args, call) => answer(isDerivation(argument(args, 0), call))),
  read.native2("getOutput", read.text, read.value, getOutput),
  output("getBin", "bin"),
  output("getLib", "lib"),
  output("getDev", "dev"),
  output("getMan", "man"),
  read.native1("recurseIntoAttrs", read.set, (set) => marked(set, true)),
  read.native1("dontRecurseIntoAttrs", read.set, (set) => marked(set, false)),
];

/** Those of lib/meta.nix. */
export const executableFunctions: readonly BuiltinValue[] = [
  lazily("getExe", 1, (args, call) => executable(argument(args, 0), mainProgram(argument(args, 0), call), call)),
  lazily("getExe'", 2, (args, call) => executable(argument(args, 0), read.pieces(argument(args, 1), call), call)),
];

/** Those of lib/strings.nix. */
export const searchPathFunctions: readonly BuiltinValue[] = [
  lazily("isStringLike", 1, (args, call) => answer(isStringLike(argument(args, 0).force(call.evaluation)))),
  lazily("isStorePath", 1, (args, call) => isStorePath(argument(args, 0).force(call.evaluation), call)),
  read.native2("makeSearchPath", read.text, read.list, (folder, xs, call) => searchPath(folder, undefined, xs, call)),
  read.native3("makeSearchPathOutput", read.text, read.text, read.list, (name, folder, xs, call) =>
    searchPath(folder, name, xs, call),
  ),
  read.native1("makeBinPath", read.list, (xs, call) => searchPath("bin", "bin", xs, call)),
  read.native1("makeLibraryPath", read.list, (xs, call) => searchPath("lib", "lib", xs, call)),
  read.native1("makeIncludePath", read.list, (xs, call) => searchPath("include", "dev", xs, call)),
];

function marked(set: AttrsValue, recurse: boolean): Value {
  return updateAttrs(set, read.record({ recurseForDerivations: bool(recurse) }));
}

function answer(known: boolean | Stuck): Value {
  return typeof known === "boolean" ? bool(known) : known;
}

function isDerivation(arg: Thunk, call: read.Call): boolean | Stuck {
  const value = arg.force(call.evaluation);
  if (read.stops(value)) return value;
  if (value.kind === "host") return unknown("an option type");
  if (value.kind !== "attrs") return false;
  const type = value.entries.get("type");
  if (type === undefined && !value.open) return false;
  if (type?.certain !== true) return unknown("whether a set is a derivation");
  return equal(type.value.force(call.evaluation), string("derivation"), call.evaluation);
}

function isStringLike(value: Value): boolean | Stuck {
  switch (value.kind) {
    case "unknown":
    case "error":
      return value;
    case "host":
      return unknown("an option type");
    case "string":
    case "partial-string":
    case "path":
      return true;
    case "attrs": {
      const entries = [value.entries.get("outPath"), value.entries.get("__toString")];
      if (entries.some((entry) => entry?.certain === true)) return true;
      return value.open || entries.some((entry) => entry !== undefined)
        ? unknown("whether a set is like a string")
        : false;
    }
    default:
      return false;
  }
}

function isStorePath(value: Value, call: read.Call): Value {
  const like = isStringLike(value);
  if (typeof like !== "boolean") return like;
  if (!like) return bool(false);
  const pieces = coerce(value, "convert", call.evaluation, call.at);
  if (read.stops(pieces)) return pieces;
  const text = stringOf(pieces);
  if (text.kind !== "string") return unknown("a string known in part");
  const folder = text.text.slice(0, Math.max(1, text.text.lastIndexOf("/")));
  return bool(text.text.startsWith("/") && (folder === STORE || /^\/[0-9a-z]{52}$/.test(text.text)));
}

function getOutput(name: string, of: Value, call: read.Call): Value {
  if (of.kind !== "attrs") return of.kind === "host" ? unknown("an option type") : of;
  const specified = of.entries.get("outputSpecified");
  if (specified === undefined ? of.open : !specified.certain) return unknown("an output of a package");
  if (specified !== undefined) {
    const chosen = read.bool(specified.value, call);
    if (typeof chosen !== "boolean") return chosen;
    if (chosen) return of;
  }
  for (const attribute of [name, "out"]) {
    const entry = of.entries.get(attribute);
    if (entry?.certain === true) return selectOne(of, attribute, call.at, call.evaluation);
    if (entry !== undefined || of.open) return unknown("an output of a package");
  }
  return of;
}

function output(name: string, attribute: string): BuiltinValue {
  return read.native1(name, read.value, (of, call) => getOutput(attribute, of, call));
}

/** The name of a package's main program, in pieces. */
function mainProgram(arg: Thunk, call: read.Call): Pieces | Stuck {
  const value = arg.force(call.evaluation);
  if (value.kind !== "attrs" || !value.entries.has("meta")) return unknown("the main program of a package");
  return read.asPieces(
    run("getAttr", [string("mainProgram"), selectOne(value, "meta", call.at, call.evaluation)], call),
    call,
  );
}

/** `…/bin/name` of a package; what is not known about it is a piece that is not known. */
function executable(of: Thunk, name: Pieces | Stuck, call: read.Call): Value {
  const derivation = isDerivation(of, call);
  if (derivation === false)
    return fault("throw", "the path of a program is asked for, but this is no package", call.at);
  if (derivation !== true && derivation.kind === "error") return derivation;
  if (read.stops(name)) return name.kind === "error" ? unknown("a program") : stringOf([undefined, "/bin/", undefined]);
  const found = getOutput("bin", of.force(call.evaluation), call);
  const folder = found.kind === "unknown" ? [undefined] : read.asPieces(found, call);
  if (read.stops(folder)) return folder;
  return stringOf([...folder, "/bin/", ...name]);
}

/** The folders `folder` of packages or paths, with colons between; nothing where one of them may be left out. */
function searchPath(folder: string, outputName: string | undefined, xs: ListValue, call: read.Call): Value {
  if (xs.open) return stringOf([undefined]);
  const parts: (string | undefined)[] = [];
  for (const element of xs.elements) {
    const item = element.force(call.evaluation);
    if (item.kind === "null") continue;
    const found = outputName === undefined || item.kind !== "attrs" ? item : getOutput(outputName, item, call);
    if (found.kind === "unknown" && item.kind === "unknown") return stringOf([undefined]);
    const text: Pieces | Stuck =
      found.kind === "unknown" ? [undefined] : coerce(found, "interpolate", call.evaluation, call.at);
    if (read.stops(text)) return text.kind === "error" ? text : stringOf([undefined]);
    if (parts.length > 0) parts.push(":");
    parts.push(...text, `/${folder}`);
  }
  return read.joined(parts, call);
}
