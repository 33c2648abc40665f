/** Builtins of sets. Of an open set the known attributes are kept; what depends on the others is unknown. */
import { selectOne } from "../selection.ts";
import { Thunk, unknownThunk } from "../thunk.ts";
import {
  type Attr,
  type AttrsValue,
  attr,
  attrs,
  type BuiltinValue,
  bool,
  isStuck,
  type ListValue,
  list as listOf,
  openList,
  type Stuck,
  sortedNames,
  unknown,
  type Value,
} from "../value.ts";
import {
  asPlain,
  asSet,
  type Call,
  fn,
  later,
  lazy,
  list,
  native1,
  native2,
  plain,
  set,
  stops,
  textThunk,
} from "./native.ts";

/** What `make` says of each certain attribute, in the order of their names; open where there may be others. */
export function listOfAttrs(of: AttrsValue, make: (name: string, entry: Attr) => Thunk, call: Call): Value {
  const spent = call.evaluation.spend(of.entries.size);
  if (spent !== undefined) return spent;
  const elements: Thunk[] = [];
  let whole = !of.open;
  let prefix: number | undefined = of.open ? 0 : undefined;
  for (const name of sortedNames(of)) {
    const entry = of.entries.get(name);
    if (entry?.certain === true) elements.push(make(name, entry));
    else {
      whole = false;
      prefix ??= elements.length;
    }
  }
  return whole ? listOf(elements) : openList(elements, prefix ?? 0);
}

/** The set with each value replaced by `make` of it; `name` is `undefined` for an attribute whose name is not known. */
export function mapValues(of: AttrsValue, make: (name: string | undefined, value: Thunk) => Thunk, call: Call): Value {
  const spent = call.evaluation.spend(3 * of.entries.size);
  if (spent !== undefined) return spent;
  const entries = new Map<string, Attr>();
  for (const [name, entry] of of.entries) entries.set(name, { ...entry, value: make(name, entry.value) });
  const unnamed = of.unnamed.map((entry) => ({ ...entry, value: make(undefined, entry.value) }));
  return attrs(entries, of.open, unnamed);
}

/** A name as an argument of a function. */
export function nameThunk(name: string | undefined): Thunk {
  return name === undefined ? unknownThunk("the name of an attribute") : textThunk(name);
}

/**
 * A set of the `{ name; value; }` in `of`; of equal names the first counts, so that behind an element that is not known no value is
 * certain.
 */
export function setOfPairs(of: ListValue, call: Call): Value {
  const { evaluation } = call;
  const spent = evaluation.spend(3 * of.elements.length);
  if (spent !== undefined) return spent;
  const entries = new Map<string, Attr>();
  const unnamed: Attr[] = [];
  let hidden = false;
  for (const [index, element] of of.elements.entries()) {
    if (of.open && index >= of.prefix) hidden = true;
    const pair = asSet(element.force(evaluation), call);
    if (pair.kind === "error") return pair;
    const name = asPlain(selectOne(pair, "name", call.at, evaluation), call);
    if (stops(name)) {
      if (name.kind === "error") return name;
      hidden = true;
      unnamed.push(attr(Thunk.lazy((run) => selectOne(pair, "value", call.at, run))));
      continue;
    }
    if (entries.has(name) || isStuck(pair)) continue;
    const field = pair.entries.get("value");
    if (field === undefined && !pair.open) return selectOne(pair, "value", call.at, evaluation);
    const value = hidden || field?.certain !== true ? unknownThunk(`the attribute ${name}`) : field.value;
    entries.set(name, { value, certain: true, name: pair.entries.get("name")?.value.origin });
  }
  return attrs(entries, hidden || of.open, unnamed);
}

/** The set without the attributes in `names`. */
function removeAttrs(of: AttrsValue, names: ListValue, call: Call): Value {
  const entries = new Map(of.entries);
  let hidden = names.open;
  for (const element of names.elements) {
    const name = asPlain(element.force(call.evaluation), call);
    if (typeof name === "string") entries.delete(name);
    else if (name.kind === "error") return name;
    else hidden = true;
  }
  const spent = call.evaluation.spend(entries.size >> 2);
  if (spent !== undefined) return spent;
  if (!hidden) return attrs(entries, of.open, of.unnamed);
  for (const [name, entry] of entries) entries.set(name, { ...entry, certain: false });
  return attrs(entries, of.open, of.unnamed);
}

