import { isKnown } from "../../clan/topology/facts.ts";
import type { LocalTarget } from "../../clan/topology/model.ts";
import { compareText } from "../../nix/text.ts";
import type { Rule } from "../rule.ts";

/**
 * All targets are served by one script, and each sets the same trap for its end: only the last disk is unmounted. When an earlier target
 * fails, the later ones are not served. Source: clanServices/localbackup (2026-08): `trap … EXIT` per target, `set -e`. Catalogue: L11.
 */
export const severalMountedTargets: Rule = {
  code: "several-mounted-targets",
  severity: "warning",
  *check({ machine }) {
    const byInstance = new Map<string, LocalTarget[]>();
    for (const target of machine.localBackup.targets.items) {
      if (!isUnmounted(target)) continue;
      const { origin } = target;
      const script = origin.kind === "options" ? "" : origin.instance;
      byInstance.set(script, [...(byInstance.get(script) ?? []), target]);
    }
    for (const targets of byInstance.values()) {
      const sorted = [...targets].sort((a, b) => compareText(a.key, b.key));
      const last = sorted.at(-1);
      for (const { key, at } of sorted.slice(0, -1)) {
        yield {
          at,
          message: `The disk of ${key} stays mounted after a backup: Clan unmounts only that of the last target, ${last?.key}. Unmount it before you unplug it.`,
          related: [{ at: last?.at, message: "the last target" }],
        };
      }
    }
  },
};

/** Whether the script unmounts something when it ends. */
function isUnmounted({ mountpoint, hooks }: LocalTarget): boolean {
  return (isKnown(mountpoint) && mountpoint.value !== null) || hooks.some(({ option }) => /Unmount/.test(option));
}
