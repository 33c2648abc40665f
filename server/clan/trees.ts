/** The options of a release as the module system takes them, made once per release in use. */
import type { Declarations, Rename } from "../nix/modules/moduleDeclarations.ts";
import { declarationTree } from "../nix/options/optionTree.ts";
import type { ReleaseInUse } from "./release.ts";
import type { Tree } from "./releaseData.ts";
import { declarationsOf, removalsOf, renamesOf } from "./releaseOptions.ts";

/** What the module system has to know about a tree of options. */
export interface OptionSet {
  readonly declarations: Declarations;
  readonly complete: readonly (readonly string[])[];
  readonly renames: readonly Rename[];
  readonly gone: readonly (readonly string[])[];
  readonly undefinedCollectionsAreEmpty: boolean;
}

export class OptionTrees {
  readonly #trees = new Map<string, OptionSet>();
  readonly #roles = new Map<string, OptionSet | undefined>();

  /** The options of a machine (`nixos`) or of a clan. */
  options(release: ReleaseInUse, tree: Tree): OptionSet {
    const key = `${tree} ${release.release.release} ${release.date}`;
    let set = this.#trees.get(key);
    if (set === undefined) {
      const declared = declarationsOf(release);
      const removals = removalsOf(release).filter((removal) => removal.tree === tree);
      set = {
        declarations: declarationTree(
          declared[tree],
          removals.filter((removal) => removal.as !== "gone").map(({ path }) => path),
        ),
        complete: declared.complete[tree],
        renames: renamesOf(release).filter((rename) => rename.tree === tree),
        gone: removals.filter((removal) => removal.as === "gone").map(({ path }) => path),
        undefinedCollectionsAreEmpty: release.release.undefinedCollectionsAreEmpty,
      };
      this.#trees.set(key, set);
    }
    return set;
  }

  /** The roles of a service of clan-core with instances; `undefined` for a service whose roles are not known. */
  roles(release: ReleaseInUse, service: string): readonly string[] | undefined {
    const roles = declarationsOf(release).serviceRoles[service];
    return roles === undefined || Object.keys(roles).length === 0 ? undefined : Object.keys(roles);
  }

  /**
   * The settings of `role` of `service`, which stand at `prefix`; `undefined` when its interface is not known.
   */
  settings(release: ReleaseInUse, service: string, role: string, prefix: readonly string[]): OptionSet | undefined {
    const key = `${release.release.release} ${release.date} ${service} ${role}`;
    if (!this.#roles.has(key)) {
      const options = declarationsOf(release).serviceRoles[service]?.[role];
      this.#roles.set(
        key,
        options && {
          declarations: declarationTree(options),
          complete: [],
          renames: [],
          gone: [],
          undefinedCollectionsAreEmpty: release.release.undefinedCollectionsAreEmpty,
        },
      );
    }
    const set = this.#roles.get(key);
    return set && { ...set, complete: [prefix] };
  }
}
