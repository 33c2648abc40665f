/** The line a finding is about, with a mark under the place. */
import type { Range } from "../nix/source.ts";
import { columnsOf, printableFrom } from "./printable.ts";

export interface Excerpt {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  /** The columns of `text` that are meant; `width` is at least 1. */
  readonly column: number;
  readonly width: number;
}

/** UTF-16 units of a line that are shown, and how many of them before the place. */
const SHOWN_UNITS = 160;
const SHOWN_BEFORE = 60;

/** The lines of a text, split as LSP 3.17 does. Made once per file, since many findings lie in the same one. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Moves a cut out of the middle of a surrogate pair. */
function wholeCharacter(line: string, at: number): number {
  const unit = line.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

/** Returns the first line of `range`, cut where it is too long to read; `undefined` when the file has no such line. */
export function excerptOf(lines: readonly string[], { start, end }: Range): Excerpt | undefined {
  const line = lines[start.line];
  if (line === undefined) return undefined;
  const first = Math.min(start.character, line.length);
  const last = end.line === start.line ? Math.min(end.character, line.length) : line.length;
  const cutBefore = line.length > SHOWN_UNITS ? wholeCharacter(line, Math.max(0, first - SHOWN_BEFORE)) : 0;
  const cutAfter = wholeCharacter(line, Math.min(line.length, cutBefore + SHOWN_UNITS));
  const before = (cutBefore > 0 ? "…" : "") + printableFrom(line.slice(cutBefore, first), 0);
  const column = columnsOf(before);
  const marked = printableFrom(line.slice(first, Math.max(first, Math.min(last, cutAfter))), column);
  const width = columnsOf(marked);
  const after = printableFrom(line.slice(Math.min(Math.max(first, last), cutAfter), cutAfter), column + width);
  const text = (before + marked + after).trimEnd() + (cutAfter < line.length ? "…" : "");
  return { line: start.line + 1, text, column, width: Math.max(1, width) };
}
