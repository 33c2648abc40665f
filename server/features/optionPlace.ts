/** Which option a place in a text belongs to: from the steps around a cursor to the declaration. */
import { renamesOf } from "../clan/releaseOptions.ts";
import type { Step } from "../nix/cursor/place.ts";
import type { FeatureContext } from "./context.ts";
import { childNode, elementType, nodeAt, type OptionNode, optionTree } from "./optionIndex.ts";

/** The options that a path is one of: those of a machine, of a clan, or the settings of a role. */
export type TreeName = "nixos" | "clan" | "settings";

export interface OptionPlace {
  readonly tree: TreeName;
  /** The names from the tree's root, as they are written; `<name>` for one that is computed. */
  readonly path: readonly string[];
  readonly node: OptionNode;
  readonly root: OptionNode;
  /** It is an element of the list that the option holds. */
  readonly isElement: boolean;
  /** Of settings: what they are the settings of. */
  readonly role: { readonly instance: string; readonly service: string; readonly role: string } | undefined;
  /** The function in whose argument it is, such as `readFile`. */
  readonly call: string | undefined;
}

/** Everything that paths are looked up in. */
export class OptionTreesInUse {
  readonly nixos: OptionNode;
  readonly clan: OptionNode;
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.nixos = optionTree(context.declarations.nixos);
    this.clan = optionTree(context.declarations.clan);
  }

  /** The settings of a role; `undefined` for a service whose roles are not known. */
  settings(service: string, role: string): OptionNode | undefined {
    const options = this.#context.declarations.serviceRoles[service]?.[role];
    return options && optionTree(options);
  }

  /** The roles of a service of clan-core; none for another. */
  rolesOf(service: string | undefined): readonly string[] {
    return Object.keys(this.#context.declarations.serviceRoles[service ?? ""] ?? {});
  }

  /** The service of clan-core that an instance is of: what a clan says, or else its name. */
  serviceOf(instance: string): string | undefined {
    const { clans, declarations } = this.#context;
    const said = clans.flatMap(({ instances }) => instances.items.filter(({ name }) => name === instance));
    return [...said.map(({ service }) => service), instance].find(
      (service) => service !== undefined && declarations.serviceRoles[service] !== undefined,
    );
  }

  /** The place that `steps` lead to in a document. */
  placeOf(steps: readonly Step[]): OptionPlace | undefined {
    let at: Whereabouts | undefined = this.start();
    for (const step of steps) at = at === undefined ? undefined : stepFrom(this, at, step);
    return typeof at === "object" ? at : undefined;
  }

  /** Where the value of the document's file is. */
  start(): Whereabouts {
    switch (this.#context.form) {
      case "flake":
        return "flake";
      case "module":
        return this.root("nixos");
      case "clan":
        return this.root("clan");
      case "inventory":
        return this.child(this.root("clan"), "inventory") ?? "unknown";
    }
  }

  /** A path of names in the options of a machine. */
  inMachine(path: readonly string[]): OptionPlace | undefined {
    return this.placeOfNames(this.#at("nixos", [], this.nixos), path);
  }

  placeOfNames(from: OptionPlace, names: readonly string[]): OptionPlace | undefined {
    let place: OptionPlace | undefined = from;
    for (const name of names) place = place === undefined ? undefined : this.child(place, name);
    return place;
  }

  /** The place of the attribute `name` in the set at `place`; without a name of one that is computed. */
  child(place: OptionPlace, name: string | undefined): OptionPlace | undefined {
    const isRoot = place.path.length === 0;
    if (isRoot && name === "config") return place;
    const path = [...place.path, name ?? "<name>"];
    const node = childNode(place.node, name) ?? this.#renamed(place, path);
    if (node === undefined) return undefined;
    return this.#entered({ ...place, path, node, isElement: false });
  }

  #at(tree: TreeName, path: readonly string[], node: OptionNode, role?: OptionPlace["role"]): OptionPlace {
    const root = tree === "nixos" ? this.nixos : tree === "clan" ? this.clan : node;
    return { tree, path, node, root, isElement: false, role, call: undefined };
  }

  root(tree: "nixos" | "clan"): OptionPlace {
    return this.#at(tree, [], this[tree]);
  }

  #renamed(place: OptionPlace, path: readonly string[]): OptionNode | undefined {
    const isSame = (from: readonly string[]) => from.every((name, index) => name === path[index]);
    for (const { tree, from, to } of renamesOf(this.#context.release)) {
      if (tree !== place.tree) continue;
      if (from.length === path.length && isSame(from)) return nodeAt(place.root, to);
      if (from.length > path.length && path.every((name, index) => name === from[index])) return NOTHING;
    }
    return undefined;
  }

  /** Modules of a machine and settings of a role stand inside of a clan: from there on other options hold. */
  #entered(place: OptionPlace): OptionPlace {
    const { tree, path, node } = place;
    if (tree !== "clan") return place;
    if (path[0] === "machines" && path.length === 2) return this.root("nixos");
    const [first, second, instance = "", third, role = ""] = path;
    if (first !== "inventory") return place;
    if (second === "instances" && third === "roles" && path.at(-1) === "settings") {
      const service = this.serviceOf(instance);
      const settings = service === undefined ? undefined : this.settings(service, role);
      return settings === undefined || service === undefined
        ? place
        : this.#at("settings", [], settings, { instance, service, role });
    }
    if (second === "services" && path.at(-1) === "config" && node.data !== undefined) {
      const service = instance;
      const options = nodeAt(this.nixos, ["clan", service]);
      return options === undefined ? place : this.#at("nixos", ["clan", service], options);
    }
    return place;
  }
}

