/** Which option a place in a text belongs to: from the steps around a cursor to the declaration. */
import { renamesOf } from "../clan/releaseOptions.ts";
import { boundStrings } from "../nix/cursor/boundStrings.ts";
import type { Step } from "../nix/cursor/place.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
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
  /** It is a set of `name` and `value` that stands for an attribute of the option, or a list of such sets. */
  readonly isPair: boolean;
  /** Of settings: what they are the settings of. */
  readonly role: { readonly instance: string; readonly service: string; readonly role: string } | undefined;
  /** The machine whose module it is in, where the text around it says so. */
  readonly machine?: string | undefined;
  /** It is bound by a `let` in what it may well be a part of: the names that are bound, or the value of one. */
  readonly bound?: "names" | "value" | undefined;
  /** The function in whose argument it is, such as `readFile`. */
  readonly call: string | undefined;
}

/** Everything that paths are looked up in. */
export class OptionTreesInUse {
  readonly nixos: OptionNode;
  readonly clan: OptionNode;
  readonly #context: FeatureContext;
  #strings: ReturnType<typeof boundStrings> | undefined;

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

  /** The service of clan-core that an instance is of: what the text or a clan says, or else its name. */
  serviceOf(instance: string): string | undefined {
    return this.#writtenService(instance) ?? this.#serviceInClans(instance);
  }

  #serviceInClans(instance: string): string | undefined {
    const { clans, declarations } = this.#context;
    const said = clans.flatMap(({ instances }) => instances.items.filter(({ name }) => name === instance));
    return [...said.map(({ service }) => service), instance].find(
      (service) => service !== undefined && declarations.serviceRoles[service] !== undefined,
    );
  }

  /** The service that the text names for an instance, which may not be whole yet. */
  #writtenService(instance: string): string | undefined {
    this.#strings ??= boundStrings(this.#context.file.text);
    for (const { path, text } of this.#strings) {
      const at = path.lastIndexOf(instance);
      const isName = path.at(-2) === "module" && path.at(-1) === "name";
      if (isName && at > 0 && path[at - 1] === "instances" && this.rolesOf(text).length > 0) return text;
    }
    return undefined;
  }

  /** The place that `steps` and then `names` lead to in a document. */
  placeOf(steps: readonly Step[], names: readonly string[] = []): OptionPlace | undefined {
    const typed = names.map(
      (name): Step => (name === "*" ? { kind: "any" } : { kind: "name", name, start: 0, end: 0 }),
    );
    const at = [...steps, ...typed].reduce<Whereabouts>((from, step) => stepFrom(this, from, step), this.start());
    return isOption(at) ? at : undefined;
  }

  /** The machine in whose module `steps` lead, where they say so. */
  machineOf(steps: readonly Step[]): string | undefined {
    let at: Whereabouts = this.start();
    for (const step of steps) {
      at = stepFrom(this, at, step);
      if (typeof at === "object" && at.machine !== undefined) return at.machine;
    }
    return undefined;
  }

  /** Where the value of the document's file is. */
  start(): Whereabouts {
    switch (this.#context.form) {
      case "flake":
        return "flake";
      case "module":
        return this.isOfClan() ? "clan or flake-parts" : this.root("nixos");
      case "clan":
        return this.root("clan");
      case "inventory":
        return this.child(this.root("clan"), "inventory") ?? "unknown";
    }
  }

  /** Whether the file is a part of the clan's own configuration, if only because the clan reads it. */
  isOfClan(): boolean {
    const { clans, path, form } = this.#context;
    if (form !== "module") return true;
    return clans.some(({ options }) => options.files.includes(path)) && machinesOf(this.#context).length === 0;
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
    if (node === undefined) return this.#inFlakeParts(path, place, name);
    return this.#entered({ ...place, path, node, isElement: false, isPair: false, bound: undefined });
  }

  /** `clan` is a machine's, but in a module of flake-parts it is all of the clan. */
  #inFlakeParts(path: readonly string[], { tree }: OptionPlace, name: string | undefined): OptionPlace | undefined {
    const isClan = tree === "nixos" && path.length === 2 && path[0] === "clan" && CLAN_NAMES.has(name ?? "");
    return isClan ? this.child(this.root("clan"), name) : undefined;
  }

  #at(tree: TreeName, path: readonly string[], node: OptionNode, role?: OptionPlace["role"]): OptionPlace {
    const root = tree === "nixos" ? this.nixos : tree === "clan" ? this.clan : node;
    return { tree, path, node, root, isElement: false, isPair: false, role, call: undefined };
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
    if (path[0] === "machines" && path.length === 2)
      return { ...this.root("nixos"), machine: path[1] === "<name>" ? undefined : path[1] };
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
type Outside =
  | "flake"
  | "flake-parts"
  | "flake-parts.flake"
  | "clan or flake-parts"
  | "system"
  | "modules"
  | "unknown"
  /** Below something that is no option here. */
  | "elsewhere";

