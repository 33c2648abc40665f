/** A script that stands in a string of Nix: its text as it will run, and the way back from an offset in it to the file. */
import { type Place, type StringExpr, spanOf } from "../../nix/expr.ts";
import { GAP } from "../../shell/shellParser.ts";

/** What Clan puts before the scripts of a state, since there are any. */
export const PREAMBLE = "#!/usr/bin/env bash\nset -eu -o pipefail\n";

interface Piece {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Offsets in the file. */
  readonly from: number;
  readonly to: number;
  /** Text and file run side by side; an escape does not. */
  readonly isVerbatim: boolean;
  readonly isGap: boolean;
}

export class NixScript {
  /** The preamble and the script, with a word in place of each interpolation. */
  readonly text: string;
  readonly #string: StringExpr;
  readonly #pieces: readonly Piece[];

  constructor(string: StringExpr) {
    this.#string = string;
    let text = PREAMBLE;
    this.#pieces = string.parts.map((part) => {
      const { start: from, end: to } = spanOf(part);
      const isGap = part.kind === "interpolation";
      const start = text.length;
      text += isGap ? GAP : part.text;
      const isVerbatim = !isGap && part.text.length === to - from;
      return { start, end: text.length, from, to, isVerbatim, isGap };
    });
    this.text = text;
  }

  get hasGaps(): boolean {
    return this.#pieces.some(({ isGap }) => isGap);
  }

  /** Whether an interpolation stands in, or right beside, the text between two offsets: then its value decides what is there. */
  touchesGap(start: number, end: number): boolean {
    return this.#pieces.some((piece) => piece.isGap && piece.start <= end && piece.end >= start);
  }

  /** Where the text between two offsets is written; `undefined` for the preamble, which stands in no file. */
  placeOf(start: number, end: number): Place | undefined {
    const { chunk } = this.#string;
    const first = this.#pieces.find((piece) => start < piece.end) ?? this.#pieces.at(-1);
    if (start < PREAMBLE.length || first === undefined) return undefined;
    const last = end <= start ? first : (this.#pieces.findLast((piece) => piece.start < end) ?? first);
    const from = first.isVerbatim ? first.from + Math.min(start, first.end) - first.start : first.from;
    const to = last.isVerbatim ? last.from + Math.min(Math.max(end, start), last.end) - last.start : last.to;
    return { chunk, start: from - chunk.origin, end: Math.max(from, to) - chunk.origin };
  }
}