const NOTHING: OptionNode = { children: new Map(), data: undefined };

/** Names at the top of a configuration by which a set is known to be a module. */
const MODULE_NAMES: ReadonlySet<string> = new Set(["clan", "clanCore", "fileSystems", "services", "networking"]);
const CLAN_NAMES: ReadonlySet<string> = new Set(["inventory", "machines", "meta"]);

/** Where a walk is before it has reached options. */
type Outside = "flake" | "flake-parts" | "flake-parts.flake" | "system" | "modules" | "unknown";

export type Whereabouts = OptionPlace | Outside;

/** Where one more step leads; `undefined`: to something that is no option. */
export function stepFrom(trees: OptionTreesInUse, at: Whereabouts, step: Step): Whereabouts | undefined {
  return typeof at === "string" ? outside(trees, at, step) : inside(trees, at, step);
}

function outside(trees: OptionTreesInUse, at: Outside, step: Step): Whereabouts | undefined {
  if (step.kind === "call") return called(trees, step.fn) ?? (at === "flake" ? "flake" : "unknown");
  if (step.kind === "let") return "unknown";
  if (step.kind === "element") return at === "modules" ? trees.root("nixos") : "unknown";
  const name = step.kind === "name" ? step.name : undefined;
  if (at === "system") return name === "modules" ? "modules" : "unknown";
  if (at === "flake-parts" || at === "flake-parts.flake") {
    if (name === "clan") return trees.root("clan");
    return at === "flake-parts" && name === "flake" ? "flake-parts.flake" : "unknown";
  }
  return guessed(trees, name) ?? (at === "flake" ? "flake" : "unknown");
}

/** A set that is bound to a name or given to a function of the author: what stands in it tells what it is. */
function guessed(trees: OptionTreesInUse, name: string | undefined): OptionPlace | undefined {
  if (name === undefined) return undefined;
  if (MODULE_NAMES.has(name)) return trees.child(trees.root("nixos"), name);
  return CLAN_NAMES.has(name) ? trees.child(trees.root("clan"), name) : undefined;
}

function called(trees: OptionTreesInUse, fn: string): Whereabouts | undefined {
  if (fn === "buildClan" || fn === "clan") return trees.root("clan");
  if (fn === "mkFlake") return "flake-parts";
  return fn === "nixosSystem" ? "system" : undefined;
}

function inside(trees: OptionTreesInUse, place: OptionPlace, step: Step): Whereabouts | undefined {
  switch (step.kind) {
    case "let":
      return "unknown";
    case "call":
      return called(trees, step.fn) ?? { ...place, call: step.fn };
    case "element":
      return elementOf(place);
    case "any":
      return trees.child(place, undefined);
    case "name":
      // What an author's own function makes of its argument is not known.
      if (place.call !== undefined) return guessed(trees, step.name) ?? "unknown";
      if (place.path.length === 0 && step.name === "imports") return { ...place, node: IMPORTS, isElement: false };
      return trees.child(place, step.name);
  }
}

/** The list of modules that a module imports: each of them is a module of the same options. */
const IMPORTS: OptionNode = { children: new Map(), data: undefined };

function elementOf(place: OptionPlace): OptionPlace | undefined {
  if (place.node === IMPORTS) return { ...place, node: place.root };
  const { data, children } = place.node;
  const element = children.get("*");
  if (element !== undefined) return { ...place, node: element, path: [...place.path, "*"], isElement: true };
  return data !== undefined && elementType(data.type) !== undefined ? { ...place, isElement: true } : undefined;
}
