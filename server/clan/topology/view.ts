/** Who backs up what, to where, with which key: plain data that programs and pictures read. What is not known is `null`. */
import type {
  ClanView,
  DestinationView,
  JobView,
  KeyView,
  MachineView,
  RepositoryView,
  TargetView,
  TopologyView,
} from "../../topologyView.ts";
import { normalForm } from "../calendar/normalForm.ts";
import { parseCalendar } from "../calendar/parse.ts";
import { classifyKeyText } from "../sshKey.ts";
import { type Fact, isKnown } from "./facts.ts";
import { type Connection, connectionsOf } from "./match.ts";
import type { ClanModel, Destination, LocalTarget, MachineModel, Repository, RepositoryKey } from "./model.ts";
import { fileSystemOf } from "./mounts.ts";

/** The view of `clans`, and of modules that belong to none. */
export function topologyView(clans: readonly ClanModel[]): TopologyView {
  return { version: 1, clans: clans.map(clanView) };
}

function clanView(clan: ClanModel): ClanView {
  const byClient = new Map<MachineModel, Connection[]>();
  for (const connection of connectionsOf(clan))
    byClient.set(connection.client, [...(byClient.get(connection.client) ?? []), connection]);
  const machines = [...clan.machines.values()].map((machine) => machineView(machine, byClient.get(machine) ?? []));
  return { root: clan.root, release: clan.release.release.release, machines };
}

function machineView(machine: MachineModel, connections: readonly Connection[]): MachineView {
  const jobs = jobViews(machine);
  return {
    name: machine.name === undefined || machine.name === "" ? null : machine.name,
    targetHost: knownOrNull(machine.targetHost),
    complete: machine.complete,
    states: machine.states.items.map(({ name, folders }) => ({
      name,
      folders: [...folders.items.map(knownOrNull), ...(folders.complete ? [] : [null])],
    })),
    targets: machine.localBackup.targets.items.map((target) => targetView(machine, target)),
    destinations: machine.destinations.items.map((destination) =>
      destinationView(
        destination,
        connections.find((connection) => connection.destination === destination),
      ),
    ),
    repositories: machine.repositories.items.map(repositoryView),
    ...(jobs.length === 0 ? {} : { jobs }),
  };
}

/** What is set in a job that Clan makes for a destination is no job of its own. */
function jobViews({ jobs, destinations }: MachineModel): readonly JobView[] {
  const ofClan = new Set(destinations.items.map(({ key }) => key));
  return jobs.items
    .filter(({ key, options }) => !ofClan.has(key) && options.definitions("repo").length > 0)
    .map(({ key, options }) => ({
      name: key,
      repo: knownOrNull(options.text("repo")),
      schedule: scheduleOf(options.text("startAt")),
    }));
}

function targetView(machine: MachineModel, { key, directory, mountpoint }: LocalTarget): TargetView {
  const path = knownOrNull(mountpoint) ?? knownOrNull(directory);
  const disk = path?.startsWith("/") === true ? fileSystemOf(machine, path) : undefined;
  return {
    name: key,
    directory: knownOrNull(directory),
    mountpoint: knownOrNull(mountpoint),
    disk:
      disk === undefined
        ? null
        : {
            mountPoint: knownOrNull(disk.mountPoint) ?? disk.key,
            device: knownOrNull(disk.device),
            fsType: knownOrNull(disk.fsType),
          },
  };
}

function destinationView({ key, repo, startAt }: Destination, connection: Connection | undefined): DestinationView {
  const location = connection?.location;
  const server = connection?.server;
  const match = connection?.match;
  return {
    name: key,
    repo: knownOrNull(repo),
    location:
      location === undefined
        ? null
        : {
            proto: location.proto,
            user: location.user ?? null,
            host: location.host ?? null,
            port: location.port ?? null,
            path: location.path,
          },
    schedule: scheduleOf(startAt),
    server: {
      kind: server?.kind ?? "unknown",
      machine: server?.kind === "machine" ? (server.machine.name ?? null) : null,
      repository: match !== undefined && "repository" in match ? match.repository.key : null,
      key: match?.kind ?? "unknown",
    },
  };
}

function scheduleOf(startAt: Fact<string>): string | null {
  const time = isKnown(startAt) ? parseCalendar(startAt.value) : undefined;
  return time?.ok === true ? normalForm(time.calendar) : null;
}

function repositoryView({ key, path, user, keys }: Repository): RepositoryView {
  return {
    name: key,
    path: knownOrNull(path),
    user: knownOrNull(user),
    keys: [...keys.items.flatMap(keyViews), ...(keys.complete ? [] : [keyOther("unknown")])],
  };
}

function keyOther(kind: string): KeyView {
  return { kind, type: null, comment: null, fingerprint: null };
}

function keyViews({ value, missing }: RepositoryKey): readonly KeyView[] {
  if (missing !== undefined) return [keyOther("missing")];
  if (value === undefined) return [keyOther("unknown")];
  const content = classifyKeyText(value.text);
  const keys =
    content.kind === "public-key"
      ? [content.key]
      : content.kind === "several-lines"
        ? content.keys.map((line) => line.key)
        : [];
  if (keys.length === 0) return [keyOther(content.kind)];
  return keys.map(({ type, comment, fingerprint }) => ({ kind: "public-key", type, comment, fingerprint }));
}

function knownOrNull<T>(fact: Fact<T>): T | null {
  return isKnown(fact) ? fact.value : null;
}
