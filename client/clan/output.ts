/** Keeps what programs print, in bounds. */

/** Characters that are kept of each output: far more than a list of 10,000 archives. */
export const MOST_KEPT = 4_000_000;
/** Longer lines are handed on in parts. */
const LONGEST_LINE = 20_000;

/** The last `MOST_KEPT` characters of a text that grows. */
export class Tail {
  #parts: string[] = [];
  #length = 0;
  #isCut = false;

  add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length <= 2 * MOST_KEPT) return;
    const kept = this.text;
    this.#parts = [kept];
    this.#length = kept.length;
    this.#isCut = true;
  }

  get text(): string {
    return this.#parts.join("").slice(-MOST_KEPT);
  }

  /** More was added than is kept. */
  get isCut(): boolean {
    return this.#isCut || this.#length > MOST_KEPT;
  }
}

/** Cuts chunks of text into lines and hands them on. */
export class Lines {
  #rest = "";
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#tell(line);
    while (this.#rest.length > LONGEST_LINE) {
      this.#tell(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
  }

  end(): void {
    if (this.#rest !== "") this.#tell(this.#rest);
    this.#rest = "";
  }
}
