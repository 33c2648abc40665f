/** The values that an option may sensibly have in this clan: names, places, schedules, keys. */
import { parseCalendar } from "../clan/calendar/parse.ts";
import { publicKeyPath } from "../clan/layout.ts";
import { DYNAMIC_SERVICES } from "../clan/stateDirectories.ts";
import { isKnown } from "../clan/topology/facts.ts";
import type { MachineModel } from "../clan/topology/model.ts";
import { nextRuns } from "./calendarText.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import type { OptionPlace } from "./optionPlace.ts";

export interface Candidate {
  /** The value as text, without quotes. */
  readonly text: string;
  /** One line beside it. */
  readonly detail: string | undefined;
}

/** The names of the options from the tree's root with `<name>` and `*` as they are declared. */
export function declaredPath({ node, path }: Pick<OptionPlace, "node" | "path">): string {
  return (node.data?.path ?? path).join(".");
}

const SCHEDULES: readonly (readonly [string, string])[] = [
  ["*-*-* 01:00:00", "every night"],
  ["*-*-* 03:30:00", "every night, later"],
  ["hourly", "every hour"],
  ["daily", "at midnight"],
  ["weekly", "on Mondays at midnight"],
  ["monthly", "on the first of each month"],
  ["*-*-* 00/6:00:00", "every six hours"],
  ["Mon..Fri 12:30", "on working days at noon"],
  ["Sun 02:00", "on Sundays"],
];

const MOUNT_OPTIONS: readonly (readonly [string, string])[] = [
  ["noauto", "is not mounted at boot; the backup mounts it"],
  ["nofail", "the boot goes on without it"],
  ["x-systemd.automount", "mounts on first use"],
  ["x-systemd.device-timeout=10s", "how long the boot waits for the disk"],
  ["x-systemd.idle-timeout=5min", "unmounts when nothing uses it"],
  ["noatime", "does not write when files are read"],
  ["ro", "read only"],
  ["_netdev", "waits for the network"],
];

const FILE_SYSTEMS = ["ext4", "btrfs", "xfs", "zfs", "vfat", "exfat", "ntfs3", "nfs", "nfs4", "cifs", "auto"];

const COMPRESSIONS = ["auto,zstd", "zstd", "zstd,10", "lz4", "zlib", "lzma", "none"];

type Source = (place: OptionPlace, context: FeatureContext) => readonly Candidate[];

const plain = (rows: readonly (readonly [string, string])[]): Source => {
  const candidates = rows.map(([text, detail]) => ({ text, detail }));
  return () => candidates;
};

const named = (names: readonly string[]): Source => plain(names.map((name) => [name, ""]));

/** By declared path; the trees have no path in common. */
const SOURCES: ReadonlyMap<string, Source> = new Map([
  ["clan.localbackup.targets.<name>.mountpoint", mountPoints],
  ["clan.localbackup.targets.<name>.directory", directories],
  ["targets.<name>.mountpoint", mountPoints],
  ["targets.<name>.directory", directories],
  ["clan.borgbackup.destinations.<name>.repo", repositories],
  ["destinations.<name>.repo", repositories],
  ["startAt", schedules],
  ["services.borgbackup.jobs.<name>.startAt", schedules],
  ["services.borgbackup.jobs.<name>.repo", repositories],
  ["services.borgbackup.jobs.<name>.compression", named(COMPRESSIONS)],
  ["services.borgbackup.jobs.<name>.paths", stateFolders],
  ["clan.core.state.<name>.folders", stateFolders],
  ["fileSystems.<name>.device", devices],
  ["fileSystems.<name>.fsType", named(FILE_SYSTEMS)],
  ["fileSystems.<name>.options", plain(MOUNT_OPTIONS)],
  ["inventory.instances.<name>.roles.<name>.tags", tags],
  ["inventory.services.<name>.<name>.roles.<name>.tags", tags],
  ["inventory.machines.<name>.tags", tags],
  ["inventory.services.<name>.<name>.roles.<name>.machines", machines],
  ["inventory.tags.<name>", machines],
  ["inventory.instances.<name>.module.name", services],
  ["inventory.instances.<name>.module.input", named(["clan-core"])],
  ["clan.core.networking.targetHost", targetHosts],
  ["inventory.machines.<name>.deploy.targetHost", targetHosts],
  ["services.borgbackup.repos.<name>.path", repositoryFolders],
  ["clan.borgbackup.directory", named(["/var/lib/borgbackup"])],
  ["directory", named(["/var/lib/borgbackup"])],
]);

/** What `place` may hold, best first. */
export function candidatesFor(place: OptionPlace, context: FeatureContext): readonly Candidate[] {
  return SOURCES.get(declaredPath(place))?.(place, context) ?? [];
}

/** The machines that the file is part of; in a clan's own file all of them. */
function relevant(context: FeatureContext): readonly MachineModel[] {
  const own = machinesOf(context);
  return own.length > 0 ? own : context.clans.flatMap((clan) => [...clan.machines.values()]);
}

function unique(texts: Iterable<string>, detail?: string): readonly Candidate[] {
  return [...new Set(texts)].map((text) => ({ text, detail }));
}

function mountPoints(_: OptionPlace, context: FeatureContext): readonly Candidate[] {
  const points = relevant(context).flatMap(({ fileSystems }) =>
    fileSystems.items.map(({ key, mountPoint }) => (isKnown(mountPoint) ? mountPoint.value : key)),
  );
  return unique(
    points.filter((point) => !["/", "/boot", "/nix"].includes(point)),
    "a file system of this machine",
  );
}

