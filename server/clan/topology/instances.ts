/**
 * The instances of the inventory, and what the real services make of them on each machine. Facts: clan-core clanServices/borgbackup and
 * clanServices/localbackup, 2025-06 to 2026-08.
 */
import type { Place } from "../../nix/expr.ts";
import type { Evaluation } from "../../nix/thunk.ts";
import { entriesOf, valueAt } from "../arguments.ts";
import type { Clan } from "../clan.ts";
import { publicKeyPath } from "../layout.ts";
import type { RoleSettings, Roles } from "../roles.ts";
import { destinationsOf, excludesOf, repoAt } from "./borg.ts";
import { localBackupOf } from "./disks.ts";
import { derived, type Fact, type Group } from "./facts.ts";
import type { Destination, Excludes, LocalBackup, Origin, Repository, RepositoryKey } from "./model.ts";
import { OptionReader } from "./reader.ts";

/** What instances make of a machine. */
export interface MachineServices {
  readonly localBackups: readonly LocalBackup[];
  readonly destinations: readonly Group<Destination>[];
  readonly excludes: readonly Excludes[];
  readonly repositories: readonly Group<Repository>[];
  /** `deploy.targetHost` of the inventory. */
  readonly targetHost: Fact<string | null> | undefined;
}

export const NO_SERVICES: MachineServices = {
  localBackups: [],
  destinations: [],
  excludes: [],
  repositories: [],
  targetHost: undefined,
};

const MAYBE: Group<never> = { items: [], complete: false };

/** A name in a role: of a machine or of a tag. */
export interface RoleName {
  readonly name: string;
  readonly at: Place | undefined;
}

export interface InstanceRole {
  readonly name: string;
  readonly at: Place | undefined;
  /** The machines that the role names. */
  readonly machines: Group<RoleName>;
  readonly tags: Group<RoleName>;
  /** All machines in the role, those of its tags among them; `complete` when the role and the tags of all machines are known. */
  readonly members: Group<RoleName>;
}

export interface Instance {
  readonly name: string;
  readonly at: Place | undefined;
  /** The service of clan-core, such as `borgbackup`; `undefined` when it comes from elsewhere or is not known. */
  readonly service: string | undefined;
  readonly roles: ReadonlyMap<string, InstanceRole>;
  /** The settings of `machine` in `role`; without a machine those of a role that no machine has. */
  settings(role: string, machine: string | undefined): OptionReader | undefined;
}

/** The instances of `clan`. */
export function instancesOf(clan: Clan, roles: Roles, evaluation: Evaluation): Group<Instance> {
  const config = clan.system.configuration.config.force(evaluation);
  const inventory = new OptionReader(clan.system.configuration).entries("inventory", "instances");
  const values = valueAt(config, ["inventory", "instances"], evaluation);
  const settings = new Map<string, RoleSettings>();
  for (const found of roles.settings) settings.set(keyOf(found.instance, found.role, found.machine), found);
  const items = inventory.items.map(({ name, at }): Instance => {
    const roleValues = entriesOf(valueAt(values, [name, "roles"], evaluation));
    return {
      name,
      at,
      service: roles.services.get(name),
      roles: new Map([...roleValues].map(([role, { name: named }]) => [role, roleOf(clan, name, role, named)])),
      settings: (role, machine) => {
        const found = settings.get(keyOf(name, role, machine));
        return found && new OptionReader(found.system.configuration);
      },
    };
  });
  return { items, complete: inventory.complete };
}

function keyOf(...names: readonly (string | undefined)[]): string {
  return JSON.stringify(names);
}

function roleOf(clan: Clan, instance: string, role: string, at: Place | undefined): InstanceRole {
  const options = new OptionReader(clan.system.configuration, ["inventory", "instances", instance, "roles", role]);
  const machines = options.entries("machines");
  const tags = options.entries("tags");
  const members = new Map<string, RoleName>();
  for (const { name, at: place } of machines.items) members.set(name, { name, at: place });
  for (const tag of tags.items)
    for (const [machine, tagged] of clan.tags)
      if (tagged.includes(tag.name) && !members.has(machine)) members.set(machine, { name: machine, at: tag.at });
  return {
    name: role,
    at,
    machines,
    tags,
    members: { items: [...members.values()], complete: machines.complete && tags.complete },
  };
}

