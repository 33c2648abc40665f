/**
 * Definitions of options and the properties around them: `mkIf`, `mkMerge`, `mkOverride`, `mkOrder` are sets with a `_type`, taken apart in
 * the order that nixpkgs does (lib/modules.nix: pushDownProperties, dischargeProperties, filterOverrides, sortProperties).
 */
import type { Place } from "../expr.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import { type Attr, type AttrsValue, attr, attrs, fault, unknown, type Value } from "../value.ts";

/** `defaultOverridePriority`, `mkOptionDefault` and `defaultOrderPriority` of lib/modules.nix. */
export const DEFAULT_PRIORITY = 100;
export const OPTION_DEFAULT_PRIORITY = 1500;
const DEFAULT_ORDER = 1000;

/** One definition as written, properties included. */
export interface Definition {
  readonly value: Thunk;
  /** Where the attribute's name is written. */
  readonly name: Place | undefined;
  /** `false`: it may not be there. */
  readonly certain: boolean;
  /** It is there if a condition holds that is not known, and only that makes it uncertain. */
  readonly conditional: boolean;
  /** It is the option's own default. */
  readonly fallback: boolean;
}

/** A definition that may take part in the option's value, its properties taken off. */
export interface FinalDefinition {
  readonly value: Value;
  readonly thunk: Thunk;
  readonly definition: Definition;
  /** `false`: a condition or a priority that is not known decides. */
  readonly certain: boolean;
  /** The definition is under a condition that is not known, and only that makes it uncertain. */
  readonly conditional: boolean;
}

export interface Finals {
  readonly definitions: readonly FinalDefinition[];
  /** Whether any definition is left once conditions are applied; `undefined` when that is not known. */
  readonly defined: boolean | undefined;
  /** The definitions stand in their final order. */
  readonly ordered: boolean;
}

const NO_PLACES: readonly Place[] = [];

