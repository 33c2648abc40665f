/** A clan: what `flake.nix`, `clan.nix`, `inventory.json` and the folders under `machines/` make together. */
import { fromJson } from "../nix/builtins/json.ts";
import type { ModuleSource } from "../nix/modules/moduleCollect.ts";
import type { Configuration } from "../nix/modules/moduleConfiguration.ts";
import { type EvaluatedModules, evaluateModules } from "../nix/modules/modules.ts";
import { type Evaluation, Thunk, unknownThunk } from "../nix/thunk.ts";
import { int, path, string, type Value } from "../nix/value.ts";
import { type Environment, entriesOf, machineArguments, setOf, valueAt } from "./arguments.ts";
import { instanceModules } from "./instanceModules.ts";
import { serviceModules } from "./inventoryServices.ts";
import type { ReleaseInUse } from "./release.ts";
import { tagsOf } from "./tags.ts";

export interface Machine {
  readonly name: string;
  /** What its NixOS configuration is made of, in the order in which Clan puts it together. */
  readonly modules: readonly ModuleSource[];
  readonly arguments: ReadonlyMap<string, Thunk>;
}

export interface Clan {
  /** The folder with `flake.nix`, or with the file that was asked about. */
  readonly root: string;
  readonly release: ReleaseInUse;
  /** The clan's own options: `machines`, `inventory`, `meta` … */
  readonly system: EvaluatedModules;
  readonly machines: ReadonlyMap<string, Machine>;
  /** The tags of each machine, with those that Clan adds. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

export interface ClanSource {
  readonly root: string;
  readonly release: ReleaseInUse;
  /** Modules of the clan: the argument of `buildClan`, the text of `clan.nix` … */
  readonly modules: readonly ModuleSource[];
  /** What is known by name to the clan's modules: `self`, `inputs`. */
  readonly arguments: ReadonlyMap<string, Thunk>;
}

/** Machines that a flake makes with `nixosSystem`, each whole by itself: they have no inventory. */
export interface SystemsSource {
  readonly root: string;
  readonly release: ReleaseInUse;
  readonly machines: ReadonlyMap<string, Machine>;
}

export type AnyClanSource = ClanSource | SystemsSource;

/** Files of `machines/<name>/` that Clan imports by itself, with the day that began (clan-core 234704b1f, 48b2788a7). */
const CONVENTIONAL_FILES: readonly { readonly name: string; readonly since: string }[] = [
  { name: "configuration.nix", since: "2024-07-06" },
  { name: "hardware-configuration.nix", since: "2024-07-06" },
  { name: "disko.nix", since: "2024-11-29" },
];

/** Day on which `clan.core.clanDir` and `machineName` became `clan.core.settings` (clan-core 315be52e3). */
const SETTINGS_SINCE = "2024-12-31";

/** Puts the clan together. Nothing is evaluated but what tells which machines there are. */
export function readClan(source: AnyClanSource, environment: Environment, evaluation: Evaluation): Clan {
  return "machines" in source
    ? clanOfSystems(source, environment, evaluation)
    : clanOf(source, environment, evaluation);
}

/** There may always be other machines, in the hands of other tools. */
function clanOfSystems(source: SystemsSource, environment: Environment, evaluation: Evaluation): Clan {
  const { root, release, machines } = source;
  const system = evaluateModules({
    modules: [moduleOf(unknownThunk("a clan"))],
    ...environment.trees.options(release, "clan"),
    lib: Thunk.of(environment.lib),
    evaluation,
  });
  return { root, release, system, machines, tags: new Map() };
}

