import { isWritten } from "../../clan/topology/facts.ts";
import { replace } from "../fixes.ts";
import type { Rule } from "../rule.ts";

/**
 * rsnapshot refuses a retention below one: `"snapshot" must be at least 1 or higher`, and below zero it is no legal value. Nothing is backed
 * up. Run with rsnapshot 1.4.5. Catalogue: L12.
 */
export const noSnapshotsKept: Rule = {
  code: "no-snapshots-kept",
  severity: "error",
  *check({ machine }) {
    if (machine.localBackup.targets.items.length === 0) return;
    for (const snapshots of machine.localBackup.snapshots) {
      if (!isWritten(snapshots) || snapshots.value >= 1) continue;
      yield {
        at: snapshots.at,
        message: `No backup will run: rsnapshot keeps at least 1 snapshot, and refuses ${snapshots.value}.`,
        fixes: [{ title: "Keep 1", edits: [replace(snapshots.at, "1")] }],
      };
    }
  },
};
