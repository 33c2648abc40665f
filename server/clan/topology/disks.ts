/** Disks of a machine and what rsnapshot writes to them. */
import type { Fact, Group } from "./facts.ts";
import type { FileSystem, Hook, LocalBackup, LocalTarget, Origin } from "./model.ts";
import type { OptionReader } from "./reader.ts";

/** Hooks of a target, in the order in which a backup runs them (clanModules/localbackup, since 2024-03-26). */
const TARGET_HOOKS = [
  "preMountHook",
  "postMountHook",
  "preBackupHook",
  "postBackupHook",
  "preUnmountHook",
  "postUnmountHook",
] as const;

/** `fileSystems` of a machine. */
export function fileSystemsOf(config: OptionReader): Group<FileSystem> {
  const { items, complete } = config.entries("fileSystems");
  return {
    complete,
    items: items.map(({ name, at, options }) => ({
      key: name,
      at,
      mountPoint: options.text("mountPoint"),
      device: options.textOrNull("device"),
      label: options.textOrNull("label"),
      fsType: options.text("fsType"),
      options: splitAtCommas(options.texts("options")),
      neededForBoot: options.boolean("neededForBoot"),
    })),
  };
}

/** An element may hold several options: `"defaults,noauto"` (mount(8), -o). */
function splitAtCommas(texts: FileSystem["options"]): FileSystem["options"] {
  const items = texts.items.flatMap((fact): Fact<string>[] =>
    fact.known ? fact.value.split(",").map((value) => ({ ...fact, value })) : [fact],
  );
  return { ...texts, items };
}

/** The options of localbackup in `options`: `clan.localbackup`, or the settings of a role. */
export function localBackupOf(options: OptionReader, origin: Origin): LocalBackup {
  const { items, complete } = options.entries("targets");
  return {
    snapshots: [options.integer("snapshots")],
    targets: { complete, items: items.map((entry) => targetOf(entry, origin)) },
  };
}

function targetOf(entry: ReturnType<OptionReader["entries"]>["items"][number], origin: Origin): LocalTarget {
  const { name, at, options } = entry;
  return {
    key: name,
    at,
    name: options.text("name"),
    directory: options.text("directory"),
    mountpoint: options.textOrNull("mountpoint"),
    hooks: hooksOf(options, TARGET_HOOKS),
    origin,
  };
}

/** The hooks among `names` that are set, or that may be set to something that is not known. */
export function hooksOf(options: OptionReader, names: readonly string[]): Hook[] {
  return names.flatMap((option): Hook[] => {
    const text = options.textOrNull(option);
    if (!text.known) return text.at === undefined ? [] : [{ option, text }];
    return text.value === null ? [] : [{ option, text: { ...text, value: text.value } }];
  });
}
