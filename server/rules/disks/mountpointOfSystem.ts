import { isWritten } from "../../clan/topology/facts.ts";
import { isOfSystem } from "../../clan/topology/mounts.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

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
      if (!isOfSystem(machine, mountpoint.value)) continue;
      yield {
        at: mountpoint.at,
        option: targetOption(target, "mountpoint"),
        message: `Every backup ends with umount ${mountpoint.value}, which the running system needs. Leave mountpoint out for a disk that is always mounted.`,
      };
    }
  },
};
