import { isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { LocalTarget, MachineModel } from "../../clan/topology/model.ts";
import { fileSystemAt, isOfSystem, knowsAllMounts } from "../../clan/topology/mounts.ts";
import type { Fix } from "../../finding.ts";
import { baseNameOf } from "../../nix/paths.ts";
import { addToSet, quoted } from "../fixes.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { bodyFor } from "../written.ts";

/**
 * The backup begins with `mount <mountpoint>`, which looks the disk up in /etc/fstab: without an entry it says "can't find in /etc/fstab" and the
 * whole of localbackup-create stops. Source: clanModules/localbackup (2024-06), clanServices/localbackup (2026-08), mount(8). Catalogue: L04.
 */
export const mountpointWithoutFileSystem: Rule = {
  code: "mountpoint-without-file-system",
  severity: "error",
  absence: true,
  *check({ machine }) {
    if (!knowsAllMounts(machine)) return;
    for (const target of machine.localBackup.targets.items) {
      const { mountpoint, hooks } = target;
      if (!isWritten(mountpoint) || mountpoint.value === null || !mountpoint.value.startsWith("/")) continue;
      // That it is mounted at all is wrong then, and told by itself.
      if (isOfSystem(machine, mountpoint.value)) continue;
      // A hook may make the entry, or mount by itself.
      if (hooks.length > 0 || fileSystemAt(machine, mountpoint.value) !== undefined) continue;
      yield {
        at: mountpoint.at,
        option: targetOption(target, "mountpoint"),
        message: `No backup will run: nothing tells which disk belongs to ${mountpoint.value}. Add fileSystems.${quoted(normalPath(mountpoint.value))} with its device.`,
        fixes: [addFileSystem(machine, target, normalPath(mountpoint.value))],
      };
    }
  },
};

/** The entry for a disk that has the mount point's name as its label. */
function addFileSystem(machine: MachineModel, { mountpoint }: LocalTarget, path: string): Fix | undefined {
  const body = bodyFor(machine, mountpoint.at);
  if (body === undefined) return undefined;
  const label = baseNameOf(path);
  const edit = addToSet(
    body,
    [
      `fileSystems.${quoted(path)} = {`,
      `  device = ${quoted(`/dev/disk/by-label/${label}`)};`,
      `  fsType = "ext4";`,
      `  options = [ "defaults" "noauto" ];`,
      "};",
    ].join("\n"),
  );
  return edit && { title: `Add the disk with the label ${label}`, edits: [edit] };
}
