/** What is mounted where on a machine, as far as its file systems say. */
import { isKnown } from "./facts.ts";
import { isInside, normalPath } from "./folders.ts";
import type { FileSystem, MachineModel } from "./model.ts";

/** The file system mounted exactly at `path`, among those that are known. */
export function fileSystemAt({ fileSystems }: MachineModel, path: string): FileSystem | undefined {
  return fileSystems.items.find(
    ({ mountPoint }) => isKnown(mountPoint) && normalPath(mountPoint.value) === normalPath(path),
  );
}

/** The file system that the absolute `path` lies on, among those that are known; never that of `/`. */
export function fileSystemOf({ fileSystems }: MachineModel, path: string): FileSystem | undefined {
  let best: { readonly entry: FileSystem; readonly length: number } | undefined;
  for (const entry of fileSystems.items) {
    const { mountPoint } = entry;
    if (!isKnown(mountPoint) || !isInside(path, mountPoint.value)) continue;
    const { length } = normalPath(mountPoint.value);
    if (length > 1 && length > (best?.length ?? 0)) best = { entry, length };
  }
  return best?.entry;
}

/** Folders that a running system cannot do without. */
const SYSTEM: ReadonlySet<string> = new Set([
  ...["/", "/home", "/var", "/nix", "/nix/store", "/boot", "/etc", "/root", "/usr"],
]);

/** Whether a running system needs what is mounted at `path`: it is one of its own folders, or marked `neededForBoot`. */
export function isOfSystem(machine: MachineModel, path: string): boolean {
  const needed = fileSystemAt(machine, path)?.neededForBoot;
  return SYSTEM.has(normalPath(path)) || (needed !== undefined && isKnown(needed) && needed.value);
}

/** Options of the machine that mount file systems by other means than `fileSystems`. */
const OTHER_MEANS: readonly (readonly string[])[] = [
  ["disko"],
  ["systemd", "mounts"],
  ["systemd", "automounts"],
  ["services", "autofs"],
  ["services", "udisks2"],
  ["services", "devmon"],
  ["environment", "persistence"],
  ["boot", "zfs"],
  ["virtualisation"],
];

/** Whether nothing but the entries in `fileSystems` can mount anything on the machine, and all of them are known. */
export function knowsAllMounts(machine: MachineModel): boolean {
  if (!machine.fileSystems.complete || !takesForWhole(machine)) return false;
  return OTHER_MEANS.every((path) => machine.config.isMentioned(...path) === false);
}

/** Whether what is not in the model can be taken for not there. A module asked about by name is taken for the whole, where it imports nothing unknown. */
export function takesForWhole(machine: MachineModel): boolean {
  return machine.complete || (machine.scope === "asked" && !machine.config.open);
}

/** Whether the mount options of `entry` are all known and have none of `names`; `undefined` where that cannot be told. */
export function lacksOptions({ options }: FileSystem, ...names: readonly string[]): boolean | undefined {
  if (options.items.some((option) => option.known && names.includes(option.value))) return false;
  return options.complete && options.items.every(isKnown) ? true : undefined;
}

/** Whether `entry` certainly has the mount option `name`. */
export function hasOption({ options }: FileSystem, name: string): boolean {
  return options.items.some((option) => option.known && option.value === name);
}
