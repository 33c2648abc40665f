/** Tells listeners that something has changed; shaped like VS Code's own, so that what uses it needs none. */

export interface Disposable {
  dispose(): void;
}

export type Listen = (listener: () => void) => Disposable;

export class Emitter implements Disposable {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` at every `fire` until it is disposed. */
  readonly event: Listen = (listener) => {
    // Two listeners may be the same function.
    const own = () => listener();
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  fire(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** Calls `action` at once and then at most every `pause` milliseconds, however often it is asked to. */
export class Throttle implements Disposable {
  readonly #action: () => void;
  readonly #pause: number;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;

  constructor(action: () => void, pause: number) {
    this.#action = action;
    this.#pause = pause;
  }

  ask(): void {
    if (this.#timer !== undefined) {
      this.#isWanted = true;
      return;
    }
    this.#action();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isWanted) return;
      this.#isWanted = false;
      this.ask();
    }, this.#pause);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
