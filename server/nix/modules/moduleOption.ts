/** An option with its definitions: what they make together, and what is wrong with them. lib/modules.nix: mergeDefinitions. */
import type { Place } from "../expr.ts";
import { describeFound } from "../options/optionMerge.ts";
import {
  declaredPathOf,
  type Location,
  type Merged,
  type OptionType,
  pathOf,
  type Site,
  verdictOf,
} from "../options/optionType.ts";
import { Thunk } from "../thunk.ts";
import { attrs, type ErrorValue, fault, openList, unknown, type Value } from "../value.ts";
import {
  certainDefinition,
  type Definition,
  type FinalDefinition,
  type Finals,
  finalsOf,
  placeOf,
} from "./moduleDefinitions.ts";
import { contains, type ProblemSink, problem, type RelatedPlace } from "./problem.ts";

/** What an option does beyond its type. */
export interface OptionTraits {
  /** Without a definition it is an error. */
  readonly required: boolean;
  /** More than one definition, the default among them, is an error. */
  readonly readOnly: boolean;
  /** Any definition is an error. */
  readonly removed: boolean;
  readonly apply: Thunk | undefined;
  /** Modules that are not seen may define it too, those that declare it above all: a set may have more names than we know. */
  readonly shared: boolean;
}

export const PLAIN: OptionTraits = {
  required: false,
  readOnly: false,
  removed: false,
  apply: undefined,
  shared: false,
};

const CYCLE: Finals = {
  definitions: [
    {
      value: fault("infinite-recursion", "this value needs itself (infinite recursion)"),
      thunk: Thunk.of(fault("infinite-recursion", "this value needs itself (infinite recursion)")),
      definition: certainDefinition(Thunk.of(unknown("itself"))),
      certain: true,
      conditional: false,
    },
  ],
  defined: true,
  ordered: true,
};

/** `value` as it is where further definitions may come from elsewhere. Lists inside of a submodule are the user's own. */
function withMore(value: Value, location: Location | undefined): Value {
  if (value.kind === "attrs") return value.open ? value : attrs(value.entries, true, value.unnamed);
  const inSubmodule = declaredPathOf(location).includes("<name>");
  return value.kind === "list" && !inSubmodule ? openList(value.elements, 0) : value;
}

/** An option, or an attribute of a set of them, with all that is defined for it. Nothing is computed before it is asked for. */
export class MergedOption {
  readonly site: Site;
  readonly type: OptionType;
  /** As written, properties included, in the module system's order. */
  readonly definitions: readonly Definition[];
  readonly traits: OptionTraits;
  #value: Thunk | undefined;
  #finals: Finals | "computing" | undefined;
  #merged: Merged | "none" | "computing" | undefined;

  constructor(site: Site, type: OptionType, definitions: readonly Definition[], traits: OptionTraits = PLAIN) {
    this.site = site;
    this.type = type;
    this.definitions = definitions;
    this.traits = traits;
  }

