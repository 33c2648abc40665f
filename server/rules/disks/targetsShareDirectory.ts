import { isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { LocalTarget } from "../../clan/topology/model.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

/**
 * Two targets in one folder are one set of snapshots: each backup makes two of them, so that half of the history is kept. Source:
 * clanServices/localbackup (2026-08): `snapshot_root` is the directory, the interval is always `snapshot`. Catalogue: L19.
 */
export const targetsShareDirectory: Rule = {
  code: "targets-share-directory",
  severity: "error",
  *check({ machine }) {
    const first = new Map<string, LocalTarget>();
    for (const target of machine.localBackup.targets.items) {
      const { key, directory, hooks } = target;
      // Hooks may bring another disk to the same place.
      if (!isWritten(directory) || hooks.length > 0) continue;
      const path = normalPath(directory.value);
      const other = first.get(path);
      if (other === undefined) {
        first.set(path, target);
        continue;
      }
      yield {
        at: directory.at,
        option: targetOption(target, "directory"),
        message: `The targets ${other.key} and ${key} write to the same folder, so each pushes out the other's snapshots. Give each its own.`,
        related: [{ at: other.directory.at, message: `${other.key} writes here, too` }],
      };
    }
  },
};
