/** Functions of nixpkgs' lib/strings.nix that join, cut and compare strings. What is known of a string in part is kept. */
import * as read from "../builtins/native.ts";
import { coerce, type Pieces } from "../strings.ts";
import { Thunk } from "../thunk.ts";
import {
  type BuiltinValue,
  bool,
  type ListValue,
  list,
  openList,
  type Stuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";
import { run } from "./builtin.ts";
import { argument, called, lazily, mapList, maybe } from "./support.ts";

export const stringFunctions: readonly BuiltinValue[] = [
  read.native1("concatStrings", read.list, (xs, call) => joinWith("", xs, call)),
  read.native2("join", read.lazy, read.lazy, (separator, xs, call) => run("concatStringsSep", [separator, xs], call)),
  read.native2("concatMapStrings", read.lazy, read.list, (f, xs, call) => joinWith("", mapped(f, xs, call), call)),
  read.native3("concatMapStringsSep", read.lazy, read.lazy, read.list, (separator, f, xs, call) =>
    run("concatStringsSep", [separator, mapped(f, xs, call)], call),
  ),
  read.native2("concatImapStrings", read.lazy, read.list, (f, xs, call) => joinWith("", indexed(f, xs, call), call)),
  read.native3("concatImapStringsSep", read.lazy, read.lazy, read.list, (separator, f, xs, call) =>
    run("concatStringsSep", [separator, indexed(f, xs, call)], call),
  ),
  read.native3("concatMapAttrsStringSep", read.lazy, read.lazy, read.lazy, (separator, f, set, call) =>
    run("concatStringsSep", [separator, run("attrValues", [run("mapAttrs", [f, set], call)], call)], call),
  ),
  read.native1("concatLines", read.list, concatLines),
  read.native2("intersperse", read.lazy, read.list, intersperse),
  lazily("optionalString", 2, (args, call) => {
    const wanted = maybe(argument(args, 0), call);
    if (wanted === undefined) return stringOf([undefined]);
    if (typeof wanted !== "boolean") return wanted;
    return wanted ? argument(args, 1).force(call.evaluation) : string("");
  }),
  read.native2("hasPrefix", textual, textual, (prefix, of) => about(startsWith(of, prefix), bool)),
  read.native2("hasSuffix", textual, textual, (suffix, of) => about(endsWith(of, suffix), bool)),
  read.native2("hasInfix", textual, textual, hasInfix),
  read.native2("removePrefix", textual, textual, (prefix, of) =>
    about(startsWith(of, prefix), (found) => stringOf(found ? cutStart(of, lengthOf(prefix)) : of)),
  ),
  read.native2("removeSuffix", textual, textual, (suffix, of) =>
    about(endsWith(of, suffix), (found) => stringOf(found ? cutEnd(of, lengthOf(suffix)) : of)),
  ),
  read.native2("splitString", converted, converted, splitString),
  read.native1("fileContents", read.lazy, (file, call) => {
    const text = read.asPieces(run("readFile", [file], call), call);
    if (read.stops(text)) return text;
    return about(endsWith(text, ["\n"]), (found) => stringOf(found ? cutEnd(text, 1) : text));
  }),
  read.native3("replaceString", read.lazy, read.lazy, read.lazy, (from, to, of, call) =>
    run("replaceStrings", [list([from]), list([to]), of], call),
  ),
];

/** The pieces of a string, a number, a list …, as `toString` makes them. */
function converted(arg: Thunk, call: read.Call): Pieces | Stuck {
  return coerce(arg.force(call.evaluation), "convert", call.evaluation, call.at);
}

/** The pieces of a string. Of a path, which lib warns about, nothing is said. */
function textual(arg: Thunk, call: read.Call): Pieces | Stuck {
  const found = arg.force(call.evaluation);
  return found.kind === "path" ? unknown("a path in place of a string") : read.asPieces(found, call);
}

function about(answer: boolean | undefined, make: (known: boolean) => Value): Value {
  return answer === undefined ? unknown("a string known in part") : make(answer);
}

function joinWith(separator: string, xs: Value, call: read.Call): Value {
  return run("concatStringsSep", [string(separator), xs], call);
}

function mapped(f: Thunk, xs: ListValue, call: read.Call): ListValue {
  return mapList(xs, (element) => called(f, [element], call));
}

function indexed(f: Thunk, xs: ListValue, call: read.Call): ListValue {
  const known = xs.open ? xs.prefix : xs.elements.length;
  return mapList(xs, (element, index) => {
    const position: Value = index < known ? { kind: "int", value: index + 1 } : unknown("an index");
    return called(f, [Thunk.of(position), element], call);
  });
}

function concatLines(xs: ListValue, call: read.Call): Value {
  if (xs.elements.length === 0) return xs.open ? stringOf([undefined]) : string("");
  const text = read.asPieces(joinWith("\n", xs, call), call);
  return read.stops(text) ? text : read.joined([...text, "\n"], call);
}

function intersperse(separator: Thunk, xs: ListValue): Value {
  const elements = xs.elements.flatMap((element, index) => (index === 0 ? [element] : [separator, element]));
  // Of an open list only the first elements are sure to be next to each other.
  const known = Math.max(0, xs.prefix * 2 - 1);
  return xs.open ? openList(elements.slice(0, known), known) : list(elements);
}

function lengthOf(text: Pieces): number {
  return text[0]?.length ?? 0;
}

/** The text when it is known whole. */
function wholeText(of: Pieces): string | undefined {
  const value = stringOf(of);
  return value.kind === "string" ? value.text : undefined;
}

/** Whether `of` starts with `prefix`, as far as that can be known. */
function startsWith(of: Pieces, prefix: Pieces): boolean | undefined {
  const wanted = wholeText(prefix);
  if (wanted === "") return true;
  const start = firstText(of);
  if (wanted === undefined) return undefined;
  if (wholeText(of) !== undefined || start.length >= wanted.length) return start.startsWith(wanted);
  return wanted.startsWith(start) ? undefined : false;
}

function endsWith(of: Pieces, suffix: Pieces): boolean | undefined {
  const wanted = wholeText(suffix);
  if (wanted === "") return true;
  const end = lastText(of);
  if (wanted === undefined) return undefined;
  if (wholeText(of) !== undefined || end.length >= wanted.length) return end.endsWith(wanted);
  return wanted.endsWith(end) ? undefined : false;
}

/** The known text that a string starts with. */
function firstText(of: Pieces): string {
  const text = stringOf(of);
  return text.kind === "string" ? text.text : (text.pieces[0] ?? "");
}

function lastText(of: Pieces): string {
  const text = stringOf(of);
  return text.kind === "string" ? text.text : (text.pieces.at(-1) ?? "");
}

/** `of` without its first `count` units, all of which are known. */
function cutStart(of: Pieces, count: number): Pieces {
  const text = stringOf(of);
  if (text.kind === "string") return [text.text.slice(count)];
  return text.pieces.map((piece, index) => (index === 0 ? piece?.slice(count) : piece));
}

function cutEnd(of: Pieces, count: number): Pieces {
  const text = stringOf(of);
  if (text.kind === "string") return [text.text.slice(0, text.text.length - count)];
  const end = text.pieces.length - 1;
  return text.pieces.map((piece, index) => (index === end ? piece?.slice(0, piece.length - count) : piece));
}

function hasInfix(infix: Pieces, of: Pieces): Value {
  const wanted = wholeText(infix);
  if (wanted === undefined) return unknown("a string known in part");
  if (of.some((piece) => piece?.includes(wanted))) return bool(true);
  const text = wholeText(of);
  return text === undefined ? unknown("a string known in part") : bool(text.includes(wanted));
}

/** The texts between separators. Of a string known in part those are known that end before the first piece that is not. */
function splitString(separator: Pieces, of: Pieces): Value {
  const by = wholeText(separator);
  if (by === undefined || by === "") return unknown("a string split at what is not known");
  const text = wholeText(of);
  if (text !== undefined) return list(text.split(by).map(read.textThunk));
  const known = firstText(of).split(by).slice(0, -1);
  return openList(known.map(read.textThunk), known.length);
}
