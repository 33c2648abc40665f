/** Numbers that look random and are the same in every run. */
export interface Random {
  /** From 0 to `limit`, which is excluded; an integer. */
  readonly below: (limit: number) => number;
  /** One of `items`, of which there is at least one. */
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
}

/** Mulberry32 of `seed`: 32 bits of state are plenty to spread edits and blocks of text. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
