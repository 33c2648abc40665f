/** Places of the configuration as LSP wants them. */
import type { Location, Range } from "vscode-languageserver-types";
import { type Place, spanOf } from "../nix/expr.ts";
import { LineIndex } from "../nix/source.ts";

/** A stretch of a file; offsets count UTF-16 units. */
export interface Spot {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The file's text, in which the offsets count. */
  readonly text: string;
}

/** The stretch of `place`. */
export function spotOf(place: Place): Spot {
  const { path, text } = place.chunk.source;
  return { file: path, text, ...spanOf(place) };
}

/** What stands there. */
export function textOfSpot({ text, start, end }: Spot): string {
  return text.slice(start, end);
}

/** The part of `spot` from `start` to `end`, counted in it. */
export function partOf(spot: Spot, start: number, end: number): Spot {
  return { ...spot, start: spot.start + start, end: spot.start + end };
}

/** `spots` without repetitions, by file and place. */
export function distinct(spots: readonly Spot[]): readonly Spot[] {
  const found = new Map(spots.map((spot) => [`${spot.file}\0${spot.start}\0${spot.end}`, spot]));
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start));
}

/** Turns spots into locations; each file's lines are counted once. `uriOf` makes the address of a file. */
export class Locator {
  readonly #lines = new Map<string, LineIndex>();
  readonly #uriOf: (path: string) => string;

  constructor(uriOf: (path: string) => string) {
    this.#uriOf = uriOf;
  }

  range({ text, start, end }: Spot): Range {
    let lines = this.#lines.get(text);
    if (lines === undefined) {
      lines = new LineIndex(text);
      this.#lines.set(text, lines);
    }
    return lines.rangeOf({ start, end });
  }

  location(spot: Spot): Location {
    return { uri: this.#uriOf(spot.file), range: this.range(spot) };
  }
}

/** The beginning of a file. */
export function startOf(file: string): Spot {
  return { file, start: 0, end: 0, text: "" };
}
