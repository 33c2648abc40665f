/** By which names a machine of the clan is reached, as far as the configuration is certain of it. */
import { type BorgLocation, parseBorgLocation } from "../borgRepo.ts";
import { isKnown, piecesOf } from "./facts.ts";
import type { ClanModel, Destination, MachineModel } from "./model.ts";

/** The machines by the names of hosts, in small letters; `undefined` for a name that more than one machine may have. */
export type Hosts = ReadonlyMap<string, MachineModel | undefined>;

/** Reads locations, each text once: the clients of a server all have the same. */
export class Locations {
  readonly #byText = new Map<string, BorgLocation | undefined>();

  /** The location of a destination's repository; `undefined` where it is not known or borg would refuse it. */
  of({ repo }: Destination): BorgLocation | undefined {
    if (!isKnown(repo)) return undefined;
    if (this.#byText.has(repo.value)) return this.#byText.get(repo.value);
    const read = parseBorgLocation(repo.value);
    const location = read.kind === "location" ? read : undefined;
    this.#byText.set(repo.value, location);
    return location;
  }
}

/** Names of all machines: those in the clan, host names, the hosts that `clan` connects to, and addresses that servers are given. */
export function hostsOf(clan: ClanModel, locations: Locations): Hosts {
  const hosts = new Map<string, MachineModel | undefined>();
  const add = (host: string | undefined, machine: MachineModel) => {
    if (host === undefined || host === "") return;
    const name = host.toLowerCase();
    hosts.set(name, !hosts.has(name) || hosts.get(name) === machine ? machine : undefined);
  };
  for (const [name, machine] of clan.machines) {
    const { hostName, targetHost } = machine;
    add(name, machine);
    if (isKnown(hostName)) add(hostName.value, machine);
    if (isKnown(targetHost) && targetHost.value !== null) add(hostOfTarget(targetHost.value), machine);
  }
  for (const { destinations } of clan.machines.values()) {
    for (const destination of destinations.items) {
      const server = destination.server === undefined ? undefined : clan.machines.get(destination.server);
      if (server !== undefined) add(locations.of(destination)?.host, server);
    }
  }
  return hosts;
}

/** The user in a target host such as `root@nas:22`; `undefined` where none is given. */
export function userOfTarget(target: string): string | undefined {
  return /^(?:ssh:\/\/)?([^@/?]+)@/.exec(target)?.[1];
}

/** The host in a target host. With a port it may be that of a router with several machines behind it: none is given then. */
function hostOfTarget(target: string): string | undefined {
  const [, bracketed, plain, port] =
    /^(?:ssh:\/\/)?(?:[^@/?]+@)?(?:\[([^\]]+)\]|([^:/?]+))(?::(\d+))?\/?(?:\?.*)?$/.exec(target) ?? [];
  return port === undefined || port === "22" ? (bracketed ?? plain) : undefined;
}

/** Options of ssh that do not change where it connects to. */
const HARMLESS_OPTION =
  "-i \\S+|-o ?(?:StrictHostKeyChecking|UserKnownHostsFile|IdentitiesOnly|PasswordAuthentication|BatchMode|ServerAliveInterval|ServerAliveCountMax|ConnectTimeout|LogLevel)=\\S+";
const PLAIN_SSH = new RegExp(`^\\s*(?:\\S*/)?ssh(?:\\s+(?:${HARMLESS_OPTION}))*\\s*$`);

/** Whether ssh connects to port 22 of the very host that the location names, as far as the configuration says. */
export function connectsPlainly(client: MachineModel, { rsh }: Destination, { host, port }: BorgLocation): boolean {
  if (port !== undefined && port !== 22) return false;
  const command =
    rsh === "default"
      ? "ssh"
      : piecesOf(rsh)
          .map((piece) => piece ?? "UNKNOWN")
          .join("");
  if (!PLAIN_SSH.test(command)) return false;
  if (client.config.isMentioned("programs", "ssh", "extraConfig") !== true) return true;
  const extra = client.config.undeclared("programs", "ssh", "extraConfig");
  return isKnown(extra) && extra.value.kind === "string" && host !== undefined && !extra.value.text.includes(host);
}

/** Whether `host` is the machine that asks. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
