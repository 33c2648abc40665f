import { isKnown } from "../../clan/topology/facts.ts";
import type { Rule } from "../rule.ts";

/** File systems whose name stands for the device, and those that name it by options of their own. */
const NAMED: ReadonlySet<string> = new Set([
  ...["proc", "sysfs", "tmpfs", "ramfs", "devtmpfs", "devpts"],
  ...["overlay", "stratis"],
]);

/**
 * NixOS stops with "No device specified for mount point" when it writes /etc/fstab. Source: nixpkgs nixos/modules/tasks/filesystems.nix (2024
 * to 2026). Catalogue: L24.
 */
export const fileSystemWithoutDevice: Rule = {
  code: "file-system-without-device",
  severity: "error",
  absence: true,
  *check({ machine }) {
    if (machine.config.open) return;
    for (const { key, at, device, label, fsType } of machine.fileSystems.items) {
      // Its default is worked out from label and fsType.
      const isSet = device.at !== undefined || (isKnown(device) && device.value !== null);
      if (isSet || !isKnown(label) || label.value !== null || !isKnown(fsType) || NAMED.has(fsType.value)) continue;
      if (machine.config.isMentioned("disko") !== false) continue;
      yield {
        at,
        option: ["fileSystems", key],
        message: `The machine will not build: nothing says which device belongs to ${key}. Set device or label.`,
      };
    }
  },
};