/** What the instances of borgbackup and localbackup make of every machine. */
export function servicesOf(
  clan: Clan,
  instances: Group<Instance>,
  evaluation: Evaluation,
): ReadonlyMap<string, MachineServices> {
  const found = new Map<string, MachineServices>();
  const add = (machine: string, more: Partial<MachineServices>) => {
    const { localBackups, destinations, excludes, repositories, targetHost } = found.get(machine) ?? NO_SERVICES;
    found.set(machine, {
      localBackups: [...localBackups, ...(more.localBackups ?? [])],
      destinations: [...destinations, ...(more.destinations ?? [])],
      excludes: [...excludes, ...(more.excludes ?? [])],
      repositories: [...repositories, ...(more.repositories ?? [])],
      targetHost: more.targetHost ?? targetHost,
    });
  };
  const options = new OptionReader(clan.system.configuration);
  for (const machine of clan.machines.keys()) {
    const targetHost = options.textOrNull("inventory", "machines", machine, "deploy", "targetHost");
    add(machine, !instances.complete ? { targetHost, destinations: [MAYBE], repositories: [MAYBE] } : { targetHost });
  }
  for (const instance of instances.items) {
    if (instance.service === "localbackup") addLocalBackups(instance, add);
    if (instance.service === "borgbackup") addBorg(clan, instance, evaluation, add);
  }
  return found;
}

type Add = (machine: string, more: Partial<MachineServices>) => void;

function addLocalBackups(instance: Instance, add: Add): void {
  for (const { name } of instance.roles.get("default")?.members.items ?? []) {
    const settings = instance.settings("default", name);
    const origin: Origin = { kind: "instance", instance: instance.name, role: "default" };
    if (settings !== undefined) add(name, { localBackups: [localBackupOf(settings, origin)] });
  }
}

/** Every client gets a job for each server and one for each destination in its settings; every server a repository for each client. */
function addBorg(clan: Clan, instance: Instance, evaluation: Evaluation, add: Add): void {
  const clients = instance.roles.get("client")?.members ?? { items: [], complete: true };
  const servers = instance.roles.get("server")?.members ?? { items: [], complete: true };
  for (const client of clients.items) {
    const settings = instance.settings("client", client.name);
    if (settings === undefined) continue;
    const origin: Origin = { kind: "instance", instance: instance.name, role: "client" };
    const external = destinationsOf(settings, origin);
    const named = new Set(external.items.map(({ key }) => key));
    const startAt = settings.text("startAt");
    const internal = servers.items
      .filter(({ name }) => !named.has(name))
      .map((server) => internalDestination(instance, server, startAt, origin));
    add(client.name, {
      destinations: [external, { items: internal, complete: servers.complete }],
      excludes: [excludesOf(settings, origin)],
    });
  }
  for (const server of servers.items) {
    const directory = instance.settings("server", server.name)?.text("directory") ?? {
      known: false as const,
      at: undefined,
    };
    const repositories = clients.items.map((client) => servedTo(client, directory, clan, instance, evaluation));
    add(server.name, { repositories: [{ items: repositories, complete: clients.complete }] });
  }
}

function internalDestination(instance: Instance, server: RoleName, startAt: Fact<string>, origin: Origin): Destination {
  const address = instance.settings("server", server.name)?.textOrNull("address") ?? derived(null);
  return {
    key: server.name,
    at: server.at,
    name: derived(server.name),
    server: server.name,
    repo: repoAt(address, server.name),
    rsh: "default",
    startAt,
    origin,
  };
}

function servedTo(
  client: RoleName,
  directory: Fact<string>,
  clan: Clan,
  instance: Instance,
  evaluation: Evaluation,
): Repository {
  return {
    key: client.name,
    at: client.at,
    path: directory.known ? { ...directory, value: `${directory.value}/${client.name}` } : directory,
    user: derived("borg"),
    allowSubRepos: derived(false),
    quota: derived(null),
    keys: { items: [keyOfClient(client, clan, evaluation)], complete: true },
    origin: { kind: "instance", instance: instance.name, role: "server" },
  };
}

/** The client's public key, which the service reads from where the release keeps it. */
function keyOfClient({ name, at }: RoleName, clan: Clan, evaluation: Evaluation): RepositoryKey {
  const file = `${clan.root}/${publicKeyPath(name, clan.release.date)}`;
  const kind = evaluation.files.kindOf(file);
  const text = kind === "file" ? evaluation.files.readText(file) : undefined;
  return {
    at,
    appendOnly: false,
    value: text === undefined ? undefined : { kind: "string", text, file },
    missing: kind === "missing" ? file : undefined,
  };
}
