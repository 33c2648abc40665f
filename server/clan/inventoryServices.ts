/**
 * `inventory.services`, which came before instances: for each machine in a role the inventory makes modules of the service's settings, and
 * the role's module of clan-core adds the rest. Facts: clan-core 2024-06-25 (feace3a8e) to 2025-08-14 (35e5f4a42),
 * lib/inventory/build-inventory and clanModules/borgbackup/roles.
 */
import type { ModuleSource } from "../nix/modules/moduleCollect.ts";
import type { EvaluatedModules } from "../nix/modules/modules.ts";
import { type Evaluation, Thunk, unknownThunk } from "../nix/thunk.ts";
import { type Attr, attr, attrs, builtin, inertUnknown, list, string, unknown, type Value } from "../nix/value.ts";
import { setOf, valueAt } from "./arguments.ts";
import { CLAN_MODULES } from "./inputs.ts";
import { extraModules, moduleFrom } from "./instanceModules.ts";
import { publicKeyPath } from "./layout.ts";
import type { ReleaseInUse } from "./release.ts";
import { type Group, isKnown } from "./topology/facts.ts";
import { OptionReader } from "./topology/reader.ts";

/** Day on which the services' modules went (clan-core 35e5f4a42): since then an inventory with services does not evaluate. */
const MODULES_REMOVED = "2025-08-14";

