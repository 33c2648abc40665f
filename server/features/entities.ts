/** Things of a clan that have a name and are named in more than one place, and where that is. */
import { parseBorgLocation } from "../clan/borgRepo.ts";
import { isKnown } from "../clan/topology/facts.ts";
import type { ClanModel, MachineModel, Origin } from "../clan/topology/model.ts";
import type { OptionReader } from "../clan/topology/reader.ts";
import { cursorPlace } from "../nix/cursor/cursor.ts";
import type { Expr, Place } from "../nix/expr.ts";
import { configReads, filesAround } from "./configReads.ts";
import { distinct, partOf, type Spot, spotOf, textOfSpot } from "./places.ts";

export type EntityKind =
  | "machine"
  | "destination"
  | "target"
  | "state"
  | "repository"
  | "file system"
  | "instance"
  | "tag";

/** A name in a clan; those that machines have are the machine's own. */
export interface Entity {
  readonly kind: EntityKind;
  readonly clan: ClanModel;
  /** `undefined` for what belongs to the clan. */
  readonly machine: MachineModel | undefined;
  readonly name: string;
}

export interface Occurrences {
  /** Where it is declared or given a value, by its name alone. */
  readonly definitions: readonly Spot[];
  /** Where something else names it. */
  readonly references: readonly Spot[];
}

/** The option below which a machine has its entities of a kind. */
export const CONTAINERS: ReadonlyMap<EntityKind, readonly string[]> = new Map([
  ["destination", ["clan", "borgbackup", "destinations"]],
  ["target", ["clan", "localbackup", "targets"]],
  ["state", ["clan", "core", "state"]],
  ["repository", ["services", "borgbackup", "repos"]],
  ["file system", ["fileSystems"]],
]);

/** Everywhere that `entity` is named, as far as its clan is known. */
export function occurrencesOf(entity: Entity): Occurrences {
  const { kind, clan, machine, name } = entity;
  if (kind === "machine") return machineOccurrences(clan, name);
  if (kind === "instance")
    return { definitions: named(clan.options.placesOf("inventory", "instances", name)), references: [] };
  if (kind === "tag") return tagOccurrences(clan, name);
  const container = CONTAINERS.get(kind);
  if (machine === undefined || container === undefined) return { definitions: [], references: [] };
  const definitions = named([
    ...machine.config.placesOf(...container, name),
    ...settingsOf(kind, machine, name).flatMap((origin) => placesInSettings(entity, origin)),
  ]);
  return { definitions, references: distinct(machineReferences(entity, machine)) };
}

/** What gives a machine its entity `name`, where that is not the machine's own configuration. */
function settingsOf(kind: EntityKind, machine: MachineModel, name: string): readonly InstanceOrigin[] {
  const { destinations, localBackup } = machine;
  const items =
    kind === "destination"
      ? destinations.items.filter(({ server }) => server === undefined)
      : kind === "target"
        ? localBackup.targets.items
        : [];
  return items.flatMap(({ key, origin }) => (key === name && origin.kind === "instance" ? [origin] : []));
}

type InstanceOrigin = Extract<Origin, { readonly kind: "instance" }>;

function placesInSettings({ kind, clan, machine, name }: Entity, origin: InstanceOrigin): readonly Place[] {
  const instance = clan.instances.items.find((found) => found.name === origin.instance);
  const settings = instance?.settings(origin.role, machine?.name);
  return settings?.placesOf(kind === "target" ? "targets" : "destinations", name) ?? [];
}

function named(places: readonly Place[]): readonly Spot[] {
  return distinct(places.map(spotOf));
}

/** What else in a machine's configuration names one of its entities. */
function machineReferences({ kind, clan, name }: Entity, machine: MachineModel): readonly Spot[] {
  const read = readsOf(kind, name, filesAround(clan, machine)).filter((spot) => isOfMachine(spot, machine));
  if (kind === "destination")
    return [...machine.config.placesOf("services", "borgbackup", "jobs", name).map(spotOf), ...read];
  if (kind === "state" || kind === "target" || kind === "repository") return read;
  if (kind !== "file system") return [];
  return machine.localBackup.targets.items.flatMap(({ mountpoint }) =>
    isKnown(mountpoint) && mountpoint.value === name && mountpoint.at !== undefined ? [spotOf(mountpoint.at)] : [],
  );
}

/** In a file that makes several machines, `config` is that of the one in whose module it stands. */
function isOfMachine({ file, text, start }: Spot, { name, config }: MachineModel): boolean {
  if (config.files.includes(file)) return true;
  const place = cursorPlace(text, start);
  const steps = place.kind === "none" ? [] : place.path.flatMap((step) => (step.kind === "name" ? [step.name] : []));
  const owner = steps[steps.indexOf("machines") + 1];
  return !steps.includes("machines") || owner === name;
}

