/** Cuts a stream of text into whole lines. */
export class LineSplitter {
  readonly #take: (lines: readonly string[]) => void;
  #rest = "";

  constructor(take: (lines: readonly string[]) => void) {
    this.#take = take;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    if (lines.length > 0) this.#take(lines);
  }

  /** Hands on what came after the last newline. */
  end(): void {
    if (this.#rest !== "") this.#take([this.#rest]);
    this.#rest = "";
  }
}
