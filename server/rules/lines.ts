import { type Place, spanOf } from "../nix/expr.ts";
import { LineIndex, type Range } from "../nix/source.ts";

/** Line starts of the files that findings are in. */
export class Lines {
  readonly #indexes = new Map<string, LineIndex>();

  /** The range of `place` in its file. */
  rangeOf(place: Place): Range {
    const { path, text } = place.chunk.source;
    let index = this.#indexes.get(path);
    if (index === undefined) {
      index = new LineIndex(text);
      this.#indexes.set(path, index);
    }
    return index.rangeOf(spanOf(place));
  }
}
