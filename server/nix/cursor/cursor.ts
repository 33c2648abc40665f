/** Where a cursor is, as the author of the text means it. */

import { callIn, type Frame, type Item, intoValue, isBinding, isNaming, trailingNames } from "./frame.ts";
import type { CursorPlace, NamePlace, Typed } from "./place.ts";
import { Scanner } from "./scanner.ts";
import { inString, pathEnd, wordEnd } from "./tokens.ts";

const NONE: CursorPlace = { kind: "none" };

/**
 * The place of the cursor at `offset` in `text`. Only the text before it counts, so that nothing behind can mislead; with `whole`, the
 * word that the cursor is in or behind counts to its end.
 */
export function cursorPlace(text: string, offset: number, whole = false): CursorPlace {
  const end = whole ? pathEnd(text, wordEnd(text, offset)) : offset;
  const scanner = new Scanner(text, end);
  // A string is as well what its first mark is a part of.
  if (whole && text[end] === '"' && scanner.top.kind !== "string") return cursorPlace(text, end + 1);
  const frame = scanner.top;
  if (frame.kind === "string") return stringPlace(text, end, frame, scanner.frames.at(-2));
  if (isInComment(text.slice(scanner.at, end))) return NONE;
  const last = frame.items.at(-1);
  if (last?.kind === "path" && last.end === end) return pathPlace(frame, last, text);
  const beginning = pathBeginning(frame, text, end);
  if (beginning !== undefined) return beginning;
  const chain = typedChain(frame.items, text, end);
  if (isNaming(frame)) return namePlace(frame, chain, text, end);
  if (startsBinding(frame, chain, text)) return nameIn(frame, chain.typed);
  const { path } = intoValue(frame, chain.rest);
  const call = callIn(chain.rest)?.fn;
  const otherwise = bindingInstead(scanner.frames, chain, text);
  return { kind: "value", path, typed: chain.typed, call, otherwise: otherwise === undefined ? [] : [otherwise] };
}

function nameIn({ path }: Frame, typed: Typed): NamePlace {
  return { kind: "name", path, typed, quoted: false };
}

interface Chain {
  readonly typed: Typed;
  /** Where the first of the names begins. */
  readonly start: number;
  /** What stands before it. */
  readonly rest: readonly Item[];
}

/** The names with dots that end at the cursor; with `joined`, a dot at the end of a line goes on in the next. */
function typedChain(items: readonly Item[], text: string, end: number, joined = false): Chain {
  const last = items.at(-1);
  const isDot = last?.kind === "mark" && last.text === ".";
  const touches = (last?.kind === "name" || last?.kind === "number") && last.end === end;
  if (!isDot && !touches) return { typed: typedOf([], "", { start: end, end }, text), start: end, rest: items };
  const names = trailingNames(isDot ? items.slice(0, -1) : items, text, joined);
  const count = isDot ? 2 * names.length : Math.max(2 * names.length - 1, 1);
  const rest = items.slice(0, items.length - count);
  const before = (isDot ? names : names.slice(0, -1)).map((name) => ("text" in name ? (name.text ?? "*") : "*"));
  const word = isDot ? { start: end, end } : { start: last?.start ?? end, end };
  const typed = typedOf(before, isDot ? "" : text.slice(word.start, end), word, text);
  return { typed, start: names[0]?.start ?? word.start, rest };
}

function typedOf(before: readonly string[], last: string, span: Typed["span"], text: string): Typed {
  return { before, last, span: { start: span.start, end: wordEnd(text, span.end) } };
}

function namePlace(frame: Frame, { typed, rest }: Chain, text: string, end: number): CursorPlace {
  const [first] = frame.items;
  if (frame.formals || (first?.kind === "name" && first.text === "inherit" && frame.items.length > 1)) return NONE;
  // Behind a finished name something else is wanted, unless its line has ended.
  const before = rest.at(-1);
  if (before !== undefined && !text.slice(before.end, end).includes("\n")) return NONE;
  const otherwise = otherNames(frame.items, rest, text, end);
  return { ...nameIn(frame, typed), otherwise: otherwise.map((other) => nameIn(frame, other)) };
}

/** Other ways to read a dot at the end of a line: that the next line goes on with it, or that the cursor in it begins anew. */
function otherNames(items: readonly Item[], rest: readonly Item[], text: string, end: number): readonly Typed[] {
  const last = items.at(-1);
  const isAfterDot = last?.kind === "mark" && last.text === "." && text.slice(last.end, end).includes("\n");
  const joined = typedChain(items, text, end, true);
  return [
    ...(isAfterDot ? [typedOf([], "", { start: end, end }, text)] : []),
    ...(joined.rest.length === 0 && rest.length > 0 ? [joined.typed] : []),
  ];
}

