import { isWritten } from "../../clan/topology/facts.ts";
import type { FileSystem } from "../../clan/topology/model.ts";
import { fileSystemAt, hasOption, isOfSystem, lacksOptions } from "../../clan/topology/mounts.ts";
import { addToList } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { listAt } from "../written.ts";

/**
 * With `nofail` alone the disk is mounted at boot, and Clan unmounts it when the first backup ends: from then on it is not there for anything
 * else. Source: clanServices/localbackup (2026-08), the trap in localbackup-create. Catalogue: L08.
 */
export const backupDiskMountedAtBoot: Rule = {
  code: "backup-disk-mounted-at-boot",
  severity: "info",
  *check({ machine }) {
    const seen = new Set<FileSystem>();
    for (const { mountpoint } of machine.localBackup.targets.items) {
      if (!isWritten(mountpoint) || mountpoint.value === null) continue;
      const disk = fileSystemAt(machine, mountpoint.value);
      if (disk === undefined || seen.has(disk) || isOfSystem(machine, mountpoint.value)) continue;
      seen.add(disk);
      if (!hasOption(disk, "nofail") || lacksOptions(disk, "noauto", "x-systemd.automount") !== true) continue;
      const list = listAt(machine, disk.options.at);
      const edit = list && addToList(list, '"noauto"');
      yield {
        at: disk.options.at ?? disk.at,
        option: ["fileSystems", disk.key, "options"],
        message: `The disk at ${disk.key} is mounted at boot, and unmounted by the first backup. With "noauto" it is mounted for backups only.`,
        fixes: [edit && { title: 'Add "noauto"', edits: [edit] }],
      };
    }
  },
};
