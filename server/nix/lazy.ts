/** A result that is computed when it is first asked for, once. Asked for while it is being computed, it is what `cyclic` says. */
export class Lazy<T> {
  #compute: (() => T) | undefined;
  #cyclic: () => T;
  #done: { readonly value: T } | undefined;

  constructor(compute: () => T, cyclic: () => T) {
    this.#compute = compute;
    this.#cyclic = cyclic;
  }

  get(): T {
    if (this.#done !== undefined) return this.#done.value;
    const compute = this.#compute;
    if (compute === undefined) return this.#cyclic();
    this.#compute = undefined;
    const value = compute();
    this.#done = { value };
    return value;
  }
}

/** A function that computes its result when it is first called, once. */
export function lazily<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}