/** The attributes of `right` whose names are in `left`. */
function intersectAttrs(left: AttrsValue, right: AttrsValue, call: Call): Value {
  const entries = new Map<string, Attr>();
  for (const [name, entry] of right.entries) {
    const wanted = left.entries.get(name);
    if (wanted?.certain === true) entries.set(name, entry);
    else if (wanted !== undefined || left.open) entries.set(name, { ...entry, certain: false });
  }
  const open = right.open && (left.open || left.entries.size > 0);
  return call.evaluation.spend(right.entries.size >> 2) ?? attrs(entries, open);
}

function hasAttr(name: string, of: AttrsValue): Value {
  const entry = of.entries.get(name);
  if (entry?.certain === true) return bool(true);
  return entry !== undefined || of.open ? unknown("whether an attribute exists") : bool(false);
}

/** The values of attribute `name` in those sets of `of` that have it. */
function catAttrs(name: string, of: ListValue, call: Call): Value {
  const elements: Thunk[] = [];
  let prefix: number | undefined;
  for (const [index, element] of of.elements.entries()) {
    if (of.open && index >= of.prefix) prefix ??= elements.length;
    const item = asSet(element.force(call.evaluation), call);
    if (item.kind === "error") return item;
    const entry = item.kind === "unknown" ? undefined : item.entries.get(name);
    if (entry?.certain === true) elements.push(entry.value);
    else if (item.kind === "unknown" || entry !== undefined || item.open) prefix ??= elements.length;
  }
  if (of.open) prefix ??= elements.length;
  return prefix === undefined ? listOf(elements) : openList(elements, prefix);
}

/** `zipAttrsWith`: for each name, `f name values` where `values` are those of the sets in `of` that have it. */
export function zipWith(f: Value, of: ListValue, call: Call): Value {
  const found = new Map<string, { values: Thunk[]; certain: boolean; prefix: number | undefined }>();
  let gap = false;
  for (const [index, element] of of.elements.entries()) {
    if (of.open && index >= of.prefix) gap = true;
    const item = asSet(element.force(call.evaluation), call);
    if (item.kind === "error") return item;
    const spent = call.evaluation.spend(item.kind === "attrs" ? item.entries.size : 1);
    if (spent !== undefined) return spent;
    const before = item.kind === "unknown" || item.open;
    for (const [name, entry] of item.kind === "attrs" ? item.entries : []) {
      const group = found.get(name) ?? { values: [], certain: false, prefix: gap ? 0 : undefined };
      found.set(name, group);
      if (entry.certain) group.values.push(entry.value);
      else group.prefix ??= group.values.length;
      group.certain ||= entry.certain;
    }
    if (!before) continue;
    gap = true;
    for (const [name, group] of found)
      if (item.kind === "unknown" || !item.entries.has(name)) group.prefix ??= group.values.length;
  }
  gap ||= of.open;
  const entries = new Map<string, Attr>();
  for (const [name, { values, certain, prefix }] of found) {
    const open = prefix !== undefined || of.open;
    const values_ = open ? openList(values, Math.min(prefix ?? values.length, values.length)) : listOf(values);
    entries.set(name, { value: later(f, [textThunk(name), Thunk.of(values_)], call), certain, name: undefined });
  }
  return attrs(entries, gap);
}

/** The attributes for which `keep` holds; one of which that is not known may be there or not. */
export function filterSet(of: AttrsValue, keep: (name: string, value: Thunk) => boolean | Stuck): Value {
  const entries = new Map<string, Attr>();
  for (const name of sortedNames(of)) {
    const entry = of.entries.get(name);
    if (entry === undefined) continue;
    const answer = keep(name, entry.value);
    if (answer === true) entries.set(name, entry);
    else if (answer !== false) {
      if (answer.kind === "error") return answer;
      entries.set(name, { ...entry, certain: false });
    }
  }
  return attrs(entries, of.open);
}

export const setBuiltins: readonly BuiltinValue[] = [
  native1("attrNames", set, (of, call) => listOfAttrs(of, (name) => textThunk(name), call)),
  native1("attrValues", set, (of, call) => listOfAttrs(of, (_, entry) => entry.value, call)),
  native2("getAttr", plain, set, (name, of, { evaluation, at }) => selectOne(of, name, at, evaluation)),
  native2("hasAttr", plain, set, hasAttr),
  native2("removeAttrs", set, list, removeAttrs),
  native2("intersectAttrs", set, set, intersectAttrs),
  native2("mapAttrs", lazy, set, (f, of, call) => {
    if (of.entries.size === 0 && of.unnamed.length === 0) return of;
    const called = f.force(call.evaluation);
    return mapValues(of, (name, value) => later(called, [nameThunk(name), value], call), call);
  }),
  native1("listToAttrs", list, setOfPairs),
  native2("catAttrs", plain, list, catAttrs),
  native2("zipAttrsWith", fn, list, zipWith),
];
