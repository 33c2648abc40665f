/** The options that hold for the clan-core in use, also on a day between two known releases. */
import type { OptionDeclaration, OptionType } from "../nix/options/optionData.ts";
import type { ReleaseInUse } from "./release.ts";
import { arrivesAfter, settingArrivesAfter } from "./releaseArrivals.ts";
import { holdsOn, type Release, type Removal, type Rename, type Tree } from "./releaseData.ts";

export interface Declarations {
  readonly nixos: readonly OptionDeclaration[];
  readonly clan: readonly OptionDeclaration[];
  readonly serviceRoles: Release["serviceRoles"];
  readonly complete: Release["complete"];
}

/**
 * The declarations of the release in use. Between two releases they are those of both, read so that nothing is an error
 * which is right in one of them: an option is required or read-only only where both say so, and what only the later one
 * declares is accepted. Paths that were renamed or removed by then are left out.
 */
export function declarationsOf(inUse: ReleaseInUse): Declarations {
  const { release, next } = inUse;
  if (next === undefined) return { ...release.trees, serviceRoles: release.serviceRoles, complete: release.complete };
  const tree = (name: Tree): OptionDeclaration[] => {
    const old = shimPaths(inUse, name);
    return mergeOptions(release.trees[name], next.trees[name]).filter(
      ({ path: own }) => !old.some((path) => startsWith(own, path)) && arrivesAfter(inUse.date, own) === undefined,
    );
  };
  return {
    nixos: tree("nixos"),
    clan: tree("clan"),
    serviceRoles: mergeRoles(inUse.date, release.serviceRoles, next.serviceRoles),
    complete: release.complete,
  };
}

export interface RenameInUse extends Rename {
  /** Whether clan-core already warns of the old name on the day in use. */
  readonly warns: boolean;
}

/**
 * The old names that are understood: those renamed by the day in use, and those which the data spells with their later name
 * though they were not renamed yet (clanCore before 2024-06-18).
 */
export function renamesOf(inUse: ReleaseInUse): RenameInUse[] {
  const isDeclared = (rename: Rename): boolean =>
    inUse.release.trees[rename.tree].some((option) => startsWith(option.path, rename.to));
  return inUse.release.renames
    .filter((rename) => holdsOn(rename, inUse.date) || (inUse.date < rename.since && isDeclared(rename)))
    .map((rename) => ({ ...rename, warns: holdsOn(rename, inUse.date) }));
}

/** What no longer works on the day in use. On the very day of a removal the clan-core in use may be of the morning: it works. */
export function removalsOf(inUse: ReleaseInUse): Removal[] {
  return inUse.release.removals.filter((removal) => removal.since < inUse.date && holdsOn(removal, inUse.date));
}

function shimPaths(inUse: ReleaseInUse, tree: Tree): (readonly string[])[] {
  const renamed = inUse.release.renames.filter((rename) => rename.tree === tree && holdsOn(rename, inUse.date));
  const removed = removalsOf(inUse).filter((removal) => removal.tree === tree);
  return [...renamed.map((rename) => rename.from), ...removed.map((removal) => removal.path)];
}

function mergeRoles(
  date: string,
  older: Release["serviceRoles"],
  newer: Release["serviceRoles"],
): Release["serviceRoles"] {
  const keys = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    keys(older, newer).map((service) => {
      const [before, after] = [older[service] ?? {}, newer[service] ?? {}];
      const roles = keys(before, after).map((role) => {
        const options = mergeOptions(before[role] ?? [], after[role] ?? []);
        return [role, options.filter(({ path }) => settingArrivesAfter(date, service, path) === undefined)];
      });
      return [service, Object.fromEntries(roles)];
    }),
  );
}

function mergeOptions(
  older: readonly OptionDeclaration[],
  newer: readonly OptionDeclaration[],
): readonly OptionDeclaration[] {
  const key = (option: OptionDeclaration): string => option.path.join("\0");
  const rest = new Map(newer.map((option) => [key(option), option]));
  const merged = older.map((option) => {
    const later = rest.get(key(option));
    rest.delete(key(option));
    return later === undefined ? lenient(option) : mergeOption(option, later);
  });
  return [...merged, ...[...rest.values()].map(lenient)];
}

/** The declaration without what could make a definition, or the lack of one, an error. */
function lenient(option: OptionDeclaration): OptionDeclaration {
  const { required: _required, readOnly: _readOnly, ...rest } = option;
  return rest;
}

function mergeOption(older: OptionDeclaration, newer: OptionDeclaration): OptionDeclaration {
  return {
    ...lenient(older),
    type: mergeType(older.type, newer.type),
    ...(older.required && newer.required ? { required: true } : {}),
    ...(older.readOnly && newer.readOnly ? { readOnly: true } : {}),
    ...(older.opaque || newer.opaque ? { opaque: true } : {}),
  };
}

/** A type that accepts what either accepts. */
function mergeType(older: OptionType, newer: OptionType): OptionType {
  if (JSON.stringify(older) === JSON.stringify(newer)) return older;
  if (newer.name === "unspecified" || older.name === "unspecified") return { name: "unspecified" };
  if (newer.name === "coercedTo") return newer;
  // Submodules have their options below the path, in both releases the same; only the set around them differs.
  if (holdsSubmodule(older) || holdsSubmodule(newer)) return older;
  return { name: "either", left: older, right: newer };
}

function holdsSubmodule(type: OptionType): boolean {
  if (type.name === "submodule") return true;
  return "elem" in type && holdsSubmodule(type.elem);
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, at) => part === "<name>" || path[at] === part);
}
