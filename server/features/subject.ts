/** What a cursor is on: an option, something of the clan that has a name, a file, a variable. */
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { cursorPlace } from "../nix/cursor/cursor.ts";
import type { CursorPlace } from "../nix/cursor/place.ts";
import type { Span } from "../nix/expr.ts";
import { directoryOf, normalise } from "../nix/paths.ts";
import { declaredPath } from "./candidates.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import type { Entity, EntityKind } from "./entities.ts";
import { type OptionPlace, OptionTreesInUse } from "./optionPlace.ts";

export interface Subject {
  /** The word or text under the cursor. */
  readonly span: Span;
  readonly text: string;
  readonly place: Exclude<CursorPlace, { kind: "none" }>;
  /** The text is the option's own name, in the configuration or behind `config`. */
  readonly isName: boolean;
  /** The option that the name or value belongs to. */
  readonly option: OptionPlace | undefined;
  /** The machines that it may be of. */
  readonly machines: readonly MachineModel[];
  /** The same thing on each of the machines. */
  readonly entities: readonly Entity[];
  /** The absolute path of the file that is named. */
  readonly file: string | undefined;
}

/** What is at `offset`; `undefined` where nothing is that we know. */
export function subjectAt(context: FeatureContext, offset: number): Subject | undefined {
  const place = cursorPlace(context.file.text, offset, true);
  if (place.kind === "none") return undefined;
  const trees = new OptionTreesInUse(context);
  const { span } = place.typed;
  const text = context.file.text.slice(span.start, span.end);
  const machines = machinesAt(place, context, trees);
  const base = { span, text, place, machines };
  if (place.kind === "name" || (place.kind === "value" && place.typed.before[0] === "config")) {
    const parent = parentOf(place, trees);
    const option = parent && trees.child(parent, text);
    const entities = parent === undefined ? [] : entitiesBelow(parent, text, context, machines);
    return { ...base, isName: true, option, entities, file: undefined };
  }
  const option = trees.placeOf(place.path);
  const file = place.kind === "path" ? normalise(`${directoryOf(context.path)}/${text}`) : undefined;
  const entities =
    place.kind === "string" && option !== undefined ? entitiesNamed(option, text, context, machines) : [];
  return { ...base, isName: false, option, entities, file };
}

