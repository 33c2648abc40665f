import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { quoted, replace } from "../fixes.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

/**
 * The program that mounts the disk is called localbackup-mount-<attribute>, but localbackup-create looks for localbackup-mount-<name>. When the
 * two differ it finds none, mounts nothing, and writes to the root disk. Source: clanModules/localbackup (2024-06), clanServices/localbackup
 * (2026-08): read in both. Catalogue: L10.
 */
export const targetRenamed: Rule = {
  code: "target-renamed",
  severity: "error",
  *check({ machine }) {
    for (const target of machine.localBackup.targets.items) {
      const { key, at, name, mountpoint, hooks } = target;
      if (!isWritten(name) || name.value === key) continue;
      const mounts =
        (isKnown(mountpoint) && mountpoint.value !== null) || hooks.some(({ option }) => /Mount/.test(option));
      if (!mounts) continue;
      const isFree = machine.localBackup.targets.items.every((other) => other.key !== name.value);
      yield {
        at: name.at,
        option: targetOption(target, "name"),
        message: `The disk will not be mounted and the snapshots land on the root disk: Clan looks for ${name.value}, but the target is ${key}. Use one name: remove this line, or call the target ${name.value}.`,
        related: [{ at, message: "the target" }],
        fixes: isFree ? [renameTo(name.at, key)] : [],
      };
    }
  },
};

function renameTo(at: Parameters<typeof replace>[0], key: string) {
  return { title: `Change to ${key}`, edits: [replace(at, quoted(key))] };
}