/** What the services are read from. */
export interface ServicesSource {
  readonly root: string;
  readonly release: ReleaseInUse;
  readonly system: EvaluatedModules;
  /** The tags of each machine. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

interface Service {
  /** The module of clan-core, such as `borgbackup`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly roles: ReadonlyMap<string, Group<string>>;
}

/** The modules that the inventory's services make of each machine; none for a release that has no such services. */
export function serviceModules(
  source: ServicesSource,
  evaluation: Evaluation,
): (machine: string) => readonly ModuleSource[] {
  const options = new OptionReader(source.system.configuration);
  const mentioned = options.isMentioned("inventory", "services");
  if (mentioned === false || source.release.date >= MODULES_REMOVED) return () => [];
  const services = servicesOf(options, source);
  // Modules of a clan's own may be called as those of clan-core.
  const known = services.complete && options.isMentioned("inventory", "modules") === false;
  return (machine) => {
    const modules = services.items.flatMap((service) => modulesOf(service, machine, source, evaluation));
    return known ? modules : [...modules, moduleFrom(unknownThunk("the inventory's services"))];
  };
}

function servicesOf(options: OptionReader, { tags }: ServicesSource): Group<Service> {
  const names = options.names("inventory", "services");
  let complete = names.complete;
  const items: Service[] = [];
  for (const name of names.items) {
    const instances = options.names("inventory", "services", name);
    const named = instances.complete ? instances : options.entries("inventory", "services", name);
    complete &&= named.complete;
    for (const item of named.items) {
      const path = ["inventory", "services", name, typeof item === "string" ? item : item.name];
      const enabled = options.boolean(...path, "enabled");
      if (enabled.known && !enabled.value) continue;
      const roles = options.names(...path, "roles");
      complete &&= roles.complete;
      const members = roles.items.map(
        (role) => [role, membersOf(options.below(...path, "roles", role), tags)] as const,
      );
      complete &&= members.every(([, group]) => group.complete);
      items.push({ name, path, roles: new Map(members) });
    }
  }
  return { items, complete };
}

/** The machines that a role names, and those with its tags. */
function membersOf(role: OptionReader, tags: ReadonlyMap<string, readonly string[]>): Group<string> {
  const machines = role.texts("machines");
  const tagged = role.texts("tags");
  const members = new Set(machines.items.filter(isKnown).map(({ value }) => value));
  const wanted = new Set(tagged.items.filter(isKnown).map(({ value }) => value));
  for (const [machine, own] of tags) if (own.some((tag) => wanted.has(tag))) members.add(machine);
  const complete = machines.complete && tagged.complete && [...machines.items, ...tagged.items].every(isKnown);
  return { items: [...members], complete };
}

function modulesOf(
  service: Service,
  machine: string,
  source: ServicesSource,
  evaluation: Evaluation,
): readonly ModuleSource[] {
  const roles = [...service.roles].flatMap(([role, { items }]) => (items.includes(machine) ? [role] : []));
  if (roles.length === 0) return [];
  const { configuration } = source.system;
  const places = [
    service.path,
    [...service.path, "machines", machine],
    ...roles.map((role) => [...service.path, "roles", role]),
  ];
  const settings = places.flatMap((place): ModuleSource[] =>
    configuration.finalsAt([...place, "config"]).flatMap(({ thunk, definition }) => {
      if (definition.fallback) return [];
      const module = attrs(new Map([["clan", attr(Thunk.of(attrs(new Map([[service.name, attr(thunk)]]))))]]));
      return [{ kind: "module", module: Thunk.of(module), definition }];
    }),
  );
  const options = new OptionReader(configuration);
  const extra = places.flatMap((place) => extraModules(options.below(...place), source.root, evaluation));
  // The role's module of clan-core is imported as well; what it defines is made here.
  const imported = moduleFrom(Thunk.of(inertUnknown(`${CLAN_MODULES}.${service.name}`)));
  const own = service.name === "borgbackup" ? borgRoles(service, roles, machine, source, evaluation) : [];
  return [...settings, ...extra, ...own, imported];
}

/** What the modules of borgbackup's roles define: a destination for each server, a repository for each client that has a key. */
function borgRoles(
  service: Service,
  roles: readonly string[],
  machine: string,
  source: ServicesSource,
  evaluation: Evaluation,
): readonly ModuleSource[] {
  const modules: ModuleSource[] = [];
  if (roles.includes("client")) {
    const servers = service.roles.get("server")?.items ?? [];
    const destinations = servers.map(
      (server) => [server, setOf({ repo: string(`borg@${server}:/var/lib/borgbackup/${machine}`) })] as const,
    );
    const borgbackup = setOf({ destinations: setOf(Object.fromEntries(destinations)) });
    modules.push(moduleFrom(Thunk.of(setOf({ clan: setOf({ borgbackup }) }))));
  }
  if (roles.includes("server"))
    modules.push(serverModule(service.roles.get("client")?.items ?? [], source, evaluation));
  return modules;
}

/** A client whose key is not there gets no repository; the real module warns then. */
function serverModule(clients: readonly string[], source: ServicesSource, evaluation: Evaluation): ModuleSource {
  const { root, release } = source;
  const withKey = clients.filter(
    (client) => evaluation.files.kindOf(`${root}/${publicKeyPath(client, release.date)}`) === "file",
  );
  const module = builtin("the server role of borgbackup", 1, ([given]) => {
    const repos = withKey.map((client): readonly [string, Attr] => [
      client,
      attr(
        Thunk.of(
          attrs(
            new Map([
              ["path", attr(Thunk.lazy((later) => repositoryPath(given, client, release.date, later)))],
              ["authorizedKeys", attr(Thunk.of(list([keyThunk(`${root}/${publicKeyPath(client, release.date)}`)])))],
            ]),
          ),
        ),
      ),
    ]);
    return setOf({ services: setOf({ borgbackup: setOf({ repos: attrs(new Map(repos)) }) }) });
  });
  return moduleFrom(Thunk.of(module));
}

/** Day on which the server got an option for its folder (clan-core 98125a34b). */
const DIRECTORY_SINCE = "2024-12-19";

/** Looked up only when asked for: while modules are collected there is no `config` yet. */
function repositoryPath(given: Thunk | undefined, client: string, date: string, evaluation: Evaluation): Value {
  if (date < DIRECTORY_SINCE || given === undefined) return string(`/var/lib/borgbackup/${client}`);
  const directory = valueAt(given.force(evaluation), ["config", "clan", "borgbackup", "directory"], evaluation);
  return directory.kind === "string" ? string(`${directory.text}/${client}`) : unknown("the server's folder");
}

function keyThunk(file: string): Thunk {
  return Thunk.lazy((evaluation) => {
    const text = evaluation.files.readText(file);
    return text === undefined ? unknown("a key") : { ...string(text), file };
  });
}
