/** flake-parts: the modules of a flake, the outputs that they make together, and the clans among them. */
import type { ModuleSource } from "../nix/modules/moduleCollect.ts";
import type { Configuration } from "../nix/modules/moduleConfiguration.ts";
import { evaluateModules } from "../nix/modules/modules.ts";
import type { OptionDeclaration, OptionType } from "../nix/options/optionData.ts";
import { declarationTree } from "../nix/options/optionTree.ts";
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { attr, attrs, unknown, type Value } from "../nix/value.ts";
import { type Environment, entriesOf, valueAt } from "./arguments.ts";
import { moduleOf, modulesAt } from "./clan.ts";

const module: OptionType = { name: "deferredModule" };
const modules: OptionType = { name: "lazyAttrsOf", elem: module };

/**
 * Options that hold modules: of clan-core's flakeModules `clan`, and `flake.clan` since 2025; of flake-parts `flake.nixosModules` and, in
 * its module `modules`, `flake.modules` by class.
 */
const OPTIONS: readonly OptionDeclaration[] = [
  { path: ["clan"], type: module, description: "The clan." },
  { path: ["flake", "clan"], type: module, description: "The clan." },
  { path: ["flake", "nixosModules"], type: modules, description: "NixOS modules." },
  { path: ["flake", "modules"], type: { name: "lazyAttrsOf", elem: modules }, description: "Modules by class." },
];

/** Outputs that modules read back from `self`. */
const READ_BACK: readonly string[] = ["nixosModules", "modules"];

/** Puts the modules of a flake together; `settings` is what `mkFlake` is called with first: `{ inputs, specialArgs, … }`. */
export function evaluateFlakeParts(
  flakeModule: Thunk,
  settings: Thunk,
  known: ReadonlyMap<string, Thunk>,
  environment: Environment,
  evaluation: Evaluation,
): Configuration {
  const special = entriesOf(valueAt(settings.force(evaluation), ["specialArgs"], evaluation));
  return evaluateModules({
    modules: [moduleOf(flakeModule)],
    declarations: declarationTree(OPTIONS),
    lib: Thunk.of(environment.lib),
    arguments: new Map([...known, ...[...special].map(([name, { value }]) => [name, value] as const)]),
    evaluation,
  }).configuration;
}

/** What `mkFlake` returns, as far as it is read back. */
export function outputsOf(configuration: Configuration): Value {
  const output = (name: string) =>
    Thunk.lazy((evaluation) => {
      const value = valueAt(configuration.config.force(evaluation), ["flake", name], evaluation);
      return value.kind === "error" ? unknown(`the output ${name}`) : value;
    });
  return attrs(new Map(READ_BACK.map((name) => [name, attr(output(name))])), true);
}

/** The modules of the clan that flake modules define. */
export function clanModules(configuration: Configuration): readonly ModuleSource[] {
  return [["clan"], ["flake", "clan"]].flatMap((option) => modulesAt(configuration, option));
}
