/** Who backs up what, to where, with which key: plain data that programs and pictures read. What is not known is `null`. */
import { normalForm } from "../calendar/normalForm.ts";
import { parseCalendar } from "../calendar/parse.ts";
import { classifyKeyText } from "../sshKey.ts";
import { type Fact, isKnown } from "./facts.ts";
import { type Connection, connectionsOf } from "./match.ts";
import type { ClanModel, Destination, LocalTarget, MachineModel, Repository, RepositoryKey } from "./model.ts";
import { fileSystemOf } from "./mounts.ts";

export interface TopologyView {
  readonly version: 1;
  readonly clans: readonly ClanView[];
}

export interface ClanView {
  /** The clan's folder, or that of a module by itself. */
  readonly root: string;
  readonly release: string;
  readonly machines: readonly MachineView[];
}

export interface MachineView {
  /** `null` for a module that is looked at by itself. */
  readonly name: string | null;
  /** `null` also where none is set. */
  readonly targetHost: string | null;
  /** `false`: there are modules that are not known, so there may be more of everything. */
  readonly complete: boolean;
  readonly states: readonly StateView[];
  readonly targets: readonly TargetView[];
  readonly destinations: readonly DestinationView[];
  readonly repositories: readonly RepositoryView[];
}

export interface StateView {
  readonly name: string;
  /** `null` stands for one or more that are not known. */
  readonly folders: readonly (string | null)[];
}

export interface TargetView {
  readonly name: string;
  readonly directory: string | null;
  readonly mountpoint: string | null;
  readonly disk: { readonly mountPoint: string; readonly device: string | null; readonly fsType: string | null } | null;
}

export interface DestinationView {
  readonly name: string;
  readonly repo: string | null;
  /** How borg reads the repository; `null` where that is not known, or borg refuses it. */
  readonly location: {
    readonly proto: "ssh" | "file";
    readonly user: string | null;
    readonly host: string | null;
    readonly port: number | null;
    readonly path: string;
  } | null;
  /** The calendar expression as systemd writes it. */
  readonly schedule: string | null;
  readonly server: ServerView;
}

export interface ServerView {
  readonly kind: "machine" | "local" | "external" | "unknown";
  /** With `machine`. */
  readonly machine: string | null;
  /** The name of the repository there that takes the client's key. */
  readonly repository: string | null;
  /** Whether the server takes the client's key. */
  readonly key: "accepted" | "outdated" | "refused" | "unknown";
}

export interface RepositoryView {
  readonly name: string;
  readonly path: string | null;
  readonly user: string | null;
  readonly keys: readonly KeyView[];
}

export interface KeyView {
  /** `public-key`, or why it is none: `private-key`, `secret`, `missing` … Nothing of a secret is shown. */
  readonly kind: string;
  readonly type: string | null;
  readonly comment: string | null;
  readonly fingerprint: string | null;
}

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
  };
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
  const time = isKnown(startAt) ? parseCalendar(startAt.value) : undefined;
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
    schedule: time?.ok === true ? normalForm(time.calendar) : null,
    server: {
      kind: server?.kind ?? "unknown",
      machine: server?.kind === "machine" ? (server.machine.name ?? null) : null,
      repository: match !== undefined && "repository" in match ? match.repository.key : null,
      key: match?.kind ?? "unknown",
    },
  };
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
