/** All machines joined: which destination of which machine leads to which repository of which server, and whether the key fits. */
import type { BorgLocation } from "../borgRepo.ts";
import { candidateDeployedPaths } from "../layout.ts";
import { connectsPlainly, type Hosts, hostsOf, isLoopback, Locations } from "./addresses.ts";
import { isKnown } from "./facts.ts";
import { contentOf, fingerprintOf, keysIn, machineNamedBy } from "./keys.ts";
import type { ClanModel, Destination, MachineModel, Repository, RepositoryKey } from "./model.ts";

/** Who keeps a repository. */
export type Server =
  | { readonly kind: "machine"; readonly machine: MachineModel }
  /** A folder of the client itself. */
  | { readonly kind: "local" }
  /** No name of a machine of the clan. */
  | { readonly kind: "external"; readonly host: string }
  | { readonly kind: "unknown" };

/** A repository with the key in it that lets the client in. */
export interface Served {
  readonly repository: Repository;
  readonly key: RepositoryKey;
}

export type Match =
  /** The server takes the client's key for this repository. */
  | ({ readonly kind: "accepted" } & Served)
  /** The file of the key names the client, but the client has another key by now, or may have. */
  | ({ readonly kind: "outdated"; readonly certain: boolean } & Served)
  /** The server certainly takes the client's key for no repository. */
  | { readonly kind: "refused" }
  /** It is not known, or no machine of the clan serves it. */
  | { readonly kind: "unknown" };

export interface Connection {
  readonly client: MachineModel;
  readonly destination: Destination;
  /** `undefined` where it is not known or borg would refuse it. */
  readonly location: BorgLocation | undefined;
  readonly server: Server;
  readonly match: Match;
}

/** Every destination of every machine, in the order of the machines. Takes time in proportion to what there is, not to its square. */
export function connectionsOf(clan: ClanModel): readonly Connection[] {
  const locations = new Locations();
  const hosts = hostsOf(clan, locations);
  const tables = new Map<MachineModel, KeyTable>();
  const tableOf = (server: MachineModel): KeyTable => {
    const table = tables.get(server) ?? keyTableOf(server, clan.root);
    tables.set(server, table);
    return table;
  };
  /** `nas.example.org` is the machine nas where that takes the client's key. */
  const byKey = (host: string, client: MachineModel, destination: Destination, location: BorgLocation | undefined) => {
    const machine = hosts.get(host.split(".")[0]?.toLowerCase() ?? "");
    if (machine === undefined) return undefined;
    const { kind } = matchOf(client, destination, location, tableOf(machine));
    return kind === "accepted" ? { kind: "machine" as const, machine } : undefined;
  };
  return [...clan.machines.values()].flatMap((client) =>
    client.destinations.items.map((destination): Connection => {
      const location = locations.of(destination);
      const named = serverOf(client, destination, location, clan, hosts);
      const server = named.kind === "external" ? (byKey(named.host, client, destination, location) ?? named) : named;
      const match: Match =
        server.kind === "machine"
          ? matchOf(client, destination, location, tableOf(server.machine))
          : { kind: "unknown" };
      return { client, destination, location, server, match };
    }),
  );
}

function serverOf(
  client: MachineModel,
  destination: Destination,
  location: BorgLocation | undefined,
  clan: ClanModel,
  hosts: Hosts,
): Server {
  if (destination.server !== undefined) {
    const machine = clan.machines.get(destination.server);
    return machine === undefined ? { kind: "unknown" } : { kind: "machine", machine };
  }
  if (location === undefined) return { kind: "unknown" };
  const { host } = location;
  if (host === undefined) return { kind: "local" };
  const isNamed = isLoopback(host) || hosts.has(host.toLowerCase());
  if (!isNamed) return { kind: "external", host };
  const machine = isLoopback(host) ? client : hosts.get(host.toLowerCase());
  return machine !== undefined && connectsPlainly(client, destination, location)
    ? { kind: "machine", machine }
    : { kind: "unknown" };
}

/** The keys of a server's repositories, to be looked up. */
interface KeyTable {
  readonly byFingerprint: ReadonlyMap<string, readonly Served[]>;
  readonly byMachine: ReadonlyMap<string, readonly Served[]>;
  /** A key that is in neither is certainly not taken. */
  readonly complete: boolean;
}

/** Repositories in the order of their names, in which sshd finds their keys (nixpkgs, services/backup/borgbackup.nix). */
function keyTableOf({ repositories }: MachineModel, root: string): KeyTable {
  const byFingerprint = new Map<string, Served[]>();
  const byMachine = new Map<string, Served[]>();
  let complete = repositories.complete;
  const sorted = [...repositories.items].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const repository of sorted) {
    complete &&= repository.keys.complete;
    for (const key of repository.keys.items) {
      const content = contentOf(key);
      complete &&= content !== undefined;
      for (const { fingerprint } of keysIn(content)) push(byFingerprint, fingerprint, { repository, key });
      const machine = machineNamedBy(key, root);
      if (machine !== undefined) push(byMachine, machine, { repository, key });
    }
  }
  return { byFingerprint, byMachine, complete };
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

function matchOf(
  client: MachineModel,
  destination: Destination,
  location: BorgLocation | undefined,
  { byFingerprint, byMachine, complete }: KeyTable,
): Match {
  if (!usesGeneratedKey(client, destination)) return { kind: "unknown" };
  const fingerprint = fingerprintOf(client.publicKeys.find(({ current }) => current)?.content);
  const held = first(byFingerprint.get(fingerprint ?? ""), destination, location);
  if (held !== undefined) return { kind: "accepted", ...held };
  const named = first(byMachine.get(client.name ?? ""), destination, location);
  if (named !== undefined) {
    const file = named.key.value?.file;
    if (named.key.missing !== undefined) return { kind: "unknown" };
    const isCurrent = client.publicKeys.some(({ path, current }) => current && path === file);
    const { repository, key } = named;
    return isCurrent
      ? { kind: "accepted", repository, key }
      : { kind: "outdated", repository, key, certain: fingerprint !== undefined };
  }
  const hasNone = byFingerprint.size === 0 && byMachine.size === 0;
  return complete && (hasNone || fingerprint !== undefined) ? { kind: "refused" } : { kind: "unknown" };
}

/** The one of the instance that made the destination, one of the user that it logs in as, or any. */
function first(
  served: readonly Served[] | undefined,
  { origin }: Destination,
  location: BorgLocation | undefined,
): Served | undefined {
  const ofInstance = served?.find(
    ({ repository }) =>
      origin.kind === "instance" &&
      repository.origin.kind === "instance" &&
      repository.origin.instance === origin.instance,
  );
  const ofUser = served?.find(({ repository }) => isKnown(repository.user) && repository.user.value === location?.user);
  return ofInstance ?? ofUser ?? served?.[0];
}

/** Whether ssh is certainly given the key that Clan generated for the machine. */
export function usesGeneratedKey({ name }: MachineModel, { rsh }: Destination): boolean {
  if (rsh === "default") return true;
  if (name === undefined || !isKnown(rsh)) return false;
  const identity = /\s-i\s*(\S+)/.exec(rsh.value)?.[1];
  return candidateDeployedPaths(name, "borgbackup.ssh").some(({ path }) => path === identity);
}
