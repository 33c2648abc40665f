import { isWritten } from "../../clan/topology/facts.ts";
import type { FileSystem } from "../../clan/topology/model.ts";
import { fileSystemOf } from "../../clan/topology/mounts.ts";
import type { Rule } from "../rule.ts";

/** Names that the kernel gives in the order in which it finds disks. */
const UNSTABLE = /^\/dev\/(?:sd[a-z]+\d*|hd[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?)$/;

/**
 * The kernel numbers disks as it finds them. With another disk plugged in, the name may be that disk's: it is mounted and written to. Source:
 * udev's persistent names, /dev/disk/by-*; Arch and Debian document the same. Catalogue: L21.
 */
export const unstableDeviceName: Rule = {
  code: "unstable-device-name",
  severity: "warning",
  *check({ machine }) {
    const seen = new Set<FileSystem>();
    for (const { mountpoint } of machine.localBackup.targets.items) {
      if (!isWritten(mountpoint) || mountpoint.value === null || !mountpoint.value.startsWith("/")) continue;
      const disk = fileSystemOf(machine, mountpoint.value);
      if (disk === undefined || seen.has(disk)) continue;
      seen.add(disk);
      const { device } = disk;
      if (!isWritten(device) || device.value === null || !UNSTABLE.test(device.value)) continue;
      yield {
        at: device.at,
        option: ["fileSystems", disk.key, "device"],
        message: `${device.value} may be another disk after the next boot, and the backup is written to that one. Use /dev/disk/by-uuid/…: lsblk -o NAME,SIZE,UUID shows it (UUID, not PTUUID).`,
      };
    }
  },
};
