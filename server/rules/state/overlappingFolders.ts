import { isInside, normalPath } from "../../clan/topology/folders.ts";
import type { Rule } from "../rule.ts";
import { foldersOption, type SavedFolder, savedFolders, usesBorg } from "./folders.ts";

/**
 * borg is given all folders of all states, and stores what is in two of them twice; Clan takes out equal texts only. Seen with borg 1.2.4.
 * Catalogue: B38.
 */
export const overlappingFolders: Rule = {
  code: "overlapping-folders",
  severity: "warning",
  *check({ machine }) {
    if (!usesBorg(machine)) return;
    const all = [...savedFolders(machine)].filter(({ folder }) => folder.value.startsWith("/"));
    for (const inner of all) {
      const outer = all.find((other) => other !== inner && holds(other, inner, all));
      if (outer === undefined) continue;
      yield {
        at: inner.folder.at,
        option: foldersOption(inner.state),
        message: `${inner.folder.value} is saved twice: ${outer.folder.value} of ${outer.state.name} holds it already.`,
        related: [{ at: outer.folder.at, message: "saved with this" }],
      };
    }
  },
};

/** Of two folders that are the same, the first one holds the second. */
function holds(outer: SavedFolder, inner: SavedFolder, all: readonly SavedFolder[]): boolean {
  const [a, b] = [outer.folder.value, inner.folder.value];
  if (a === b || a === "/" || !isInside(b, a)) return false;
  return normalPath(a) !== normalPath(b) || all.indexOf(outer) < all.indexOf(inner);
}
