/** Source texts and the places in them. */

/**
 * A stretch of a file whose nodes share one origin. The lowering cuts a file into chunks (a binding each, roughly) so that an edit in one
 * leaves the nodes of the others as they are: they only move.
 */
export interface Chunk {
  readonly source: SourceFile;
  /** Offset of the chunk in the file's text, in UTF-16 units. Only the lowering changes it, when text before the chunk changed. */
  readonly origin: number;
}

/** A text with its name; the text changes with every edit of an open document. */
export interface SourceFile {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A position as LSP counts it: line and UTF-16 character from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Turns offsets into positions; lines end at `\n`, `\r\n` or `\r` (LSP 3.17, "Text Documents"). */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    const starts = [0];
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
    }
    this.#starts = starts;
  }

  /** The position of `offset`; offsets past the end give the last position's line. */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.#starts[low] ?? 0) };
  }

  /** The offset of `position`, which lies in the text; any position behind the last line is the end of the text. */
  offsetAt({ line, character }: Position): number {
    const start = this.#starts[line];
    return start === undefined ? this.#length : start + character;
  }

  /** The range of two offsets. */
  rangeOf(span: { readonly start: number; readonly end: number }): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
}