/** Where `definitions` name their attribute. */
export function placesOf(definitions: readonly Definition[]): readonly Place[] {
  const [only] = definitions;
  if (only === undefined) return NO_PLACES;
  return definitions.length === 1 && only.name !== undefined
    ? [only.name]
    : definitions.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

/** The place to show for a definition's value. */
export function placeOf(final: FinalDefinition): Place | undefined {
  return final.thunk.origin ?? final.definition.name;
}

/** The definition that an attribute of a set makes; `of` tells how sure the set is. */
export function definitionOf(entry: Attr, of = { certain: true, conditional: false }): Definition {
  const { value, name, certain } = entry;
  return { value, name, certain: certain && of.certain, conditional: certain && of.conditional, fallback: false };
}

/** A definition that is certainly there. */
export function certainDefinition(value: Thunk, fallback = false): Definition {
  return { value, name: undefined, certain: true, conditional: false, fallback };
}

type Property = "if" | "merge" | "override" | "order" | "unknown" | "none";

/** Which property `set` is; sets of other types, such as derivations, are none. */
export function propertyOf(set: AttrsValue, evaluation: Evaluation): Property {
  const entry = set.entries.get("_type");
  if (entry === undefined) return "none";
  const tag = entry.certain ? entry.value.force(evaluation) : unknown("a type");
  if (tag.kind !== "string") return tag.kind === "unknown" || tag.kind === "error" ? "unknown" : "none";
  switch (tag.text) {
    case "if":
    case "merge":
    case "override":
    case "order":
      return tag.text;
    case "definition":
      return "unknown";
    default:
      return "none";
  }
}

function field(set: AttrsValue, name: string): Thunk {
  const entry = set.entries.get(name);
  return entry?.certain === true ? entry.value : Thunk.of(unknown(`the attribute ${name}`));
}

/** The contents of a `mkMerge`: the elements known, and what stands for the rest. */
function contentsOf(set: AttrsValue, evaluation: Evaluation): Thunk[] {
  const contents = field(set, "contents").force(evaluation);
  if (contents.kind === "list")
    return contents.open ? [...contents.elements, Thunk.of(unknown("more definitions"))] : [...contents.elements];
  return [
    Thunk.of(
      contents.kind === "unknown" || contents.kind === "error" ? contents : fault("type", "mkMerge needs a list"),
    ),
  ];
}

/** A set of definitions without properties around it, or what stands in its place. */
export interface Part {
  readonly value: Value;
  readonly definition: Definition;
}

/** Moves the properties around a set into its attributes, so that the names can be seen without deciding any condition. */
export function pushDown(definition: Definition, evaluation: Evaluation): Part[] {
  const value = definition.value.force(evaluation);
  const parts: Part[] = [];
  pushDownValue(value, definition, evaluation, parts);
  return parts;
}

function pushDownValue(value: Value, definition: Definition, evaluation: Evaluation, parts: Part[]): void {
  const property = value.kind === "attrs" ? propertyOf(value, evaluation) : "none";
  if (value.kind !== "attrs" || property === "none" || property === "order") {
    parts.push({ value, definition });
    return;
  }
  if (evaluation.enter() !== undefined || property === "unknown") {
    parts.push({ value: unknown("definitions"), definition });
    return;
  }
  if (property === "merge") {
    for (const item of contentsOf(value, evaluation))
      pushDownValue(item.force(evaluation), definition, evaluation, parts);
  } else {
    const inner: Part[] = [];
    pushDownValue(field(value, "content").force(evaluation), definition, evaluation, inner);
    for (const part of inner) parts.push({ ...part, value: wrapEntries(part.value, value) });
  }
  evaluation.leave();
}

/** `set` with the property `around` on each of its attributes. */
function wrapEntries(set: Value, around: AttrsValue): Value {
  if (set.kind !== "attrs") return set;
  const wrap = (entry: Attr): Attr => ({
    ...entry,
    value: Thunk.of(withContent(around, entry.value), entry.value.origin),
  });
  const entries = new Map<string, Attr>();
  for (const [name, entry] of set.entries) entries.set(name, wrap(entry));
  return attrs(entries, set.open, set.unnamed.map(wrap));
}

function withContent(property: AttrsValue, content: Thunk): AttrsValue {
  const entries = new Map(property.entries);
  entries.set("content", attr(content));
  return attrs(entries);
}

interface Candidate {
  readonly thunk: Thunk;
  readonly definition: Definition;
  readonly certain: boolean;
  readonly conditional: boolean;
  /** `undefined` when it is not known. */
  readonly priority: number | undefined;
}

/** Decides conditions and priorities: what is left takes part in the option's value. */
export function finalsOf(definitions: readonly Definition[], evaluation: Evaluation): Finals {
  const [only] = definitions;
  const alone = definitions.length === 1 && only !== undefined ? finalOfPlain(only, evaluation) : undefined;
  if (alone !== undefined) return alone;
  const candidates: Candidate[] = [];
  for (const definition of definitions) {
    if (definition.fallback)
      candidates.push({
        thunk: definition.value,
        definition,
        certain: definition.certain,
        conditional: false,
        priority: OPTION_DEFAULT_PRIORITY,
      });
    else discharge(definition.value, definition, definition.certain, definition.conditional, evaluation, candidates);
  }
  const defined = candidates.some((candidate) => candidate.certain)
    ? true
    : candidates.length === 0
      ? false
      : undefined;
  return { ...sorted(survivors(candidates), evaluation), defined };
}

/** The usual case, an option with one definition without properties; `undefined` when it is not that. */
function finalOfPlain(definition: Definition, evaluation: Evaluation): Finals | undefined {
  const value = definition.value.force(evaluation);
  if (value.kind === "attrs" && value.entries.has("_type")) return undefined;
  const { certain, conditional, fallback } = definition;
  const known = value.kind !== "unknown";
  const final = { value, thunk: definition.value, definition, certain: certain && known, conditional };
  return { definitions: [final], defined: certain && (known || fallback) ? true : undefined, ordered: true };
}

function discharge(
  thunk: Thunk,
  definition: Definition,
  certain: boolean,
  conditional: boolean,
  evaluation: Evaluation,
  candidates: Candidate[],
): void {
  const value = thunk.force(evaluation);
  const add = (content: Thunk, priority: number | undefined, sure: boolean) =>
    candidates.push({ thunk: content, definition, certain: certain && sure, conditional, priority });
  const property = value.kind === "attrs" ? propertyOf(value, evaluation) : "none";
  if (value.kind !== "attrs" || property === "none" || property === "order") {
    // What cannot be computed cannot tell its priority either: Nix stops here, whatever the other definitions are.
    add(thunk, value.kind === "error" ? Number.NEGATIVE_INFINITY : DEFAULT_PRIORITY, value.kind !== "unknown");
    return;
  }
  if (evaluation.enter() !== undefined || property === "unknown") {
    add(Thunk.of(unknown("a definition")), DEFAULT_PRIORITY, false);
    return;
  }
  if (property === "merge") {
    for (const item of contentsOf(value, evaluation))
      discharge(item, definition, certain, conditional, evaluation, candidates);
  } else if (property === "override") {
    const priority = field(value, "priority").force(evaluation);
    add(field(value, "content"), priority.kind === "int" ? priority.value : undefined, priority.kind === "int");
  } else {
    const condition = field(value, "condition").force(evaluation);
    const content = field(value, "content");
    if (condition.kind === "unknown")
      discharge(content, definition, false, certain || conditional, evaluation, candidates);
    else if (condition.kind === "bool") {
      if (condition.value) discharge(content, definition, certain, conditional, evaluation, candidates);
    } else {
      const error = condition.kind === "error" ? condition : fault("type", "mkIf needs a Boolean", thunk.origin);
      add(Thunk.of(error, thunk.origin), Number.NEGATIVE_INFINITY, true);
    }
  }
  evaluation.leave();
}

/** The candidates that no other one overrides for certain. */
function survivors(candidates: readonly Candidate[]): Candidate[] {
  if (candidates.length === 1) return [...candidates];
  let sure = Number.POSITIVE_INFINITY;
  let possible = Number.POSITIVE_INFINITY;
  for (const { certain, priority } of candidates) {
    const rank = priority ?? Number.NEGATIVE_INFINITY;
    if (certain) sure = Math.min(sure, rank);
    possible = Math.min(possible, rank);
  }
  const left: Candidate[] = [];
  for (const candidate of candidates) {
    const { priority } = candidate;
    if (priority !== undefined && priority > sure) continue;
    const stays = priority !== undefined && priority <= possible;
    left.push(stays ? candidate : { ...candidate, certain: false, conditional: false });
  }
  return left;
}

/** Takes `mkOrder` off and sorts by it. Only the survivors' contents are computed. */
function sorted(
  candidates: readonly Candidate[],
  evaluation: Evaluation,
): { definitions: FinalDefinition[]; ordered: boolean } {
  let moved = false;
  let ordered = true;
  const ranked = candidates.map(({ thunk, definition, certain, conditional }) => {
    const value = thunk.force(evaluation);
    if (value.kind === "unknown") ordered = candidates.length === 1;
    const final = { value, thunk, definition, certain: certain && value.kind !== "unknown", conditional };
    if (value.kind !== "attrs" || propertyOf(value, evaluation) !== "order") return { final, order: DEFAULT_ORDER };
    moved = true;
    const order = field(value, "priority").force(evaluation);
    const content = field(value, "content");
    const inner = content.force(evaluation);
    if (order.kind !== "int") ordered = false;
    return {
      final: { ...final, thunk: content, value: inner, certain: certain && inner.kind !== "unknown" },
      order: order.kind === "int" ? order.value : DEFAULT_ORDER,
    };
  });
  if (moved) ranked.sort((a, b) => a.order - b.order);
  return { definitions: ranked.map(({ final }) => final), ordered };
}
