/** Functions of nixpkgs' lib/strings.nix and lib/versions.nix that change the form of a string or read it as something. */

import * as read from "../builtins/native.ts";
import { selectOne } from "../selection.ts";
import { coerce } from "../strings.ts";
import { Thunk } from "../thunk.ts";
import {
  type BuiltinValue,
  bool,
  fault,
  int,
  isStuck,
  type ListValue,
  list,
  type Stuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";
import { run } from "./builtin.ts";
import { called, mapList } from "./support.ts";

const SHELL_SAFE = /^[A-Za-z0-9,._+:@%/-]+$/;
const NIX_NAME = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;
const NIX_KEYWORDS = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);
const REGEX_SPECIAL = "\\[{()^$?*+|.";
const ASCII = /^[\0-\x7f]*$/;

export const stringFormFunctions: readonly BuiltinValue[] = [
  read.native1("toLower", read.text, (text) => string(text.replace(/[A-Z]+/g, (part) => part.toLowerCase()))),
  read.native1("toUpper", read.text, (text) => string(text.replace(/[a-z]+/g, (part) => part.toUpperCase()))),
  read.native1("toSentenceCase", read.text, (text) =>
    string(text.slice(0, 1).replace(/[a-z]/, upper) + text.slice(1).replace(/[A-Z]+/g, lower)),
  ),
  read.native1("trim", read.text, (text) => string(text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, ""))),
  read.native1("stringToCharacters", read.text, (text) => characters(text)),
  read.native2("stringAsChars", read.lazy, read.text, (f, text, call) => {
    const all = characters(text);
    if (all.kind === "unknown") return all;
    const changed = mapList(all, (character) => called(f, [character], call));
    return run("concatStringsSep", [string(""), changed], call);
  }),
  read.native2("escape", read.list, read.lazy, (specials, text, call) => {
    const escaped = mapList(specials, (special) =>
      Thunk.lazy((evaluation) => {
        const known = read.text(special, { evaluation, at: call.at });
        return read.stops(known) ? known : string(`\\${known}`);
      }),
    );
    return run("replaceStrings", [specials, escaped, text], call);
  }),
  read.native1("escapeRegex", read.text, (text) =>
    string([...text].map((unit) => (REGEX_SPECIAL.includes(unit) ? `\\${unit}` : unit)).join("")),
  ),
  read.native1("escapeShellArg", read.lazy, shellArgument),
  read.native1("escapeShellArgs", read.list, (xs, call) =>
    run(
      "concatStringsSep",
      [
        string(" "),
        mapList(xs, (element) => Thunk.lazy((evaluation) => shellArgument(element, { evaluation, at: call.at }))),
      ],
      call,
    ),
  ),
  read.native1("escapeNixString", read.lazy, nixString),
  read.native1("escapeNixIdentifier", read.text, (text, call) =>
    NIX_NAME.test(text) && !NIX_KEYWORDS.has(text) ? string(text) : nixString(read.textThunk(text), call),
  ),
  read.native1("escapeXML", read.text, (text) => string(text.replace(/["'<>&]/g, xmlEntity))),
  read.native1("isValidPosixName", read.text, (text) => bool(/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text))),
  read.native1("toInt", read.text, toInt),
  read.native1("toIntBase10", read.text, toIntBase10),
  read.native3("fixedWidthString", read.int, read.text, read.text, fixedWidth),
  read.native2("fixedWidthNumber", read.int, read.int, (width, value, call) =>
    fixedWidth(width, "0", String(value), call),
  ),
  read.native2("versionOlder", read.lazy, read.lazy, (a, b, call) => older(a, b, call, true)),
  read.native2("versionAtLeast", read.lazy, read.lazy, (a, b, call) => older(a, b, call, false)),
];

export const versionFunctions: readonly BuiltinValue[] = [
  versionPart("major", 0),
  versionPart("minor", 1),
  versionPart("patch", 2),
  read.native1("majorMinor", read.lazy, (version, call) => {
    const parts = read.asList(run("splitVersion", [version], call), call);
    if (read.stops(parts) || parts.open) return unknown("a version");
    return run("concatStringsSep", [string("."), list(parts.elements.slice(0, 2))], call);
  }),
];

function upper(text: string): string {
  return text.toUpperCase();
}

function lower(text: string): string {
  return text.toLowerCase();
}

function xmlEntity(character: string): string {
  const names: Readonly<Record<string, string>> = {
    '"': "&quot;",
    "'": "&apos;",
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
  };
  return names[character] ?? character;
}

/** Each byte is a character to Nix, so only ASCII is split. */
function characters(text: string): ListValue | (Stuck & { kind: "unknown" }) {
  return ASCII.test(text) ? list([...text].map(read.textThunk)) : unknown("the bytes of a string");
}

function shellArgument(arg: Thunk, call: read.Call): Value {
  const pieces = coerce(arg.force(call.evaluation), "convert", call.evaluation, call.at);
  if (read.stops(pieces)) return pieces;
  const text = stringOf(pieces);
  if (text.kind !== "string") return stringOf([undefined]);
  return SHELL_SAFE.test(text.text) ? text : string(`'${text.text.replaceAll("'", "'\\''")}'`);
}

function nixString(arg: Thunk, call: read.Call): Value {
  const json = run("toJSON", [arg], call);
  return json.kind === "string" ? string(json.text.replaceAll("$", "\\$")) : json;
}

function toInt(text: string, call: read.Call): Value {
  const digits = /^[ \t\n\v\f\r]*(-?[0-9]+)[ \t\n\v\f\r]*$/.exec(text)?.[1];
  if (digits === undefined || /^-?0[0-9]+$/.test(digits))
    return fault("throw", `${JSON.stringify(text)} is no integer`, call.at);
  return int(Number(digits));
}

function toIntBase10(text: string, call: read.Call): Value {
  const digits = /^[ \t\n\v\f\r]*0*(-?[0-9]+)[ \t\n\v\f\r]*$/.exec(text)?.[1];
  if (digits === undefined || /^-0[0-9]+$/.test(digits))
    return fault("throw", `${JSON.stringify(text)} is no integer`, call.at);
  return int(Number(digits));
}

function fixedWidth(width: number, filler: string, text: string, call: read.Call): Value {
  if (!ASCII.test(filler + text)) return unknown("the length of a string in bytes");
  const gap = width - text.length;
  if (gap === 0) return string(text);
  if (gap > 0 && filler === "") return unknown("a string filled with nothing");
  if (gap < 0 || gap % filler.length !== 0)
    return fault("throw", `a text of ${text.length} characters does not fit into ${width}`, call.at);
  if (gap > call.evaluation.limits.stringLength) return unknown("a very long string");
  return string(filler.repeat(gap / filler.length) + text);
}

function older(a: Thunk, b: Thunk, call: read.Call, wanted: boolean): Value {
  const order = run("compareVersions", [b, a], call);
  if (isStuck(order)) return order;
  return bool((order.kind === "int" && order.value === 1) === wanted);
}

function versionPart(name: string, index: number): BuiltinValue {
  return read.native1(name, read.lazy, (version, call) =>
    run("elemAt", [run("splitVersion", [version], call), int(index)], call),
  );
}

/** `pname`/`version` of a package or of its name. */
export const nameFunctions: readonly BuiltinValue[] = [
  nameFunction("getName", "pname", "name"),
  nameFunction("getVersion", "version", "version"),
];

function nameFunction(name: string, attribute: string, part: string): BuiltinValue {
  const parsed = (of: Value, call: read.Call) =>
    selectOne(run("parseDrvName", [of], call), part, call.at, call.evaluation);
  return read.native1(name, read.value, (of, call) => {
    if (of.kind !== "attrs") return of.kind === "host" ? unknown("an option type") : parsed(of, call);
    const own = of.entries.get(attribute);
    if (own?.certain === true) return own.value.force(call.evaluation);
    if (own !== undefined || of.open) return unknown(`the attribute ${attribute}`);
    return parsed(selectOne(of, "name", call.at, call.evaluation), call);
  });
}