  /** The value, `apply` included. */
  get value(): Thunk {
    this.#value ??= Thunk.lazy((evaluation) => {
      const computed = this.#compute();
      const { apply, shared } = this.traits;
      const value = shared ? withMore(computed, this.site.location) : computed;
      if (apply === undefined || value.kind === "error") return value;
      return evaluation.apply(apply.force(evaluation), Thunk.of(value), apply.origin);
    });
    return this.#value;
  }

  /** The definitions that count, in order, the option's default among them. */
  finals(): Finals {
    if (this.#finals === "computing") return CYCLE;
    if (this.#finals === undefined) {
      this.#finals = "computing";
      this.#finals = finalsOf(this.definitions, this.site.run.evaluation);
    }
    return this.#finals;
  }

  /** What the type made of the definitions; `undefined` where they are not fit for it. */
  merged(): Merged | undefined {
    if (this.#merged === undefined) {
      this.#merged = "computing";
      this.#merged = this.#merge() ?? "none";
    }
    return typeof this.#merged === "string" ? undefined : this.#merged;
  }

  #merge(): Merged | undefined {
    const { definitions, defined, ordered } = this.finals();
    if (defined === false || this.#readOnlyTwice() !== undefined) return undefined;
    const fit: FinalDefinition[] = [];
    for (const final of definitions) {
      if (final.value.kind !== "error" && this.#verdict(final) !== "wrong") fit.push(final);
      else if (final.certain) return undefined;
    }
    // What does not fit but may not count either leaves a definition of unknown value.
    const doubtful = definitions.length - fit.length > 0;
    const merged = fit.length === 0 ? undefined : this.type.merge(this.site, fit, ordered);
    return merged !== undefined && doubtful
      ? { ...merged, value: Thunk.of(unknown("which definition counts")) }
      : merged;
  }

  #verdict(final: FinalDefinition) {
    return verdictOf(this.type, final.value, this.site.run.evaluation);
  }

  #compute(): Value {
    const { run, open } = this.site;
    const { definitions, defined } = this.finals();
    if (defined === false) {
      if (open && !run.keepDefaults) return unknown("an option that an unknown module may define");
      return (run.emptyCollections ? this.type.empty : undefined) ?? unknown("an option without a definition");
    }
    const failed = definitions.find((final) => final.certain && final.value.kind === "error");
    if (failed !== undefined) return failed.value;
    if (open && !run.keepDefaults && definitions.every((final) => final.definition.fallback))
      return unknown("a default that an unknown module may override");
    return this.merged()?.value.force(run.evaluation) ?? unknown("an option with an error");
  }

  /** The first definition by hand of a read-only option that has too many. */
  #readOnlyTwice(): Definition | undefined {
    if (!this.traits.readOnly || this.definitions.length < 2) return undefined;
    return this.definitions.every((definition) => definition.certain)
      ? this.definitions.find((definition) => !definition.fallback)
      : undefined;
  }

  /** Reports what the module system would refuse about this option and what is inside. */
  check(sink: ProblemSink): void {
    if (!sink.visit(this)) return;
    const twice = this.#readOnlyTwice();
    if (twice !== undefined) {
      sink.add(
        problem("read-only-option", pathOf(this.site.location), twice.name, { related: this.#related(twice.name) }),
      );
      return;
    }
    const { definitions, defined } = this.finals();
    if (this.traits.removed) this.#checkRemoved(sink, defined);
    else if (defined === false) this.#checkMissing(sink);
    else if (this.#checkValues(sink, definitions)) {
      this.merged()?.check(sink);
      if (this.traits.apply !== undefined) this.#checkApplied(sink);
    }
  }

  #checkRemoved(sink: ProblemSink, defined: boolean | undefined): void {
    const [first] = this.definitions;
    if (first === undefined || defined === false) return;
    sink.add(problem("removed-option", pathOf(this.site.location), first.name, { certain: defined === true }));
  }

  #checkMissing(sink: ProblemSink): void {
    const { run, open, location, named } = this.site;
    if (!this.traits.required || open || (run.emptyCollections && this.type.empty !== undefined)) return;
    sink.add(
      problem("missing-option", pathOf(location), named[0], {
        expected: this.type.describe(),
        related: named.slice(1).map((at) => ({ at, role: "submodule" })),
      }),
    );
  }

  /** Whether all definitions can be merged. */
  #checkValues(sink: ProblemSink, definitions: readonly FinalDefinition[]): boolean {
    let fit = true;
    for (const final of definitions) {
      if (final.value.kind === "error") {
        if (!final.certain) continue;
        fit = false;
        this.#reportFault(sink, final.value, placeOf(final));
      } else if (this.#verdict(final) === "wrong") {
        if (!final.certain && !final.conditional) continue;
        if (final.certain) fit = false;
        sink.add(
          problem("wrong-type", pathOf(this.site.location), placeOf(final) ?? this.site.named[0], {
            certain: final.certain,
            expected: this.type.describe(),
            found: describeFound(final.value),
          }),
        );
      }
    }
    return fit;
  }

  #checkApplied(sink: ProblemSink): void {
    const value = this.value.force(this.site.run.evaluation);
    if (value.kind === "error")
      this.#reportFault(sink, value, this.definitions.find(({ name }) => name !== undefined)?.name);
  }

  #reportFault(sink: ProblemSink, error: ErrorValue, at: Place | undefined): void {
    const raised = error.fault.at;
    const inside = at !== undefined && raised !== undefined && contains(at, raised);
    sink.add(
      problem("evaluation-error", pathOf(this.site.location), inside ? raised : (at ?? raised), { fault: error.fault }),
    );
  }

  #related(except: Place | undefined): RelatedPlace[] {
    return this.definitions.flatMap(({ name }) =>
      name === undefined || name === except ? [] : [{ at: name, role: "definition" as const }],
    );
  }
}
