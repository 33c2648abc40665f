/** In which releases of clan-core an option is there. */
import { releases } from "../clan/release.ts";
import type { Release } from "../clan/releaseData.ts";
import type { OptionDeclaration } from "../nix/options/optionData.ts";
import type { FeatureContext } from "./context.ts";
import type { OptionPlace } from "./optionPlace.ts";

type Declared = Pick<OptionPlace, "tree" | "role" | "node">;

/** One line: the release in use, and between which of the known releases the option is there, if not in all. */
export function whenDeclared({ tree, role, node }: Declared, { release }: Pick<FeatureContext, "release">): string {
  const inUse = `clan-core ${release.release.release}`;
  const path = node.data?.path.join("\0");
  const has = (options: readonly OptionDeclaration[]) => options.some((option) => option.path.join("\0") === path);
  const optionsOf = (each: Release) =>
    tree === "settings" ? (each.serviceRoles[role?.service ?? ""]?.[role?.role ?? ""] ?? []) : each.trees[tree];
  const having = releases.filter((each) => has(optionsOf(each)));
  const [first, last] = [having[0], having.at(-1)];
  if (first === undefined || last === undefined) return inUse;
  const since = first === releases[0] ? "" : `since ${first.release}`;
  const until = last === releases.at(-1) ? "" : `until ${last.release}`;
  const span = [since, until].filter((part) => part !== "").join(", ");
  return span === "" ? inUse : `${inUse}; there ${span}`;
}
