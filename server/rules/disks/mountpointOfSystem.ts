import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import { fileSystemAt } from "../../clan/topology/mounts.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

/** Folders that a running system cannot do without. */
const SYSTEM: ReadonlySet<string> = new Set([
  "/",
  "/home",
  "/var",
  "/nix",
  "/nix/store",
  "/boot",
  "/etc",
  "/root",
  "/usr",
]);

/**
 * When a backup ends Clan unmounts `mountpoint`, whatever it is. Source: clanServices/localbackup (2026-08), localbackup-unmount. Catalogue:
 * L09.
 */
export const mountpointOfSystem: Rule = {
  code: "mountpoint-of-system",
  severity: "error",
  *check({ machine }) {
    for (const target of machine.localBackup.targets.items) {
      const { mountpoint } = target;
      if (!isWritten(mountpoint) || mountpoint.value === null || !mountpoint.value.startsWith("/")) continue;
      const needed = fileSystemAt(machine, mountpoint.value)?.neededForBoot;
      const isNeeded = needed !== undefined && isKnown(needed) && needed.value;
      if (!SYSTEM.has(normalPath(mountpoint.value)) && !isNeeded) continue;
      yield {
        at: mountpoint.at,
        option: targetOption(target, "mountpoint"),
        message: `Every backup ends with umount ${mountpoint.value}, which the running system needs. Leave mountpoint out for a disk that is always mounted.`,
      };
    }
  },
};
