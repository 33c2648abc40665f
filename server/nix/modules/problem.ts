/** What the module system would refuse in a configuration, as data: the words for people are made from it elsewhere. */
import type { Place } from "../expr.ts";
import type { Fault } from "../value.ts";

export type ProblemKind =
  | "unknown-option"
  | "wrong-type"
  | "missing-option"
  | "read-only-option"
  | "conflicting-definitions"
  | "removed-option"
  | "evaluation-error"
  | "unsupported-attribute";

export interface RelatedPlace {
  readonly at: Place;
  /** `definition`: another definition of the same option; `submodule`: where the set that lacks the option is defined. */
  readonly role: "definition" | "submodule";
}

export interface ModuleProblem {
  readonly kind: ProblemKind;
  /** The option's path; "<name>" stands for a name that is not known. Empty when a module as a whole is meant. */
  readonly option: readonly string[];
  /** The attribute's name for unknown, missing, read-only and removed options, the value's expression for the others. */
  readonly at: Place | undefined;
  /** `false`: it is wrong only if a condition holds that is not known (`mkIf` on something outside of the configuration). */
  readonly certain: boolean;
  /** "a list of strings". */
  readonly expected: string | undefined;
  /** "the string "/var/lib"". */
  readonly found: string | undefined;
  /** The declared name that was probably meant. */
  readonly suggestion: string | undefined;
  readonly related: readonly RelatedPlace[];
  /** With `evaluation-error`: what Nix would say. */
  readonly fault: Fault | undefined;
  /** With `evaluation-error`: the error comes from another option that this one reads and is reported there as well. */
  readonly follows: boolean;
}

/** Takes the problems of one check. */
export interface ProblemSink {
  add(problem: ModuleProblem): void;
  /** Whether `item` is visited for the first time in this check. */
  visit(item: object): boolean;
}

/** A problem of which only `details` are to be told apart from the plain case. */
export function problem(
  kind: ProblemKind,
  option: readonly string[],
  at: Place | undefined,
  details: Partial<Omit<ModuleProblem, "kind" | "option" | "at">> = {},
): ModuleProblem {
  return {
    kind,
    option,
    at,
    certain: true,
    expected: undefined,
    found: undefined,
    suggestion: undefined,
    related: [],
    fault: undefined,
    follows: false,
    ...details,
  };
}

/** A sink for what is wrong only if something exists that may not: errors of evaluation are no concern then. */
export function doubtful(sink: ProblemSink): ProblemSink {
  return {
    add: (found) => {
      if (found.kind !== "evaluation-error") sink.add({ ...found, certain: false });
    },
    visit: (item) => sink.visit(item),
  };
}

/** Whether `inner` lies in `outer`. Places of different chunks of one file are compared by their offsets in the file. */
export function contains(outer: Place, inner: Place): boolean {
  if (outer.chunk.source.path !== inner.chunk.source.path) return false;
  const start = outer.chunk.origin + outer.start;
  const innerStart = inner.chunk.origin + inner.start;
  return innerStart >= start && innerStart <= outer.chunk.origin + outer.end;
}
