/** Our verdict on modules in the form of the real one, see moduleCases.ts. */

import type { ModuleProblem } from "../../server/nix/modules/problem.ts";
import { declarationTree } from "../../server/nix/options/optionTree.ts";
import type { Evaluation } from "../../server/nix/thunk.ts";
import type { Value } from "../../server/nix/value.ts";
import { OBSERVED, type Observation, type Verdict } from "./moduleCases.ts";
import { DECLARATIONS, OPTIONS } from "./moduleOptions.ts";
import { evaluated, type TestNix } from "./modules.ts";

/** Stands for what is not known. */
export const UNKNOWN = "\u0000unknown";

/** Where the options come from: declared by a module, or known as data. */
export type Source = "module" | "data";

const TREE = declarationTree(DECLARATIONS);

export function verdictOn(
  modules: readonly string[],
  nix: TestNix,
  source: Source,
  emptyCollections: boolean,
): Verdict {
  const texts = source === "module" ? [OPTIONS, ...modules] : modules;
  const system = evaluated(
    nix,
    texts.map((text) => nix.read(text)),
    {
      complete: [[]],
      undefinedCollectionsAreEmpty: emptyCollections,
      ...(source === "data" ? { declarations: TREE } : {}),
    },
  );
  const problems = system.problems().filter(({ certain }) => certain);
  const config = system.configuration.config.force(nix.evaluation);
  const options: Record<string, Observation> = {};
  for (const path of OBSERVED) options[path] = observe(path.split("."), config, problems, nix.evaluation);
  // An unknown name is an error of the whole only outside of submodules, where it is the submodule's.
  const names = !problems.some(
    ({ kind, option }) =>
      (kind === "unknown-option" && option[0] !== "sub" && option[0] !== "listed") || option.join(".") === "deep",
  );
  return { names, options };
}

function observe(
  path: readonly string[],
  config: Value,
  problems: readonly ModuleProblem[],
  evaluation: Evaluation,
): Observation {
  if (problems.some((problem) => concerns(problem, path))) return { failed: true };
  // We go on with the values of a submodule that has an undeclared name, for what else there is to say; Nix does not.
  if (path[0] === "r" && problems.some(({ kind }) => kind === "unknown-option")) return { value: UNKNOWN };
  let at = config;
  for (const [index, name] of path.entries()) {
    if (at.kind === "unknown") return { value: UNKNOWN };
    const entry = at.kind === "attrs" ? at.entries.get(name) : undefined;
    if (entry === undefined)
      return at.kind === "attrs" && index === 1 && path[0] === "sub" ? { absent: true } : { value: UNKNOWN };
    if (!entry.certain) return { value: UNKNOWN };
    at = entry.value.force(evaluation);
  }
  return at.kind === "error" ? { failed: true } : { value: toJson(at, evaluation) };
}

/** Whether `problem` leaves `path` without a value: it is about it, about something inside, or about a set it is in. */
function concerns({ kind, option }: ModuleProblem, path: readonly string[]): boolean {
  // Which names a set has is known only when every definition in it can be computed.
  if (kind === "evaluation-error" && option.length === 2 && option[0] === "sub") return path[0] === "sub";
  const holder = kind === "unknown-option" ? option.slice(0, submoduleDepth(option)) : option;
  if (kind === "unknown-option" && holder.length === 0) return false;
  return holder.every((name, index) => index >= path.length || path[index] === name);
}

/** How many names lead to the submodule that an option of these modules is in. */
function submoduleDepth(option: readonly string[]): number {
  return option[0] === "sub" ? 2 : option[0] === "listed" ? 1 : 0;
}

function toJson(value: Value, evaluation: Evaluation): unknown {
  switch (value.kind) {
    case "null":
      return null;
    case "int":
    case "float":
    case "bool":
      return value.value;
    case "string":
      return value.text;
    case "list":
      return value.open ? UNKNOWN : value.elements.map((element) => toJson(element.force(evaluation), evaluation));
    case "attrs": {
      if (value.open) return UNKNOWN;
      const entries = [...value.entries].map(([name, entry]) => [
        name,
        entry.certain ? toJson(entry.value.force(evaluation), evaluation) : UNKNOWN,
      ]);
      return Object.fromEntries(entries);
    }
    default:
      return UNKNOWN;
  }
}

/** Whether `json` holds anything that is not known. */
export function hasUnknown(json: unknown): boolean {
  if (json === UNKNOWN) return true;
  return typeof json === "object" && json !== null && Object.values(json).some(hasUnknown);
}
