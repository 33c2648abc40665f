/** What functions of nixpkgs' lib do with a set that they are given: whether it still is what the result is put under. */
import type { Step } from "./place.ts";

/** The arguments (counted from 0) that stay what they are. */
const TRANSPARENT: ReadonlyMap<string, readonly number[]> = new Map([
  ["mkIf", [1]],
  ["mkForce", [0]],
  ["mkDefault", [0]],
  ["mkBefore", [0]],
  ["mkAfter", [0]],
  ["mkVMOverride", [0]],
  ["mkOptionDefault", [0]],
  ["mkImageMediaOverride", [0]],
  ["mkOrder", [1]],
  ["mkOverride", [1]],
  ["mkMerge", [0]],
  ["mkAssert", [2]],
  ["optionalAttrs", [1]],
  ["optionals", [1]],
  ["recursiveUpdate", [0, 1]],
  ["setDefaultModuleLocation", [1]],
]);

/** The arguments from which each attribute or element of the result is made. */
const PER_ITEM: ReadonlyMap<string, { readonly argument: number; readonly step: Step }> = new Map([
  ["genAttrs", { argument: 1, step: { kind: "any" } }],
  ["mapAttrs", { argument: 0, step: { kind: "any" } }],
  ["genAttrs'", { argument: 1, step: { kind: "pair" } }],
  ["nameValuePair", { argument: 1, step: { kind: "any" } }],
  ["map", { argument: 0, step: { kind: "element" } }],
  ["forEach", { argument: 1, step: { kind: "element" } }],
  ["optional", { argument: 1, step: { kind: "element" } }],
  ["singleton", { argument: 0, step: { kind: "element" } }],
  ["imap0", { argument: 0, step: { kind: "element" } }],
  ["imap1", { argument: 0, step: { kind: "element" } }],
  ["mapAttrsToList", { argument: 0, step: { kind: "element" } }],
  ["listToAttrs", { argument: 0, step: { kind: "pair" } }],
  ["mapAttrs'", { argument: 0, step: { kind: "pair" } }],
]);

/** Functions that only hand on what the function in them makes. */
const CARRIERS: ReadonlySet<string> = new Set([
  "filter",
  "filterAttrs",
  "concatMap",
  "concatLists",
  "flatten",
  "unique",
]);

/**
 * The steps from the result of `fn` to its argument `index`; `merges` when a list there is merged rather than a value. `merged`: so is the
 * list that `fn` makes, whose elements then stand where the result of the merge does.
 */
export function stepsInto(
  fn: string,
  index: number,
  merged = false,
): { readonly steps: readonly Step[]; readonly merges: boolean } {
  if (TRANSPARENT.get(fn)?.includes(index) === true) return { steps: [], merges: merged || fn === "mkMerge" };
  const perItem = PER_ITEM.get(fn);
  if (perItem?.argument === index)
    return { steps: merged && perItem.step.kind === "element" ? [] : [perItem.step], merges: false };
  if (CARRIERS.has(fn)) return { steps: [], merges: merged };
  return { steps: [{ kind: "call", fn }], merges: false };
}
