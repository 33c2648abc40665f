/** Finds the clans of a file: `flake.nix`, `clan.nix`, a bare inventory; and tells what a file that belongs to no clan is. */
import type { ModuleSource } from "../nix/modules/moduleCollect.ts";
import type { Configuration } from "../nix/modules/moduleConfiguration.ts";
import { baseNameOf, directoryOf } from "../nix/paths.ts";
import { type Evaluation, Thunk, unknownThunk } from "../nix/thunk.ts";
import { type AttrsValue, path, type Value } from "../nix/value.ts";
import { type Environment, entriesOf, setOf, valueAt } from "./arguments.ts";
import { type AnyClanSource, moduleOf } from "./clan.ts";
import { ENTRIES, knownArguments, readFlake } from "./flake.ts";
import { clanModules } from "./flakeParts.ts";
import type { FlakeCall } from "./inputs.ts";
import { systemsOf } from "./nixosSystems.ts";
import type { ReleaseInUse } from "./release.ts";

/** What a Nix file is, told from its name and its content. */
export type FileForm = "flake" | "clan" | "inventory" | "module";

/**
 * The form of the file at `file`. `machines` alone stands in clans and in inventories: it is a clan's in a file named `clan.nix`.
 */
export function formOf(file: string, evaluation: Evaluation): FileForm {
  if (baseNameOf(file) === "flake.nix") return "flake";
  const value = bodyOf(evaluation.importFile(file, undefined), evaluation);
  if (value.kind !== "attrs") return "module";
  const has = (name: string) => value.entries.has(name);
  if (has("outputs") && (has("inputs") || has("description"))) return "flake";
  const isNamed = baseNameOf(file) === "clan.nix";
  const looksLikeClan =
    has("inventory") ||
    has("specialArgs") ||
    has("pkgsForSystem") ||
    valueAt(value, ["meta", "name"], evaluation).kind === "string";
  if (looksLikeClan && (isNamed || isMostly(value, CLAN_NAMES))) return "clan";
  if ((has("instances") || hasServiceRoles(value, evaluation)) && isMostly(value, INVENTORY_NAMES)) return "inventory";
  if (!has("machines")) return "module";
  if (isNamed) return "clan";
  return isMostly(value, INVENTORY_NAMES) ? "inventory" : "module";
}

/** What people write at the top of a clan. */
const CLAN_NAMES: ReadonlySet<string> = new Set([
  "directory",
  "imports",
  "inventory",
  "machines",
  "meta",
  "modules",
  "pkgsForSystem",
  "secrets",
  "self",
  "specialArgs",
  "templates",
  "vars",
]);

/** What stands at the top of an inventory (clan-core 2024-06 to 2026-08). */
const INVENTORY_NAMES: ReadonlySet<string> = new Set(["instances", "machines", "meta", "modules", "services", "tags"]);

/** Whether at most half of the names of a set are others than these: more is something else with a like name in it. */
function isMostly(set: AttrsValue, names: ReadonlySet<string>): boolean {
  const others = [...set.entries.keys()].filter((name) => !names.has(name)).length;
  return 2 * others <= set.entries.size;
}

/** The set that a module's function returns, as far as that does not depend on its arguments. */
function bodyOf(value: Value, evaluation: Evaluation): Value {
  return value.kind === "lambda" ? evaluation.apply(value, unknownThunk("a module's arguments"), undefined) : value;
}

/** `services.<service>.<instance>.roles`: the inventory of before 2026. NixOS modules have a `services` of their own. */
function hasServiceRoles(value: Value, evaluation: Evaluation): boolean {
  for (const service of entriesOf(valueAt(value, ["services"], evaluation)).values()) {
    for (const instance of entriesOf(service.value.force(evaluation)).values()) {
      if (entriesOf(instance.value.force(evaluation)).has("roles")) return true;
    }
  }
  return false;
}

export interface FileQuestion {
  /** Absolute path of the file that is asked about. */
  readonly file: string;
  readonly form: Exclude<FileForm, "module">;
  readonly release: ReleaseInUse;
}

/** The clans that `file` makes. A flake may make none. */
export function clanSources(
  question: FileQuestion,
  environment: Environment,
  evaluation: Evaluation,
): readonly AnyClanSource[] {
  const { file, form, release } = question;
  const root = directoryOf(file);
  if (form === "flake") return flakeClans(root, release, environment, evaluation);
  const value = Thunk.of(path(file));
  const content = form === "clan" ? value : Thunk.lazy((run) => setOf({ inventory: run.importFile(file, undefined) }));
  return [{ root, release, modules: [moduleOf(content)], arguments: new Map() }];
}

function flakeClans(
  root: string,
  release: ReleaseInUse,
  environment: Environment,
  evaluation: Evaluation,
): AnyClanSource[] {
  const flake = readFlake(root, environment, evaluation);
  const known = knownArguments(flake.inputs, evaluation);
  const sources: AnyClanSource[] = [];
  const isBuild = (call: FlakeCall) => call.kind === "buildClan";
  const isUnknown = (source: ModuleSource) =>
    source.kind === "module" && source.module.force(evaluation).kind === "unknown";
  // Flake modules may make clans of their own: then calls are added on the way.
  for (const call of flake.calls) {
    if (call.kind === "nixosSystem") continue;
    if (call.kind === "mkFlake") forceOutputs(call.configuration, evaluation);
    const modules = call.kind === "mkFlake" ? clanModules(call.configuration) : [moduleOf(call.argument)];
    // What a call makes is handed on as a value that is not known: it is no second clan.
    const makesNone = modules.length === 0 || (flake.calls.some(isBuild) && modules.every(isUnknown));
    if (call.kind === "buildClan" || !makesNone) sources.push({ root, release, modules, arguments: known });
  }
  const machines = systemsOf(flake, environment, evaluation);
  if (machines.size > 0) sources.push({ root, release, machines });
  return sources;
}

/** A clan that is made by a call is only handed on: to look at what is handed on makes the call happen. */
function forceOutputs(configuration: Configuration, evaluation: Evaluation): void {
  for (const name of ENTRIES)
    for (const { value } of configuration.definitionsAt(["flake", name])) value.force(evaluation);
}