/** Inside of the disk, as the target's own mount point says or any that a backup uses. */
function directories(place: OptionPlace, context: FeatureContext): readonly Candidate[] {
  const name = place.path.at(-2);
  const targets = relevant(context).flatMap(({ localBackup }) => localBackup.targets.items);
  const own = targets.filter(({ key }) => key === name);
  const disks = (own.length > 0 ? own : targets).flatMap(({ mountpoint }) =>
    isKnown(mountpoint) && mountpoint.value !== null ? [mountpoint.value] : [],
  );
  const all = disks.length > 0 ? disks : mountPoints(place, context).map(({ text }) => text);
  return unique(
    all.map((disk) => `${disk.replace(/\/$/, "")}/snapshots`),
    "on the disk that is mounted",
  );
}

/** At machines that serve repositories, where they keep that of this client. */
function repositories(_: OptionPlace, context: FeatureContext): readonly Candidate[] {
  const clients = new Set(machinesOf(context).map(({ name }) => name));
  const candidates: Candidate[] = [];
  for (const clan of context.clans) {
    for (const server of clan.machines.values()) {
      if (clients.has(server.name)) continue;
      const { items } = server.repositories;
      if (items.length === 0) continue;
      const own = items.filter(({ key }) => clients.size === 0 || clients.has(key));
      for (const { user } of own.length > 0 ? own : items.slice(0, 1))
        candidates.push({
          text: `${isKnown(user) ? user.value : "borg"}@${server.name}:.`,
          detail: `the repository that ${server.name} keeps for this machine's key`,
        });
    }
  }
  return [...new Map(candidates.map((candidate) => [candidate.text, candidate])).values()];
}

function schedules(_: OptionPlace, { now, zone }: FeatureContext): readonly Candidate[] {
  return SCHEDULES.map(([text, words]) => {
    const calendar = parseCalendar(text);
    const [next] = calendar.ok ? nextRuns(calendar.calendar, now, zone, 1) : [];
    return { text, detail: next === undefined ? words : `${words}, next ${next}` };
  });
}

function stateFolders(_: OptionPlace, context: FeatureContext): readonly Candidate[] {
  const folders: Candidate[] = [];
  for (const machine of relevant(context)) {
    for (const { service, directory } of DYNAMIC_SERVICES) {
      const enabled = machine.config.undeclared("services", service, "enable");
      if (isKnown(enabled) && enabled.value.kind === "bool" && enabled.value.value)
        folders.push({ text: `/var/lib/private/${directory}`, detail: `what services.${service} keeps` });
    }
    for (const { key } of machine.databases.items)
      folders.push({ text: `/var/backup/postgres/${key}`, detail: "the dump of this database" });
  }
  const common = ["/home", "/root", "/etc/ssh", "/var/lib"].map((text) => ({ text, detail: undefined }));
  return [...new Map([...folders, ...common].map((candidate) => [candidate.text, candidate])).values()];
}

function devices(_: OptionPlace, { clans }: FeatureContext): readonly Candidate[] {
  const used = clans.flatMap((clan) =>
    [...clan.machines.values()].flatMap(({ fileSystems, name }) =>
      fileSystems.items.flatMap(({ device, key }) =>
        isKnown(device) && device.value?.startsWith("/dev/")
          ? [{ text: device.value, detail: `${key} of ${name ?? "this machine"}` }]
          : [],
      ),
    ),
  );
  const forms = ["/dev/disk/by-uuid/", "/dev/disk/by-label/", "/dev/disk/by-id/", "/dev/mapper/"].map((text) => ({
    text,
    detail: "stays the same whatever else is plugged in",
  }));
  return [...new Map([...used, ...forms].map((candidate) => [candidate.text, candidate])).values()];
}

function tags(_: OptionPlace, { clans }: FeatureContext): readonly Candidate[] {
  return clans.flatMap((clan) => {
    const members = new Map<string, string[]>();
    for (const [machine, own] of clan.tags)
      for (const tag of own) members.set(tag, [...(members.get(tag) ?? []), machine]);
    return [...members].map(([text, machines]) => ({ text, detail: machines.slice(0, 5).join(", ") }));
  });
}

function machines(_: OptionPlace, { clans }: FeatureContext): readonly Candidate[] {
  return unique(
    clans.flatMap((clan) => [...clan.machines.keys()]),
    "a machine of this clan",
  );
}

function services(_: OptionPlace, { declarations }: FeatureContext): readonly Candidate[] {
  return unique(Object.keys(declarations.serviceRoles), "a service of clan-core");
}

function targetHosts(place: OptionPlace, context: FeatureContext): readonly Candidate[] {
  const named = place.path[1] === "machines" ? place.path[2] : undefined;
  const names = named !== undefined ? [named] : machinesOf(context).flatMap(({ name }) => name ?? []);
  return unique(names.map((name) => `root@${name}`));
}

function repositoryFolders(place: OptionPlace): readonly Candidate[] {
  const client = place.path.at(-2);
  return unique([`/var/lib/borgbackup/${client ?? ""}`]);
}

/** The public keys of all machines, as paths from the clan's folder, in the layout of the release. */
export function publicKeyCandidates({ clans, release }: FeatureContext): readonly (Candidate & { root: string })[] {
  return clans.flatMap((clan) =>
    [...clan.machines.values()].flatMap(({ name, publicKeys }) => {
      if (name === undefined) return [];
      const isThere = publicKeys.some(({ current, missing }) => current && !missing);
      const detail = isThere ? `the key of ${name}` : `the key of ${name}, not generated yet`;
      return [{ text: publicKeyPath(name, release.date), detail, root: clan.root }];
    }),
  );
}
