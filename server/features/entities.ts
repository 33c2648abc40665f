/** Things of a clan that have a name and are named in more than one place, and where that is. */
import { parseBorgLocation } from "../clan/borgRepo.ts";
import { isKnown } from "../clan/topology/facts.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import type { Place } from "../nix/expr.ts";
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
  const definitions = named(machine.config.placesOf(...container, name));
  return { definitions, references: distinct(machineReferences(kind, machine, name)) };
}

function named(places: readonly Place[]): readonly Spot[] {
  return distinct(places.map(spotOf));
}

/** What else in a machine's configuration names one of its entities. */
function machineReferences(kind: EntityKind, machine: MachineModel, name: string): readonly Spot[] {
  if (kind === "destination") return machine.config.placesOf("services", "borgbackup", "jobs", name).map(spotOf);
  if (kind !== "file system") return [];
  return machine.localBackup.targets.items.flatMap(({ mountpoint }) =>
    isKnown(mountpoint) && mountpoint.value === name && mountpoint.at !== undefined ? [spotOf(mountpoint.at)] : [],
  );
}

function machineOccurrences(clan: ClanModel, name: string): Occurrences {
  const definitions = [
    ...clan.options.placesOf("machines", name),
    ...clan.options.placesOf("inventory", "machines", name),
  ].map(spotOf);
  const references: Spot[] = [];
  for (const { roles } of clan.instances.items) {
    for (const role of roles.values())
      for (const { name: member, at } of role.machines.items)
        if (member === name && at !== undefined) references.push(spotOf(at));
  }
  for (const machine of clan.machines.values()) {
    for (const { repo } of machine.destinations.items)
      if (isKnown(repo) && repo.at !== undefined) references.push(...hostIn(spotOf(repo.at), repo.value, name));
    for (const { keys } of machine.repositories.items)
      for (const { at } of keys.items) if (at !== undefined) references.push(...machineInPath(spotOf(at), name));
  }
  return { definitions: distinct(definitions), references: distinct(references) };
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
  const references: Spot[] = [];
  for (const { roles } of clan.instances.items) {
    for (const role of roles.values())
      for (const { name: tag, at } of role.tags.items)
        if (tag === name && at !== undefined) references.push(spotOf(at));
  }
  return { definitions: distinct(definitions), references: distinct(references) };
}
