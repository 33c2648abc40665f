/** Options that the user's own modules declare with `options.… = mkOption { … }`, laid over those that are declared already. */

import { unspecifiedType } from "../options/optionLoose.ts";
import { attrsOf } from "../options/optionSets.ts";
import { type OptionType, OptionTypeBox } from "../options/optionType.ts";
import { boolType, rawType, unknownType } from "../options/optionTypes.ts";
import type { Evaluation, Thunk } from "../thunk.ts";
import type { AttrsValue, Value } from "../value.ts";
import type { Declarations, DeclaredOption, DefaultValue, Needed } from "./moduleDeclarations.ts";

/** `base` with what the `options` sets of modules declare. */
export function withUserOptions(base: Declarations, sets: readonly Value[], evaluation: Evaluation): Declarations {
  return sets.length === 0 ? base : new Overlay(base, sets, base.closed, evaluation);
}

class Overlay implements Declarations {
  readonly option = undefined;
  readonly open: boolean;
  readonly closed: boolean;
  readonly #base: Declarations | undefined;
  readonly #sets: readonly AttrsValue[];
  readonly #evaluation: Evaluation;
  readonly #children = new Map<string, Declarations | undefined>();

  constructor(base: Declarations | undefined, sets: readonly Value[], closed: boolean, evaluation: Evaluation) {
    this.#base = base;
    this.#sets = sets.filter((set): set is AttrsValue => set.kind === "attrs");
    this.open = base?.open === true || sets.some((set) => set.kind !== "attrs" || set.open);
    this.closed = closed;
    this.#evaluation = evaluation;
  }

  get needed(): readonly Needed[] {
    return this.#base?.needed ?? [];
  }

  *names(): Iterable<string> {
    const seen = new Set<string>(this.#base?.names());
    for (const set of this.#sets) for (const name of set.entries.keys()) seen.add(name);
    yield* seen;
  }

  dataNames(): Iterable<string> {
    return this.#base?.dataNames() ?? [];
  }

  child(name: string): Declarations | undefined {
    if (this.#children.has(name)) return this.#children.get(name);
    const child = this.#make(name);
    this.#children.set(name, child);
    return child;
  }

  #make(name: string): Declarations | undefined {
    const base = this.#base?.child(name);
    const values: Value[] = [];
    for (const set of this.#sets) {
      const entry = set.entries.get(name);
      if (entry !== undefined) values.push(entry.value.force(this.#evaluation));
    }
    const [first] = values;
    if (first === undefined) return base;
    const options = values.filter((value) => isOption(value, this.#evaluation));
    if (options.length === 0 && base?.option === undefined)
      return new Overlay(base, values, this.closed, this.#evaluation);
    // Declarations of one option in several places are merged type by type, which is not done here.
    const alone = values.length === 1 && base === undefined && first.kind === "attrs";
    return leaf(alone ? userOption(first, this.#evaluation) : OPAQUE);
  }
}

function isOption(value: Value, evaluation: Evaluation): boolean {
  if (value.kind !== "attrs") return value.kind === "unknown";
  const tag = value.entries.get("_type")?.value.force(evaluation);
  return tag !== undefined && (tag.kind !== "string" || tag.text === "option");
}

const OPAQUE: DeclaredOption = {
  type: () => unknownType,
  default: { kind: "unknown" },
  required: false,
  readOnly: false,
  removed: false,
  apply: undefined,
  shared: false,
  data: undefined,
};

function leaf(option: DeclaredOption): Declarations {
  return {
    option,
    child: () => undefined,
    names: () => [],
    dataNames: () => [],
    open: false,
    closed: false,
    needed: [],
  };
}

function userOption(set: AttrsValue, evaluation: Evaluation): DeclaredOption {
  const field = (name: string) => set.entries.get(name)?.value;
  const readOnly = field("readOnly")?.force(evaluation);
  const apply = field("apply");
  let type: OptionType | undefined;
  return {
    ...OPAQUE,
    type: () => {
      if (type !== undefined) return type;
      const declared = typeOfThunk(field("type"), set.open, evaluation);
      type = mayExtend(set) && holdsSubmodule(declared, TYPE_DEPTH) ? unknownType : declared;
      return type;
    },
    default: defaultOf(set),
    readOnly: readOnly?.kind === "bool" && readOnly.value,
    apply,
  };
}

/** Nested types that are looked into. */
const TYPE_DEPTH = 8;

/**
 * Whether another module may declare the option as well: then all of them together may give it one default, one description and the like,
 * so that one which has none but a type may add to the submodules of NixOS (nixpkgs' lib/modules.nix, mergeOptionDecls).
 */
function mayExtend(set: AttrsValue): boolean {
  return ["default", "defaultText", "description", "example", "apply"].every((name) => !set.entries.has(name));
}

function holdsSubmodule(type: OptionType, depth: number): boolean {
  if (type.name === "submodule") return true;
  return depth > 0 && (type.inner?.() ?? []).some((inner) => holdsSubmodule(inner, depth - 1));
}

function defaultOf(set: AttrsValue): DefaultValue {
  const entry = set.entries.get("default");
  if (entry === undefined) return { kind: set.open ? "unknown" : "none" };
  return entry.certain ? { kind: "value", value: entry.value } : { kind: "unknown" };
}

/** The type that Nix code gives; without one an option is `unspecified`. */
function typeOfThunk(thunk: Thunk | undefined, open: boolean, evaluation: Evaluation): OptionType {
  if (thunk === undefined) return open ? unknownType : unspecifiedType;
  return typeOfValue(thunk.force(evaluation));
}

/** The option type in a value of Nix code, one that says nothing where there is none. */
export function typeOfValue(value: Value): OptionType {
  return value.kind === "host" && value.object instanceof OptionTypeBox ? value.object.type : unknownType;
}

const INTERNAL = new Map<string, Declarations>(
  [
    { name: "args", type: attrsOf(() => rawType, true) },
    { name: "check", type: boolType },
    { name: "freeformType", type: rawType },
  ].map(({ name, type }) => [name, leaf({ ...OPAQUE, type: () => type, default: { kind: "none" } })]),
);

/** What every evaluation of modules declares below `_module`. */
export const INTERNAL_OPTIONS: Declarations = {
  option: undefined,
  child: (name) => INTERNAL.get(name),
  names: () => INTERNAL.keys(),
  dataNames: () => INTERNAL.keys(),
  open: true,
  closed: false,
  needed: [],
};
