import { isWritten } from "../../clan/topology/facts.ts";
import type { FileSystem, MachineModel } from "../../clan/topology/model.ts";
import { fileSystemAt, isOfSystem, lacksOptions } from "../../clan/topology/mounts.ts";
import type { Fix } from "../../finding.ts";
import { addToList, addToSet } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { listAt, setNamed } from "../written.ts";

/**
 * A file system without `noauto` or `nofail` is required at boot: when the disk is not plugged in, systemd waits 90 seconds and then stops in
 * emergency mode. Source: systemd.mount(5), fstab section; nixpkgs issues 20353 and 1858. Catalogue: L07.
 */
export const backupDiskBlocksBoot: Rule = {
  code: "backup-disk-blocks-boot",
  severity: "warning",
  *check({ machine }) {
    const seen = new Set<FileSystem>();
    for (const { mountpoint, hooks } of machine.localBackup.targets.items) {
      if (!isWritten(mountpoint) || mountpoint.value === null || hooks.length > 0) continue;
      const disk = fileSystemAt(machine, mountpoint.value);
      // What the system needs must not get noauto.
      if (disk === undefined || seen.has(disk) || isOfSystem(machine, mountpoint.value)) continue;
      seen.add(disk);
      if (lacksOptions(disk, "noauto", "nofail", "x-systemd.automount") !== true) continue;
      yield {
        at: disk.at,
        option: ["fileSystems", disk.key],
        message: `The machine will not boot without the backup disk at ${disk.key}: add the mount option "noauto"; Clan mounts the disk when it makes a backup.`,
        related: [{ at: mountpoint.at, message: "used as a backup disk here" }],
        fixes: [addNoauto(machine, disk)],
      };
    }
  },
};

function addNoauto(machine: MachineModel, disk: FileSystem): Fix | undefined {
  const list = listAt(machine, disk.options.at);
  const set = disk.options.at === undefined ? setNamed(machine, disk.at) : undefined;
  const edit =
    list !== undefined ? addToList(list, '"noauto"') : set && addToSet(set, 'options = [ "defaults" "noauto" ];');
  return edit && { title: 'Add "noauto"', edits: [edit] };
}