/** The machines that `place` may be of: the one in whose module it stands, those that are made of the file, or all. */
function machinesAt(
  { path }: Subject["place"],
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly MachineModel[] {
  const owner = trees.machineOf(path);
  const all = context.clans.flatMap((clan) => [...clan.machines.values()]);
  if (owner !== undefined) return all.filter(({ name }) => name === owner);
  const own = machinesOf(context);
  return own.length > 0 ? own : all;
}

function parentOf(place: Subject["place"], trees: OptionTreesInUse): OptionPlace | undefined {
  if (place.kind === "value") return trees.placeOfNames(trees.root("nixos"), place.typed.before.slice(1));
  return trees.placeOf(place.path, place.typed.before);
}

const MACHINE_SETS: ReadonlySet<string> = new Set([
  "machines",
  "inventory.machines",
  "inventory.instances.<name>.roles.<name>.machines",
  "inventory.services.<name>.<name>.machines",
]);

/** Options of a machine below which its entities are named. */
const MACHINE_ENTITIES: ReadonlyMap<string, EntityKind> = new Map([
  ["clan.borgbackup.destinations", "destination"],
  ["services.borgbackup.jobs", "destination"],
  ["clan.localbackup.targets", "target"],
  ["clan.core.state", "state"],
  ["services.borgbackup.repos", "repository"],
  ["fileSystems", "file system"],
]);

function entitiesBelow(
  parent: OptionPlace,
  name: string,
  { clans }: FeatureContext,
  machines: readonly MachineModel[],
): readonly Entity[] {
  const path = declaredPath(parent);
  const inClans = (kind: EntityKind, has: (clan: ClanModel) => boolean) =>
    clans.filter(has).map((clan): Entity => ({ kind, clan, machine: undefined, name }));
  if (parent.tree === "clan") {
    if (MACHINE_SETS.has(path)) return inClans("machine", (clan) => clan.machines.has(name));
    if (path === "inventory.instances") return inClans("instance", ({ instances }) => has(instances.items, name));
    if (path.endsWith(".tags")) return inClans("tag", ({ tags }) => hasTag(tags, name));
  }
  const inSettings = parent.tree === "settings" ? SETTINGS_ENTITIES.get(path) : undefined;
  if (inSettings !== undefined) return ofRole(inSettings, name, clans, parent.role);
  const kind = MACHINE_ENTITIES.get(path);
  return kind === undefined || parent.tree !== "nixos" ? [] : onMachines(kind, name, clans, machines);
}

/** Settings of a role below which what it makes of machines is named. */
const SETTINGS_ENTITIES: ReadonlyMap<string, "destination" | "target"> = new Map([
  ["destinations", "destination"],
  ["targets", "target"],
]);

/** On the machines that have it from this role. */
function ofRole(
  kind: "destination" | "target",
  name: string,
  clans: readonly ClanModel[],
  role: OptionPlace["role"],
): readonly Entity[] {
  return clans.flatMap((clan) =>
    [...clan.machines.values()].flatMap((machine): Entity[] => {
      const items = kind === "destination" ? machine.destinations.items : machine.localBackup.targets.items;
      const isIt = items.some(
        ({ key, origin }) =>
          key === name && origin.kind === "instance" && origin.instance === role?.instance && origin.role === role.role,
      );
      return isIt ? [{ kind, clan, machine, name }] : [];
    }),
  );
}

function has(items: readonly { readonly name: string }[], name: string): boolean {
  return items.some((item) => item.name === name);
}

function hasTag(tags: ClanModel["tags"], name: string): boolean {
  return [...tags.values()].some((own) => own.includes(name));
}

/** Of the machines those that have it. */
function onMachines(
  kind: EntityKind,
  name: string,
  clans: readonly ClanModel[],
  machines: readonly MachineModel[],
): readonly Entity[] {
  const has = ({ destinations, localBackup, states, repositories, fileSystems }: MachineModel): boolean => {
    switch (kind) {
      case "destination":
        return destinations.items.some(({ key }) => key === name);
      case "target":
        return localBackup.targets.items.some(({ key }) => key === name);
      case "state":
        return states.items.some((state) => state.name === name);
      case "repository":
        return repositories.items.some(({ key }) => key === name);
      default:
        return fileSystems.items.some(({ key }) => key === name);
    }
  };
  return clans.flatMap((clan) =>
    [...clan.machines.values()]
      .filter((machine) => machines.includes(machine) && has(machine))
      .map((machine): Entity => ({ kind, clan, machine, name })),
  );
}

/** What the text of a string names, by the option that it is a value of. */
function entitiesNamed(
  option: OptionPlace,
  text: string,
  { clans }: FeatureContext,
  machines: readonly MachineModel[],
): readonly Entity[] {
  const path = declaredPath(option);
  const inClans = (kind: EntityKind, has: (clan: ClanModel) => boolean, name = text) =>
    clans.filter(has).map((clan): Entity => ({ kind, clan, machine: undefined, name }));
  if (path.endsWith(".tags") && option.tree === "clan") return inClans("tag", ({ tags }) => hasTag(tags, text));
  if (path.endsWith("machines") || path.startsWith("inventory.tags"))
    return inClans("machine", (clan) => clan.machines.has(text));
  if (path.endsWith("targets.<name>.mountpoint")) return onMachines("file system", text, clans, machines);
  if (path.endsWith(".repo")) {
    const host = /(?:\/\/|@|^)([^@:/]+)[:/]/.exec(text)?.[1];
    return host === undefined ? [] : inClans("machine", (clan) => clan.machines.has(host), host);
  }
  const inPath = /\/(?:per-machine|machines)\/([^/]+)\//.exec(text)?.[1];
  return inPath === undefined ? [] : inClans("machine", (clan) => clan.machines.has(inPath), inPath);
}
