/** Options that have another name now, seen from one level of the tree. */
import type { Rename } from "./moduleDeclarations.ts";

export interface Renames {
  /** Old names with their new paths. */
  readonly from: ReadonlyMap<string, readonly string[]>;
  /** New names with their old paths. */
  readonly to: ReadonlyMap<string, readonly (readonly string[])[]>;
}

export const NO_RENAMES: Renames = { from: new Map(), to: new Map() };

export function renamesAt(renames: readonly Rename[], level: readonly string[]): Renames {
  const from = new Map<string, readonly string[]>();
  const to = new Map<string, (readonly string[])[]>();
  const nameIn = (path: readonly string[]) =>
    path.length === level.length + 1 && startsWith(path, level) ? path.at(-1) : undefined;
  for (const rename of renames) {
    const old = nameIn(rename.from);
    if (old !== undefined) from.set(old, rename.to);
    const current = nameIn(rename.to);
    if (current !== undefined) to.set(current, [...(to.get(current) ?? []), rename.from]);
  }
  return { from, to };
}

export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && startsWith(a, b);
}

export function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, index) => path[index] === name);
}