/** Where `config` is asked for the entity in `files`. */
function readsOf(kind: EntityKind, name: string, files: ReadonlyMap<string, Expr>): readonly Spot[] {
  const container = CONTAINERS.get(kind);
  if (container === undefined) return [];
  const jobs = kind === "destination" ? [["services", "borgbackup", "jobs"]] : [];
  // Until 2024-06-18 the options of clan-core were below `clanCore`, which still leads to them.
  const old = container[1] === "core" ? [["clanCore", ...container.slice(2)]] : [];
  return configReads(files, [container, ...jobs, ...old], name);
}

function machineOccurrences(clan: ClanModel, name: string): Occurrences {
  const definitions = [
    ...clan.options.placesOf("machines", name),
    ...clan.options.placesOf("inventory", "machines", name),
  ].map(spotOf);
  const references = [...namedInLists(clan, "machines", name), ...namedInTags(clan, name)];
  for (const { roles } of clan.instances.items) {
    for (const role of roles.values())
      for (const { name: member, at } of role.machines.items)
        if (member === name && at !== undefined) references.push(spotOf(at));
  }
  for (const machine of clan.machines.values()) {
    for (const { repo } of machine.destinations.items)
      if (isKnown(repo) && repo.at !== undefined) references.push(...hostIn(spotOf(repo.at), repo.value, name));
    references.push(...madeFor(machine, name));
    for (const { keys } of machine.repositories.items)
      for (const { at } of keys.items) if (at !== undefined) references.push(...machineInPath(spotOf(at), name));
  }
  return { definitions: distinct(definitions), references: distinct(references) };
}

/** The lists of the inventory's services, as they were until 2026-05-29 (clan-core b8eeba6e9), and their settings of single machines. */
function namedInLists({ options }: ClanModel, list: "machines" | "tags", name: string): Spot[] {
  const found: Spot[] = [];
  const services = ["inventory", "services"] as const;
  for (const service of options.names(...services).items) {
    for (const instance of options.names(...services, service).items) {
      const own = [...services, service, instance] as const;
      if (list === "machines") found.push(...options.placesOf(...own, "machines", name).map(spotOf));
      for (const role of options.names(...own, "roles").items)
        found.push(...textsAt(options, [...own, "roles", role, list], name));
    }
  }
  return found;
}

/** `inventory.tags.<tag>` lists machines. */
function namedInTags({ options }: ClanModel, name: string): Spot[] {
  return options.names("inventory", "tags").items.flatMap((tag) => textsAt(options, ["inventory", "tags", tag], name));
}

function textsAt(options: OptionReader, path: readonly string[], text: string): Spot[] {
  return options
    .texts(...path)
    .items.flatMap((fact) => (isKnown(fact) && fact.value === text && fact.at !== undefined ? [spotOf(fact.at)] : []));
}

/** What instances make of a machine under the name of another one, where it is written once more to be changed. */
function madeFor({ destinations, repositories, config }: MachineModel, name: string): readonly Spot[] {
  const isJob = destinations.items.some(({ server }) => server === name);
  const isRepository = repositories.items.some(({ key, origin }) => key === name && origin.kind === "instance");
  return [
    ...(isJob ? config.placesOf("services", "borgbackup", "jobs", name) : []),
    ...(isRepository ? config.placesOf("services", "borgbackup", "repos", name) : []),
  ].map(spotOf);
}

/** The host in the text of a repository, where it is written as it is. */
function hostIn(spot: Spot, repo: string, name: string): readonly Spot[] {
  const location = parseBorgLocation(repo);
  if (location.kind !== "location" || location.host !== name) return [];
  const written = new RegExp(`(^"|//|@)${escaped(name)}(?=[:/])`).exec(textOfSpot(spot));
  if (written === null) return [];
  const start = written.index + (written[1]?.length ?? 0);
  return [partOf(spot, start, start + name.length)];
}

/** The machine's name in the path of its key. */
function machineInPath(spot: Spot, name: string): readonly Spot[] {
  const written = new RegExp(`(/(?:per-machine|machines)/)${escaped(name)}(?=/)`).exec(textOfSpot(spot));
  if (written === null) return [];
  const start = written.index + (written[1]?.length ?? 0);
  return [partOf(spot, start, start + name.length)];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function tagOccurrences(clan: ClanModel, name: string): Occurrences {
  const definitions: Spot[] = clan.options.placesOf("inventory", "tags", name).map(spotOf);
  for (const machine of clan.options.names("inventory", "machines").items) {
    for (const tag of clan.options.texts("inventory", "machines", machine, "tags").items)
      if (isKnown(tag) && tag.value === name && tag.at !== undefined) definitions.push(spotOf(tag.at));
  }
  const references = namedInLists(clan, "tags", name);
  for (const { roles } of clan.instances.items) {
    for (const role of roles.values())
      for (const { name: tag, at } of role.tags.items)
        if (tag === name && at !== undefined) references.push(spotOf(at));
  }
  return { definitions: distinct(definitions), references: distinct(references) };
}
