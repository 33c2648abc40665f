/** What a `flake.nix` makes: clans, flake-parts modules, single machines. */
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { type AttrsValue, attr, attrs, isStuck, unknown, type Value } from "../nix/value.ts";
import { type Environment, entriesOf } from "./arguments.ts";
import { evaluateFlakeParts } from "./flakeParts.ts";
import { type FlakeCall, type InputSources, inputValue, selfValue } from "./inputs.ts";
import { lockedSources } from "./lock.ts";

export interface FlakeReading {
  readonly calls: readonly FlakeCall[];
  /** The flake's inputs as a set, for modules that are given them as an argument. */
  readonly inputs: Thunk;
  /** What the function of the outputs returns. */
  readonly outputs: Value;
  /** Some outputs could not be evaluated, so there may be calls that were not found. */
  readonly complete: boolean;
}

/** How deep in the outputs machines are looked for: `nixosConfigurations.<name>`. */
const OUTPUT_DEPTH = 2;

/**
 * Evaluates the outputs of the flake in the folder `root` and collects the calls in them. Never throws: what
 * cannot be evaluated is left out and `complete` is false.
 */
export function readFlake(root: string, environment: Environment, evaluation: Evaluation): FlakeReading {
  const calls: FlakeCall[] = [];
  const nothing = (complete: boolean): FlakeReading => ({
    calls,
    inputs: Thunk.of(attrs(new Map(), true)),
    outputs: unknown("the outputs"),
    complete,
  });
  const flake = evaluation.importFile(`${root}/flake.nix`, undefined);
  if (flake.kind !== "attrs") return nothing(!isStuck(flake));
  const outputs = flake.entries.get("outputs");
  if (outputs === undefined) return nothing(!flake.open);
  const fn = outputs.value.force(evaluation);
  const sources: InputSources = {
    lib: environment.lib,
    onCall: (call) => calls.push(call),
    evaluateFlake: (settings, module, run) =>
      evaluateFlakeParts(module, settings, knownArguments(argument, run), environment, run),
  };
  const inputs = inputsOf(root, flake, fn, sources, evaluation);
  const argument: Thunk = Thunk.lazy(() => {
    const self = Thunk.lazy((run) => selfValue(root, result.force(run), Thunk.of(inputs)));
    return attrs(new Map([...inputs.entries, ["self", attr(self)]]), true);
  });
  const result: Thunk = Thunk.lazy((run) => run.apply(fn, argument, undefined));
  const made = result.force(evaluation);
  const complete = forceOutputs(made, OUTPUT_DEPTH, evaluation);
  return { calls, inputs: argument, outputs: made, complete };
}

/** What modules of the flake are given by name. */
export function knownArguments(inputs: Thunk, evaluation: Evaluation): ReadonlyMap<string, Thunk> {
  const known = new Map([["inputs", inputs]]);
  const all = entriesOf(inputs.force(evaluation));
  for (const name of ["self", "clan-core"]) {
    const input = all.get(name);
    if (input !== undefined) known.set(name, input.value);
  }
  return known;
}

/** Makes the calls in `value` happen; returns whether all of it could be evaluated. */
function forceOutputs(value: Value, depth: number, evaluation: Evaluation): boolean {
  if (isStuck(value)) return false;
  if (value.kind !== "attrs" || depth === 0) return true;
  let complete = !value.open;
  for (const [name, entry] of value.entries) {
    if (depth === OUTPUT_DEPTH && !ENTRIES.has(name)) {
      // Packages, checks and the like make no machines; a clan may still be inside a set that is inherited whole.
      continue;
    }
    complete = forceOutputs(entry.value.force(evaluation), depth - 1, evaluation) && complete;
  }
  return complete;
}

/** Outputs that a clan or its machines come out of. */
export const ENTRIES: ReadonlySet<string> = new Set([
  "clan",
  "clanInternals",
  "nixosConfigurations",
  "darwinConfigurations",
  "nixosModules",
]);

/** The inputs by the names that the flake declares, that its outputs ask for and that its lock knows. */
function inputsOf(
  root: string,
  flake: AttrsValue,
  fn: Value,
  sources: InputSources,
  evaluation: Evaluation,
): AttrsValue {
  const urls = new Map<string, string>(lockedSources(textOf(`${root}/flake.lock`, evaluation)));
  const declared = flake.entries.get("inputs")?.value.force(evaluation);
  if (declared?.kind === "attrs") {
    for (const [name, input] of declared.entries) {
      const set = input.value.force(evaluation);
      const url = set.kind === "attrs" ? set.entries.get("url")?.value.force(evaluation) : undefined;
      urls.set(name, url?.kind === "string" ? url.text : (urls.get(name) ?? ""));
    }
  }
  if (fn.kind === "lambda")
    for (const { name } of fn.expr.pattern?.formals ?? []) if (name !== "self" && !urls.has(name)) urls.set(name, "");
  const entries = [...urls].map(([name, url]) => [name, attr(Thunk.of(inputValue(name, url, sources)))] as const);
  return attrs(new Map(entries), true);
}

function textOf(path: string, evaluation: Evaluation): string {
  return evaluation.files.kindOf(path) === "file" ? (evaluation.files.readText(path) ?? "") : "";
}