function clanOf(source: ClanSource, environment: Environment, evaluation: Evaluation): Clan {
  const file = inventoryFile(source.root, evaluation);
  const system = evaluateModules({
    modules: [...source.modules, ...(file === undefined ? [] : [file])],
    ...environment.trees.options(source.release, "clan"),
    lib: Thunk.of(environment.lib),
    arguments: source.arguments,
    evaluation,
  });
  const config = system.configuration.config.force(evaluation);
  const special = new Map<string, Thunk>();
  const clanCore = source.arguments.get("clan-core");
  if (clanCore !== undefined) special.set("clan-core", clanCore);
  for (const [name, entry] of entriesOf(valueAt(config, ["specialArgs"], evaluation))) special.set(name, entry.value);
  const machines = new Map<string, Machine>();
  const given = machineArguments(environment, special);
  const names = machineNames(source.root, config, evaluation);
  const tags = tagsOf(names, system, config, environment, evaluation);
  const inventory = { root: source.root, release: source.release, system, tags };
  const ofServices = serviceModules(inventory, evaluation);
  const ofInstances = instanceModules(inventory, evaluation);
  for (const name of names) {
    machines.set(name, {
      name,
      arguments: given,
      modules: [
        ...conventionalModules(source, name, evaluation),
        ...modulesAt(system.configuration, ["machines", name]),
        ...ofServices(name),
        ...ofInstances(name),
        moduleOf(Thunk.of(factsOfMachine(source, name))),
      ],
    });
  }
  return { root: source.root, release: source.release, system, machines, tags };
}

/** A module to start from. */
export function moduleOf(module: Thunk): ModuleSource {
  return { kind: "module", module, definition: undefined };
}

/** The modules that the definitions of a deferred module at `option` are. */
export function modulesAt(configuration: Configuration, option: readonly string[]): ModuleSource[] {
  return configuration
    .finalsAt(option)
    .filter(({ definition }) => !definition.fallback)
    .map(({ thunk, definition }) => ({ kind: "module", module: thunk, definition }));
}

/** Machines are declared under `machines`, under `inventory.machines`, or by a folder in `machines/`. */
function machineNames(root: string, config: Value, evaluation: Evaluation): readonly string[] {
  const names = new Set<string>();
  for (const option of [["machines"], ["inventory", "machines"]]) {
    for (const name of entriesOf(valueAt(config, option, evaluation)).keys()) names.add(name);
  }
  const folder = `${root}/machines`;
  if (evaluation.files.kindOf(folder) === "directory") {
    for (const [name, kind] of evaluation.files.readDirectory(folder) ?? []) if (kind === "directory") names.add(name);
  }
  return [...names].sort();
}

function conventionalModules(source: ClanSource, machine: string, evaluation: Evaluation): ModuleSource[] {
  return CONVENTIONAL_FILES.filter(({ since }) => source.release.date >= since)
    .map(({ name }) => `${source.root}/machines/${machine}/${name}`)
    .filter((file) => evaluation.files.kindOf(file) === "file")
    .map((file) => moduleOf(Thunk.of(path(file))));
}

/** `inventory.json`, which Clan reads beside what the files say. */
function inventoryFile(root: string, evaluation: Evaluation): ModuleSource | undefined {
  const file = `${root}/inventory.json`;
  if (evaluation.files.kindOf(file) !== "file") return undefined;
  const text = evaluation.files.readText(file);
  if (text === undefined) return undefined;
  const content = evaluation.apply(fromJson, Thunk.of(string(text)), undefined);
  return content.kind === "attrs" ? moduleOf(Thunk.of(setOf({ inventory: content }))) : undefined;
}

/** What Clan itself tells a machine: its name and the clan's folder. */
function factsOfMachine(source: ClanSource, machine: string): Value {
  const name = string(machine);
  const directory = path(source.root);
  const core =
    source.release.date >= SETTINGS_SINCE
      ? setOf({ settings: setOf({ directory, machine: setOf({ name }) }) })
      : setOf({ clanDir: directory, machineName: name });
  const byDefault = setOf({ _type: string("override"), priority: int(1000), content: name });
  return setOf({ clan: setOf({ core }), networking: setOf({ hostName: byDefault }) });
}
