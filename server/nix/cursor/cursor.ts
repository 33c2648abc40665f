/** Where a cursor is, as the author of the text means it. */
import type { CursorPlace, Typed } from "./place.ts";
import { callIn, type Frame, type Item, intoValue, isNaming, Scanner, trailingNames } from "./scanner.ts";
import { inString, wordEnd } from "./tokens.ts";

const NONE: CursorPlace = { kind: "none" };

/**
 * The place of the cursor at `offset` in `text`. Only the text before it counts, so that nothing behind can mislead; with `whole`, the
 * word that the cursor is in or behind counts to its end.
 */
export function cursorPlace(text: string, offset: number, whole = false): CursorPlace {
  const end = whole ? wordEnd(text, offset) : offset;
  const scanner = new Scanner(text, end);
  const frame = scanner.top;
  if (frame.kind === "string") return stringPlace(text, end, frame, scanner.frames.at(-2));
  if (isInComment(text.slice(scanner.at, end))) return NONE;
  const last = frame.items.at(-1);
  if (last?.kind === "path" && last.end === end) return pathPlace(frame, last, text);
  const chain = typedChain(frame.items, text, end);
  if (isNaming(frame)) return namePlace(frame, chain, text, end);
  if (startsBinding(frame, chain, text, end))
    return { kind: "name", path: frame.path, typed: chain.typed, quoted: false };
  const { path } = intoValue(frame, chain.rest);
  return { kind: "value", path, typed: chain.typed, call: callIn(chain.rest)?.fn };
}

interface Chain {
  readonly typed: Typed;
  /** What stands before it. */
  readonly rest: readonly Item[];
}

/** The names with dots that end at the cursor. */
function typedChain(items: readonly Item[], text: string, end: number): Chain {
  const last = items.at(-1);
  const isDot = last?.kind === "mark" && last.text === ".";
  const touches = (last?.kind === "name" || last?.kind === "number") && last.end === end;
  if (!isDot && !touches) return { typed: typedOf([], "", { start: end, end }, text), rest: items };
  const names = trailingNames(isDot ? items.slice(0, -1) : items, text);
  const count = isDot ? 2 * names.length : Math.max(2 * names.length - 1, 1);
  const rest = items.slice(0, items.length - count);
  const before = (isDot ? names : names.slice(0, -1)).map((name) => ("text" in name ? (name.text ?? "*") : "*"));
  const word = isDot ? { start: end, end } : { start: last?.start ?? end, end };
  return { typed: typedOf(before, isDot ? "" : text.slice(word.start, end), word, text), rest };
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
  return { kind: "name", path: frame.path, typed, quoted: false };
}

/** Whether the names at the cursor begin a binding although the `;` of the one before is missing. */
function startsBinding(frame: Frame, { typed, rest }: Chain, text: string, end: number): boolean {
  if (frame.kind !== "set" && frame.kind !== "let") return false;
  const before = rest.at(-1);
  if (before === undefined) return false;
  const isLiteral =
    before.kind === "string" ||
    before.kind === "number" ||
    before.kind === "group" ||
    (before.kind === "name" && ["true", "false", "null"].includes(before.text));
  const start = typed.before.length === 0 ? typed.span.start : text.lastIndexOf("\n", end);
  return isLiteral && text.slice(before.end, Math.max(start, before.end)).includes("\n");
}

function stringPlace(text: string, end: number, frame: Frame, parent: Frame | undefined): CursorPlace {
  const closing = closingOf(text, frame);
  const span = { start: frame.start, end: Math.max(closing, end) };
  const last = text.slice(frame.start, end);
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

/** Where the text of an open string ends: before its closing mark, or with its line where that is missing. */
function closingOf(text: string, frame: Frame): number {
  let at = frame.start;
  for (;;) {
    const found = inString(text, at, text.length, frame.indented);
    if (found.kind === "closed") {
      const end = found.at - (frame.indented ? 2 : 1);
      // A string of one kind of quote rarely spans lines: then the mark belongs to another string.
      const line = lineEnd(text, frame.start);
      return frame.indented || end <= line ? end : line;
    }
    if (found.kind === "open") return lineEnd(text, frame.start);
    at = found.at;
  }
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

/** Whether a comment goes on at the end of `gap`, which holds no token. */
function isInComment(gap: string): boolean {
  const open = gap.replaceAll(/#[^\r\n]*[\r\n]|\/\*[\s\S]*?\*\//g, "");
  return open.includes("#") || open.includes("/*");
}
