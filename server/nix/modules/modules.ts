/** The NixOS module system: modules in, configuration and problems out. Held to nixpkgs' lib/modules.nix by the differential tests. */

import type { Location } from "../options/optionType.ts";
import type { Evaluation, Thunk } from "../thunk.ts";
import type { ModuleSource } from "./moduleCollect.ts";
import { Configuration } from "./moduleConfiguration.ts";
import type { Declarations, Rename } from "./moduleDeclarations.ts";
import type { ModuleProblem } from "./problem.ts";

export interface ModulesInput {
  readonly evaluation: Evaluation;
  /** Sets, functions or paths; see `ModuleSource`. */
  readonly modules: readonly ModuleSource[];
  /** Options that are declared by modules which are not seen, see `declarationTree`. */
  readonly declarations: Declarations;
  /** `lib` for every module and submodule. */
  readonly lib: Thunk;
  /** What modules may ask for besides `lib`, `config` and `options`; anything else is unknown. */
  readonly arguments?: ReadonlyMap<string, Thunk>;
  /** Where this configuration stands in a larger one, for the problems' paths. */
  readonly prefix?: readonly string[];
  /** Declared paths, prefix included, at and below which any undeclared name is a mistake. */
  readonly complete?: readonly (readonly string[])[];
  /** Old paths whose definitions count at new ones. */
  readonly renames?: readonly Rename[];
  /** Paths that were options once: a definition there is of an unknown option, wherever it stands. */
  readonly gone?: readonly (readonly string[])[];
  /** An undefined list, set or `nullOr` is empty (nixpkgs since 2026-03) instead of an error. */
  readonly undefinedCollectionsAreEmpty?: boolean;
  /** Defaults count although an unknown module may override them. */
  readonly keepDefaults?: boolean;
  /** There are modules besides those given. */
  readonly open?: boolean;
}

export interface EvaluatedModules {
  readonly configuration: Configuration;
  /** What is wrong, in no particular order. Computes every definition of a declared option. */
  problems(): readonly ModuleProblem[];
}

/** Evaluates modules lazily: nothing is computed before it is asked for. */
export function evaluateModules(input: ModulesInput): EvaluatedModules {
  let location: Location | undefined;
  for (const name of input.prefix ?? []) location = { parent: location, name, declared: name };
  const configuration = new Configuration({
    run: {
      evaluation: input.evaluation,
      lib: input.lib,
      complete: input.complete ?? [],
      emptyCollections: input.undefinedCollectionsAreEmpty === true,
      keepDefaults: input.keepDefaults === true,
    },
    location,
    declarations: input.declarations,
    sources: input.modules,
    freeform: undefined,
    arguments: input.arguments ?? new Map(),
    renames: input.renames ?? [],
    gone: input.gone ?? [],
    named: [],
    open: input.open === true,
  });
  let found: readonly ModuleProblem[] | undefined;
  return {
    configuration,
    problems: () => {
      found ??= checkAll(configuration);
      return found;
    },
  };
}

function checkAll(configuration: Configuration): readonly ModuleProblem[] {
  const found: ModuleProblem[] = [];
  const seen = new Set<object>();
  configuration.check({
    add: (item) => found.push(item),
    visit: (item) => {
      if (seen.has(item)) return false;
      seen.add(item);
      return true;
    },
  });
  return markFollowers(found);
}

/** One fault that several options run into is the fault of the one whose definition raises it. */
function markFollowers(found: readonly ModuleProblem[]): ModuleProblem[] {
  const raisers = new Map<object, ModuleProblem>();
  for (const item of found) {
    if (item.fault === undefined || item.fault.kind === "infinite-recursion") continue;
    const known = raisers.get(item.fault);
    if (known === undefined || (known.at !== item.fault.at && item.at === item.fault.at)) raisers.set(item.fault, item);
  }
  return found.map((item) => {
    const raiser = item.fault === undefined ? undefined : raisers.get(item.fault);
    return raiser === undefined || raiser === item ? item : { ...item, follows: true };
  });
}
