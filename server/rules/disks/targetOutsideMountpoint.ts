import { isWritten } from "../../clan/topology/facts.ts";
import { isInside, normalPath } from "../../clan/topology/folders.ts";
import { directoryOf } from "../../nix/paths.ts";
import { replaceString } from "../fixes.ts";
import type { Rule } from "../rule.ts";

/**
 * Clan mounts `mountpoint` and rsnapshot writes to `directory`; when one is not inside the other, the snapshots silently land on the root
 * disk. Source: clanModules/localbackup (2024-06), clanServices/localbackup (2026-08). Catalogue: L05.
 */
export const targetOutsideMountpoint: Rule = {
  code: "target-outside-mountpoint",
  severity: "error",
  *check({ machine }) {
    for (const { key, directory, mountpoint } of machine.localBackup.targets.items) {
      if (!isWritten(directory) || !isWritten(mountpoint) || mountpoint.value === null) continue;
      // A relative folder is another rule's business.
      if (!directory.value.startsWith("/") || !mountpoint.value.startsWith("/")) continue;
      if (isInside(directory.value, mountpoint.value)) continue;
      // Alone, a module may leave it to another to bind a far folder to the disk; one beside the mount point is meant to be on it.
      const parent = directoryOf(normalPath(mountpoint.value));
      const isBeside = parent !== "/" && isInside(directory.value, parent);
      const inside = `${normalPath(mountpoint.value)}/${lastName(directory.value)}`;
      yield {
        at: directory.at,
        severity: machine.scope === "machine" || isBeside ? "error" : "warning",
        option: ["clan", "localbackup", "targets", key, "directory"],
        message: `The snapshots will land on the root disk: ${directory.value} is not on the disk that is mounted at ${mountpoint.value}.`,
        related: [{ at: mountpoint.at, message: "mounted here" }],
        fixes: [replaceString(directory.at, inside)],
      };
    }
  },
};

/** The name of a folder to use on the disk. */
function lastName(directory: string): string {
  return normalPath(directory).split("/").at(-1) || "backup";
}
