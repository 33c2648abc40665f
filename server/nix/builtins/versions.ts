/** Builtins about versions and derivation names. */
import { type BuiltinValue, int, list, string } from "../value.ts";
import { native1, native2, plain, record, textThunk } from "./native.ts";

/** Parts of a version: runs of digits and runs of other characters, without the dots and dashes between (`splitVersion`). */
export function splitVersion(version: string): readonly string[] {
  return version.match(/\d+|[^\d.-]+/g) ?? [];
}

/** Negative, zero or positive as `a` is older than, as old as or newer than `b` (`builtins.compareVersions`). */
export function compareVersions(a: string, b: string): number {
  const left = splitVersion(a);
  const right = splitVersion(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const mine = left[index] ?? "";
    const other = right[index] ?? "";
    if (isOlder(mine, other)) return -1;
    if (isOlder(other, mine)) return 1;
  }
  return 0;
}

/** Numbers count as numbers, "pre" comes before everything, and what is no number before a number. */
function isOlder(a: string, b: string): boolean {
  const left = numberOf(a);
  const right = numberOf(b);
  if (left !== undefined && right !== undefined) return left < right;
  if (a === "" && right !== undefined) return true;
  if (a === "pre" && b !== "pre") return true;
  if (b === "pre") return false;
  if (right !== undefined) return true;
  if (left !== undefined) return false;
  return a < b;
}

function numberOf(part: string): number | undefined {
  return /^\d{1,15}$/.test(part) ? Number(part) : undefined;
}

/** The name and the version: the version starts at the first dash that no letter follows (`builtins.parseDrvName`). */
export function parseDrvName(full: string): { readonly name: string; readonly version: string } {
  const dash = full.search(/-[^a-zA-Z]/);
  return dash < 0 ? { name: full, version: "" } : { name: full.slice(0, dash), version: full.slice(dash + 1) };
}

export const versionBuiltins: readonly BuiltinValue[] = [
  native2("compareVersions", plain, plain, (a, b) => int(compareVersions(a, b))),
  native1("splitVersion", plain, (version) => list(splitVersion(version).map(textThunk))),
  native1("parseDrvName", plain, (full) => {
    const { name, version } = parseDrvName(full);
    return record({ name: string(name), version: string(version) });
  }),
];
