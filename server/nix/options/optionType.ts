/** What an option type is to the module system. The types themselves are in optionTypes.ts and its neighbours. */
import type { Place } from "../expr.ts";
import type { Configuration } from "../modules/moduleConfiguration.ts";
import type { FinalDefinition } from "../modules/moduleDefinitions.ts";
import type { MergedOption } from "../modules/moduleOption.ts";
import type { ProblemSink } from "../modules/problem.ts";
import type { Evaluation, Thunk } from "../thunk.ts";
import type { Value } from "../value.ts";

/** Whether a value has a type: yes, no, or it cannot be told without Nix. */
export type Verdict = "ok" | "wrong" | "unknown";

/** Where an option stands in the tree of options; the root has no location. */
export interface Location {
  readonly parent: Location | undefined;
  /** The attribute's name, "<name>" where it is not known. */
  readonly name: string;
  /** The name it is declared under: "<name>" below an `attrsOf`, "*" in a list, else `name`. */
  readonly declared: string;
}

/** The names from the root to `location`. */
export function pathOf(location: Location | undefined): string[] {
  const path: string[] = [];
  for (let at = location; at !== undefined; at = at.parent) if (at.name !== "*") path.push(at.name);
  return path.reverse();
}

/** As `pathOf`, in the names that options are declared under. */
export function declaredPathOf(location: Location | undefined): string[] {
  const path: string[] = [];
  for (let at = location; at !== undefined; at = at.parent) path.push(at.declared);
  return path.reverse();
}

/** What is the same for all options of one run of the module system. */
export interface ModuleRun {
  readonly evaluation: Evaluation;
  /** nixpkgs' lib, which every module and submodule may ask for. */
  readonly lib: Thunk;
  /** Declared paths below which every option is declared, so that any other name is a mistake. */
  readonly complete: readonly (readonly string[])[];
  /** Lists, sets and `nullOr` without a definition are empty instead of an error (nixpkgs since 2026). */
  readonly emptyCollections: boolean;
  /** What an unknown module may define is taken to keep its default all the same. */
  readonly keepDefaults: boolean;
}

/** Where and for whom definitions are merged. */
export interface Site {
  readonly run: ModuleRun;
  readonly location: Location | undefined;
  /** There may be definitions that are not seen. */
  readonly open: boolean;
  /** Where the definitions' attribute is named, for what is missing inside. */
  readonly named: readonly Place[];
}

/** The result of merging definitions. */
export interface Merged {
  readonly value: Thunk;
  /** Reports what the module system would refuse here and below; what `OptionType.check` tells is not repeated. */
  check(sink: ProblemSink): void;
  /** With `attrsOf`: what each attribute became. */
  readonly children?: () => ReadonlyMap<string, MergedOption>;
  /** With a submodule: its options. */
  readonly configuration?: Configuration;
}

export interface OptionType {
  /** The name in nixpkgs' lib.types. */
  readonly name: string;
  /** "a list of strings"; `plural` gives "lists of strings". */
  describe(plural?: boolean): string;
  /** Judges the head of a value only, as the real types do; `value` is neither unknown nor an error. */
  check(value: Value, evaluation: Evaluation): Verdict;
  /** Merges definitions, at least one, none of which `check` calls wrong. */
  merge(site: Site, definitions: readonly FinalDefinition[], ordered: boolean): Merged;
  /** What the option is without any definition, in releases where that is no error. */
  readonly empty?: Value;
  /** Types inside, of the elements or alternatives. */
  readonly inner?: () => readonly OptionType[];
}

/** Carries an option type through Nix code as a host value. */
export class OptionTypeBox {
  readonly type: OptionType;

  constructor(type: OptionType) {
    this.type = type;
  }
}

/** `check` for any value. */
export function verdictOf(type: OptionType, value: Value, evaluation: Evaluation): Verdict {
  return value.kind === "unknown" || value.kind === "error" ? "unknown" : type.check(value, evaluation);
}