/** Whether the names at the cursor begin a binding although the `;` of the one before is missing. */
function startsBinding(frame: Frame, { start, rest }: Chain, text: string): boolean {
  const before = rest.at(-1);
  return isBinding(frame) && before !== undefined && isWhole(before) && text.slice(before.end, start).includes("\n");
}

/** Whether nothing that stands behind `item` can be an argument of it. A function may well end in parentheses. */
function isWhole(item: Item): boolean {
  if (item.kind === "name") return ["true", "false", "null"].includes(item.text);
  return item.kind === "group" ? item.open !== "paren" : item.kind !== "mark";
}

/** The name that is written at the cursor if the value before it has ended with its line, and brackets in it with it. */
function bindingInstead(frames: readonly Frame[], { typed, start, rest }: Chain, text: string): NamePlace | undefined {
  const top = frames.at(-1);
  const set = frames.findLast(({ kind }) => kind !== "list" && kind !== "paren");
  if (top === undefined || set === undefined || !isBinding(set)) return undefined;
  const before = rest.at(-1);
  // In brackets a new line means little: only a path is likely to be meant as a name.
  if (top === set ? before === undefined : typed.before.length === 0) return undefined;
  return text.slice(before?.end ?? top.start, start).includes("\n") ? nameIn(set, typed) : undefined;
}

function stringPlace(text: string, end: number, frame: Frame, parent: Frame | undefined): CursorPlace {
  const closing = closingOf(text, frame, end);
  const span = { start: frame.tail, end: Math.max(closing, end) };
  const last = text.slice(frame.tail, end);
  if (parent !== undefined && isNaming(parent)) {
    const { typed, rest } = typedChain(parent.items, text, frame.start - 1);
    const isPath = typed.last === "" && rest.length === 0;
    if (!isPath && parent.items.length > 0) return NONE;
    return { kind: "name", path: parent.path, typed: { before: typed.before, last, span }, quoted: true };
  }
  return {
    kind: "string",
    path: frame.path,
    typed: { before: [], last, span },
    call: parent === undefined ? undefined : callIn(parent.items)?.fn,
    interpolated: frame.items.length > 0,
  };
}

/** Where the text of an open string ends from the cursor on: before its closing mark or an interpolation, or, without one, with its word. */
function closingOf(text: string, { tail, indented }: Frame, cursor: number): number {
  const found = inString(text, tail, text.length, indented);
  const end = found.kind === "open" ? text.length : found.at - (found.kind === "interpolation" || indented ? 2 : 1);
  // A string of one kind of quote rarely spans lines: then the mark belongs to another string.
  if (found.kind !== "open" && (indented || end <= lineEnd(text, cursor))) return end;
  return cursor + (/^[^\s"';()[\]{}]*/.exec(text.slice(cursor))?.[0].length ?? 0);
}

function lineEnd(text: string, from: number): number {
  const found = /[\r\n]/.exec(text.slice(from))?.index;
  return found === undefined ? text.length : from + found;
}

function pathPlace(frame: Frame, item: Item, text: string): CursorPlace {
  const rest = frame.items.slice(0, -1);
  const behind = /^[\w./+-]*/.exec(text.slice(item.end))?.[0].length ?? 0;
  return {
    kind: "path",
    path: intoValue(frame, rest).path,
    typed: {
      before: [],
      last: text.slice(item.start, item.end),
      span: { start: item.start, end: item.end + behind },
    },
    call: callIn(rest)?.fn,
  };
}

/** `.` and `..` where a value begins are what paths begin with. */
function pathBeginning(frame: Frame, text: string, end: number): CursorPlace | undefined {
  const dots = /(?<![\w."'})\]])\.\.?$/.exec(text.slice(Math.max(0, end - 3), end))?.[0];
  if (dots === undefined || isNaming(frame)) return undefined;
  const rest = frame.items.slice(0, -dots.length);
  const behind = /^[\w./+-]*/.exec(text.slice(end))?.[0].length ?? 0;
  const typed = { before: [], last: dots, span: { start: end - dots.length, end: end + behind } };
  return { kind: "path", path: intoValue(frame, rest).path, typed, call: callIn(rest)?.fn };
}

/** Whether a comment goes on at the end of `gap`, which holds no token. */
function isInComment(gap: string): boolean {
  const open = gap.replaceAll(/#[^\r\n]*[\r\n]|\/\*[\s\S]*?\*\//g, "");
  return open.includes("#") || open.includes("/*");
}