export type Whereabouts = OptionPlace | Outside;

/** Whether `at` is an option or a set of them, not only the names that a `let` binds near it. */
export function isOption(at: Whereabouts): at is OptionPlace {
  return typeof at === "object" && at.bound !== "names";
}

/** Where one more step leads. */
export function stepFrom(trees: OptionTreesInUse, at: Whereabouts, step: Step): Whereabouts {
  return typeof at === "string"
    ? outside(trees, at, step)
    : (inside(trees, at, step) ?? outside(trees, "elsewhere", step));
}

function outside(trees: OptionTreesInUse, at: Outside, step: Step): Whereabouts {
  if (step.kind === "call") return called(trees, step.fn) ?? (at === "flake" ? "flake" : "unknown");
  if (step.kind === "let") return "unknown";
  if (step.kind === "element") return at === "modules" ? trees.root("nixos") : at === "elsewhere" ? at : "unknown";
  const name = step.kind === "name" ? step.name : undefined;
  // Modules of machines are also made in places that are not known, such as specialisations and containers.
  if (at === "elsewhere") return name === "clan" || name === "clanCore" ? (guessed(trees, name) ?? at) : at;
  if (at === "clan or flake-parts") return inClanFile(trees, name);
  if (at === "system") return name === "modules" ? "modules" : "unknown";
  if (at === "flake-parts" || at === "flake-parts.flake") {
    if (name === "clan") return trees.root("clan");
    return at === "flake-parts" && name === "flake" ? "flake-parts.flake" : "unknown";
  }
  return guessed(trees, name) ?? (at === "flake" ? "flake" : "unknown");
}

function inClanFile(trees: OptionTreesInUse, name: string | undefined): Whereabouts {
  if (name === "clan") return trees.root("clan");
  if (name === "flake") return "flake-parts.flake";
  return (name === "imports" ? undefined : trees.child(trees.root("clan"), name)) ?? "elsewhere";
}

/** A set that is bound to a name or given to a function of the author: what stands in it tells what it is. */
function guessed(trees: OptionTreesInUse, name: string | undefined): OptionPlace | undefined {
  if (name === undefined) return undefined;
  if (MODULE_NAMES.has(name)) return trees.child(trees.root("nixos"), name);
  const clan = trees.root("clan");
  if (name === "instances") return trees.isOfClan() ? trees.placeOfNames(clan, ["inventory", name]) : undefined;
  return CLAN_NAMES.has(name) ? trees.child(clan, name) : undefined;
}

function called(trees: OptionTreesInUse, fn: string): Whereabouts | undefined {
  if (fn === "buildClan" || fn === "clan") return trees.root("clan");
  if (fn === "mkFlake") return "flake-parts";
  return fn === "nixosSystem" ? "system" : undefined;
}

function inside(trees: OptionTreesInUse, place: OptionPlace, step: Step): Whereabouts | undefined {
  switch (step.kind) {
    case "let":
      return place.path.length === 0 ? { ...place, bound: "names" } : "unknown";
    case "call":
      return called(trees, step.fn) ?? { ...place, call: step.fn };
    case "pair":
      return { ...place, isPair: true };
    case "element":
      return place.isPair ? place : elementOf(place);
    case "any":
      return trees.child(place, undefined);
    case "name":
      if (place.bound === "names") return guessed(trees, step.name) ?? { ...place, bound: "value" };
      if (place.bound === "value") return guessed(trees, step.name) ?? trees.child(place, step.name) ?? "unknown";
      if (place.isPair) return step.name === "value" ? trees.child(place, undefined) : undefined;
      if (place.path.length === 0 && place.tree === "nixos" && step.name === "flake") return "flake-parts.flake";
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
