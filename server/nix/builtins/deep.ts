import type { Evaluation, Thunk } from "../thunk.ts";
import { type Stuck, unknown, type Value } from "../value.ts";

/**
 * Forces `root` and everything in it, as `builtins.deepSeq` does; returns what stands in the way of that. Works with a list of what is to be
 * done, since values may be nested deeper than the host's stack.
 */
export function forceDeep(root: Thunk, evaluation: Evaluation): Stuck | undefined {
  const seen = new Set<Value>();
  const waiting: Thunk[] = [root];
  let partly: Stuck | undefined;
  for (let thunk = waiting.pop(); thunk !== undefined; thunk = waiting.pop()) {
    const value = thunk.force(evaluation);
    if (value.kind === "error") return value;
    if (value.kind === "unknown") partly ??= value;
    if ((value.kind !== "list" && value.kind !== "attrs") || seen.has(value)) continue;
    seen.add(value);
    if (value.open) partly ??= unknown("a value known in part");
    const children = value.kind === "list" ? value.elements : [...value.entries.values()].map((entry) => entry.value);
    const exhausted = evaluation.spend(children.length);
    if (exhausted !== undefined) return exhausted;
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) waiting.push(child);
    }
  }
  return partly;
}
