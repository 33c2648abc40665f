import { isWritten } from "../../clan/topology/facts.ts";
import type { FileSystem } from "../../clan/topology/model.ts";
import { fileSystemOf } from "../../clan/topology/mounts.ts";
import type { Rule } from "../rule.ts";

/** Linux cannot make hard links on these, nor keep owners: link(2), EPERM; mount(8), options of vfat. */
const WITHOUT: ReadonlySet<string> = new Set(["vfat", "exfat", "msdos"]);

/**
 * rsnapshot keeps its history with hard links (`cp -al`) and rsync keeps owners (`-a`). A file system that has neither fails the backup.
 * Source: rsnapshot(1), link(2). Catalogue: L20.
 */
export const noHardLinks: Rule = {
  code: "no-hard-links",
  severity: "error",
  *check({ machine }) {
    const seen = new Set<FileSystem>();
    for (const { key, directory, mountpoint } of machine.localBackup.targets.items) {
      const path = [mountpoint, directory].filter((fact) => isWritten(fact)).find(({ value }) => value !== null);
      if (path?.value?.startsWith("/") !== true) continue;
      const disk = fileSystemOf(machine, path.value);
      if (disk === undefined || seen.has(disk) || !isWritten(disk.fsType) || !WITHOUT.has(disk.fsType.value)) continue;
      seen.add(disk);
      yield {
        at: disk.fsType.at,
        option: ["fileSystems", disk.key, "fsType"],
        message: `Backups to ${key} will fail: ${disk.fsType.value} has no hard links and no owners, which rsnapshot needs. Format the disk with ext4, xfs or btrfs.`,
        related: [{ at: path.at, message: "used for snapshots here" }],
      };
    }
  },
};
