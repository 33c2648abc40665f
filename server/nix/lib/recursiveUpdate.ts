/** `lib.recursiveUpdate` of sets that may be known in part (nixpkgs, lib/attrsets.nix). */
import type { Call } from "../builtins/native.ts";
import { asSet } from "../builtins/native.ts";
import { Thunk, unknownThunk } from "../thunk.ts";
import { type Attr, type AttrsValue, attrs, type UnknownValue, unknown, type Value } from "../value.ts";

/** `left` with the attributes of `right` put in at every depth. */
export function recursiveUpdate(left: Thunk, right: Thunk, call: Call): Value {
  const mine = asSet(left.force(call.evaluation), call);
  if (mine.kind === "error") return mine;
  const other = asSet(right.force(call.evaluation), call);
  if (other.kind === "error") return other;
  return merged(mine, other, call);
}

function merged(left: AttrsValue | UnknownValue, right: AttrsValue | UnknownValue, call: Call): Value {
  if (left.kind === "unknown" && right.kind === "unknown") return left;
  const mine: ReadonlyMap<string, Attr> = left.kind === "attrs" ? left.entries : new Map();
  const other: ReadonlyMap<string, Attr> = right.kind === "attrs" ? right.entries : new Map();
  const leftOpen = left.kind === "unknown" || left.open;
  const rightOpen = right.kind === "unknown" || right.open;
  const exhausted = call.evaluation.spend(mine.size + other.size);
  if (exhausted !== undefined) return exhausted;
  const entries = new Map<string, Attr>();
  for (const [name, entry] of mine)
    entries.set(name, rightOpen ? { ...entry, value: unknownThunk(`the attribute ${name}`) } : entry);
  for (const [name, entry] of other) {
    const under = mine.get(name);
    if (under === undefined && !leftOpen) entries.set(name, entry);
    else if (!entry.certain)
      entries.set(name, { ...entry, certain: under?.certain ?? false, value: unknownThunk(`the attribute ${name}`) });
    else {
      const below = under?.certain === true ? under.value : unknownThunk(`the attribute ${name}`);
      entries.set(name, { ...entry, value: mergedValue(below, entry.value, call) });
    }
  }
  const unnamed = [...(left.kind === "attrs" ? left.unnamed : []), ...(right.kind === "attrs" ? right.unnamed : [])];
  return attrs(entries, leftOpen || rightOpen, unnamed);
}

/** Two sets are merged; of anything else the right one counts. */
function mergedValue(left: Thunk, right: Thunk, call: Call): Thunk {
  return Thunk.lazy((evaluation) => {
    const mine = left.force(evaluation);
    if (mine.kind === "error") return mine;
    if (mine.kind === "host") return unknown("an option type");
    const other = right.force(evaluation);
    if (mine.kind === "attrs") {
      if (other.kind === "host") return unknown("an option type");
      return other.kind === "attrs" ? merged(mine, other, { evaluation, at: call.at }) : other;
    }
    if (mine.kind === "unknown" && other.kind === "attrs") return merged(mine, other, { evaluation, at: call.at });
    return other;
  }, right.origin);
}
