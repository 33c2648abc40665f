import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { fileSystemOf, hasOption } from "../../clan/topology/mounts.ts";
import { quoted } from "../fixes.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { addBeside } from "../written.ts";

/**
 * Without `mountpoint` nobody mounts the disk before the backup. When it is not mounted at boot either, rsnapshot makes the folder on the root
 * disk: Clan's configuration has no `no_create_root`. Source: clanServices/localbackup (2026-08), rsnapshot(1). Catalogue: L06.
 */
export const targetOnUnmountedDisk: Rule = {
  code: "target-on-unmounted-disk",
  severity: "error",
  *check({ machine }) {
    for (const target of machine.localBackup.targets.items) {
      const { key, directory, mountpoint, hooks } = target;
      if (!isWritten(directory) || !isKnown(mountpoint) || mountpoint.value !== null || hooks.length > 0) continue;
      if (!directory.value.startsWith("/")) continue;
      const disk = fileSystemOf(machine, directory.value);
      if (disk === undefined || hasOption(disk, "x-systemd.automount")) continue;
      const option = ["noauto", "nofail"].find((name) => hasOption(disk, name));
      if (option === undefined) continue;
      const edit = addBeside(machine, directory.at, "mountpoint", quoted(disk.key));
      yield {
        at: directory.at,
        option: targetOption(target, "directory"),
        message: `The snapshots will land on the root disk whenever the disk at ${disk.key} is not mounted, and nothing mounts it for the backup (${option}). Set the mountpoint of ${key} to ${disk.key}.`,
        related: [{ at: disk.at, message: "the disk" }],
        fixes: [edit && { title: `Set mountpoint to ${disk.key}`, edits: [edit] }],
      };
    }
  },
};
