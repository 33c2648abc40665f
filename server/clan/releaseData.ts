/**
 * What a file of `releases/` holds: the options that one clan-core release declares, as data. The files are made by
 * scripts/releases/extract.ts and checked whole in test/unit/release.test.ts, so that starting up need not check them.
 */
import type { OptionDeclaration } from "../nix/options/optionData.ts";

/** `nixos`: options of a machine. `clan`: arguments of buildClan / lib.clan, clan.nix; the inventory is below `inventory`. */
export type Tree = "nixos" | "clan";

/** A path that still works under its old name. `until` is the first day on which the old name is unknown again. */
export interface Rename {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly tree: Tree;
  /** YYYY-MM-DD, the day of the change in clan-core. */
  readonly since: string;
  readonly until?: string;
}

/**
 * A path that no longer works. `assertion`: the option exists and defining it fails an assertion when the machine is
 * built. `throw`: using it ends evaluation with a message. `gone`: it is unknown like any misspelt name.
 */
export interface Removal {
  readonly path: readonly string[];
  readonly tree: Tree;
  readonly since: string;
  readonly until?: string;
  /** What to do instead, for the user. */
  readonly message: string;
  readonly as: "assertion" | "gone" | "throw";
}

export interface Release {
  /** YYYY-MM; the name users give to `--release`. */
  readonly release: string;
  /** The day of the clan-core commit, YYYY-MM-DD. */
  readonly date: string;
  /** Commits that the options were read from. */
  readonly clanCore: string;
  readonly nixpkgsLib: string;
  /**
   * Since 2026-03-23 nixpkgs gives an undefined option its type's empty value: lists, sets, `nullOr` and submodules. Such
   * options carry that value as `default` here; before, they are `required`.
   */
  readonly undefinedCollectionsAreEmpty: boolean;
  /**
   * Prefixes at and below which every option is listed, so that any other name is unknown (but below `opaque` options and
   * `freeform` submodules). The empty prefix is the whole tree.
   */
  readonly complete: Readonly<Record<Tree, readonly (readonly string[])[]>>;
  readonly trees: Readonly<Record<Tree, readonly OptionDeclaration[]>>;
  /**
   * Settings of the roles of services: service → role → options. With `inventory.instances` they are the role's
   * `settings`; with `inventory.services` they are the `config` of the service.
   */
  readonly serviceRoles: Readonly<Record<string, Readonly<Record<string, readonly OptionDeclaration[]>>>>;
  /** Changes of all times, not only of this release: compare `since` and `until` with the date of the lock. */
  readonly renames: readonly Rename[];
  readonly removals: readonly Removal[];
}

/** Whether a rename or removal holds on a day (YYYY-MM-DD). */
export function holdsOn(change: { readonly since: string; readonly until?: string }, date: string): boolean {
  return change.since <= date && (change.until === undefined || date < change.until);
}

/**
 * Whether a value looks like a release file. A light look at the outer shape only: the files are our own and are checked
 * whole in the tests.
 */
export function isRelease(value: unknown): value is Release {
  return (
    typeof value === "object" &&
    value !== null &&
    "release" in value &&
    typeof value.release === "string" &&
    "date" in value &&
    typeof value.date === "string" &&
    "trees" in value &&
    "serviceRoles" in value &&
    "renames" in value &&
    "removals" in value
  );
}
