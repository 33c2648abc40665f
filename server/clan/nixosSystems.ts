/** The machines that a flake makes with `nixpkgs.lib.nixosSystem`, named as in its `nixosConfigurations`. */
import type { ModuleSource } from "../nix/modules/moduleCollect.ts";
import { type Evaluation, type Thunk, unknownThunk } from "../nix/thunk.ts";
import type { Value } from "../nix/value.ts";
import { type Environment, entriesOf, machineArguments, valueAt } from "./arguments.ts";
import { type Machine, moduleOf } from "./clan.ts";
import type { FlakeReading } from "./flake.ts";

/**
 * The machines by name. A system that is put under no name, such as an installation image, is no machine. What else is given to the
 * system than modules and arguments (nixos/lib/eval-config.nix: `system`, `pkgs`, `lib` …) defines nothing of a backup.
 */
export function systemsOf(
  flake: FlakeReading,
  environment: Environment,
  evaluation: Evaluation,
): ReadonlyMap<string, Machine> {
  const calls = new Map<Value, Thunk>();
  for (const call of flake.calls) if (call.kind === "nixosSystem") calls.set(call.result, call.argument);
  const machines = new Map<string, Machine>();
  if (calls.size === 0) return machines;
  for (const set of configurationsOf(flake, evaluation)) {
    for (const [name, entry] of entriesOf(set)) {
      const argument = calls.get(entry.value.force(evaluation));
      if (argument !== undefined) machines.set(name, machineOf(name, argument, environment, evaluation));
    }
  }
  return machines;
}

/** The sets under `nixosConfigurations`, of the flake itself and of its flake-parts modules. */
function configurationsOf(flake: FlakeReading, evaluation: Evaluation): readonly Value[] {
  const ofModules = flake.calls.flatMap((call) =>
    call.kind === "mkFlake" ? call.configuration.definitionsAt(["flake", "nixosConfigurations"]) : [],
  );
  return [
    valueAt(flake.outputs, ["nixosConfigurations"], evaluation),
    ...ofModules.map(({ value }) => value.force(evaluation)),
  ];
}

function machineOf(name: string, argument: Thunk, environment: Environment, evaluation: Evaluation): Machine {
  const given = argument.force(evaluation);
  const special = entriesOf(valueAt(given, ["specialArgs"], evaluation));
  return {
    name,
    modules: modulesOf(given, evaluation),
    arguments: machineArguments(environment, new Map([...special].map(([key, { value }]) => [key, value] as const))),
  };
}

function modulesOf(given: Value, evaluation: Evaluation): readonly ModuleSource[] {
  const modules = valueAt(given, ["modules"], evaluation);
  if (modules.kind !== "list") return [moduleOf(unknownThunk("the modules of a system"))];
  const known = modules.elements.map((module) => moduleOf(module));
  return modules.open ? [...known, moduleOf(unknownThunk("further modules"))] : known;
}
