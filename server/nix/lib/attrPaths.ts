/** Functions of nixpkgs' lib/attrsets.nix that go into nested sets or fold over sets. */
import * as read from "../builtins/native.ts";
import { concatLists } from "../operators.ts";
import { Thunk, unknownThunk } from "../thunk.ts";
import {
  type Attr,
  type AttrsValue,
  attr,
  attrs,
  type BuiltinValue,
  bool,
  builtin,
  fault,
  isStuck,
  list,
  type Stuck,
  sortedNames,
  string,
  unknown,
  type Value,
} from "../value.ts";
import { filterEntries } from "./attrsets.ts";
import { run } from "./builtin.ts";
import { recursiveUpdate } from "./recursiveUpdate.ts";
import { anyList, argument, called, closedSet, holds, lazily, result, whole } from "./support.ts";

export const attrPathFunctions: readonly BuiltinValue[] = [
  read.native3("attrByPath", whole, read.lazy, read.lazy, (path, fallback, set, call) =>
    follow(path, set, call, () => fallback.force(call.evaluation)),
  ),
  read.native2("hasAttrByPath", whole, read.lazy, hasPath),
  read.native2("getAttrFromPath", whole, read.lazy, (path, set, call) =>
    follow(path, set, call, () => fault("abort", "there is no attribute at this path", call.at)),
  ),
  read.native2("setAttrByPath", whole, read.lazy, (path, value, call) => nested(path, 0, value, call)),
  read.native2("recursiveUpdate", read.lazy, read.lazy, recursiveUpdate),
  read.native2("mapAttrsRecursive", read.lazy, read.set, (f, set, call) => mapDeep(() => true, f, [], set, call)),
  read.native3("mapAttrsRecursiveCond", read.lazy, read.lazy, read.set, (goOn, f, set, call) =>
    mapDeep((value) => holds(goOn, [value], call), f, [], set, call),
  ),
  read.native2("filterAttrsRecursive", read.lazy, read.set, filterDeep),
  read.native2("collect", read.lazy, read.lazy, collect),
  read.native3("foldlAttrs", read.lazy, read.lazy, closedSet, (f, start, set, call) => {
    const step = builtin("step", 2, ([reduced, name], evaluation, at) => {
      const key = name?.force(evaluation);
      const value = key?.kind === "string" ? set.entries.get(key.text)?.value : undefined;
      if (reduced === undefined || name === undefined || value === undefined) return unknown("an attribute");
      return result(f, [reduced, name, value], { evaluation, at });
    });
    const exhausted = start.force(call.evaluation);
    if (isStuck(exhausted)) return exhausted;
    return run("foldl'", [step, start, list(sortedNames(set).map(read.textThunk))], call);
  }),
  read.native3("foldAttrs", read.lazy, read.lazy, whole, foldAttrs),
  lazily("zipAttrs", 1, (args, call) => run("zipAttrsWith", [second(), argument(args, 0)], call)),
  read.native1("cartesianProduct", closedSet, cartesianProduct),
  read.native2("mapCartesianProduct", read.lazy, closedSet, (f, set, call) =>
    run("map", [f, cartesianProduct(set, call)], call),
  ),
  read.native2("overrideExisting", read.set, read.set, (old, fresh) => overrideExisting(old, fresh)),
  read.native1("showAttrPath", whole, (path, call) => showPath(path, call)),
];

function second(): BuiltinValue {
  return builtin("second", 2, ([, values], evaluation) => values?.force(evaluation) ?? unknown("values"));
}

/** What stands at `path` in `start`; what `missing` says where there is nothing. */
function follow(path: readonly Thunk[], start: Thunk, call: read.Call, missing: () => Value): Value {
  let at = start.force(call.evaluation);
  for (const step of path) {
    const name = read.text(step, call);
    if (read.stops(name)) return name;
    if (isStuck(at)) return at;
    if (at.kind === "host") return unknown("an option type");
    const entry = at.kind === "attrs" ? at.entries.get(name) : undefined;
    if (entry === undefined && !(at.kind === "attrs" && at.open)) return missing();
    if (entry?.certain !== true) return unknown(`the attribute ${name}`);
    at = entry.value.force(call.evaluation);
  }
  return at;
}

function hasPath(path: readonly Thunk[], start: Thunk, call: read.Call): Value {
  let at = start;
  for (const step of path) {
    const name = read.text(step, call);
    if (read.stops(name)) return name;
    const value = at.force(call.evaluation);
    if (isStuck(value)) return value;
    if (value.kind === "host") return unknown("an option type");
    const entry = value.kind === "attrs" ? value.entries.get(name) : undefined;
    if (entry === undefined && !(value.kind === "attrs" && value.open)) return bool(false);
    if (entry?.certain !== true) return unknown("whether an attribute exists");
    at = entry.value;
  }
  return bool(true);
}

function nested(path: readonly Thunk[], depth: number, value: Thunk, call: read.Call): Value {
  const step = path[depth];
  if (step === undefined) return value.force(call.evaluation);
  const name = read.text(step, call);
  const last = depth + 1 === path.length;
  const inner = last
    ? value
    : Thunk.lazy((evaluation) => nested(path, depth + 1, value, { evaluation, at: call.at }), value.origin);
  if (!read.stops(name)) return attrs(new Map([[name, attr(inner, step.origin)]]));
  return name.kind === "error" ? name : attrs(new Map(), true, [attr(inner, step.origin)]);
}

function mapDeep(
  goOn: (value: Thunk) => boolean | Stuck,
  f: Thunk,
  path: readonly Thunk[],
  set: AttrsValue,
  call: read.Call,
): Value {
  const change = (name: Thunk, value: Thunk) =>
    Thunk.lazy((evaluation) => {
      const found = value.force(evaluation);
      if (isStuck(found)) return found;
      if (found.kind === "host") return unknown("an option type");
      const deeper = found.kind === "attrs" ? goOn(value) : false;
      if (typeof deeper !== "boolean") return deeper;
      const here = [...path, name];
      if (deeper && found.kind === "attrs") return mapDeep(goOn, f, here, found, { evaluation, at: call.at });
      return result(f, [Thunk.of(list(here)), value], { evaluation, at: call.at });
    }, value.origin);
  const entries = new Map<string, Attr>();
  for (const [name, entry] of set.entries)
    entries.set(name, { ...entry, value: change(read.textThunk(name), entry.value) });
  const unnamed = set.unnamed.map((entry) => ({ ...entry, value: change(unknownThunk("a name"), entry.value) }));
  return call.evaluation.spend(entries.size) ?? attrs(entries, set.open, unnamed);
}

function filterDeep(f: Thunk, set: AttrsValue, call: read.Call): Value {
  const kept = filterEntries(f, set, call);
  if (kept.kind !== "attrs") return kept;
  const inner = (value: Thunk) =>
    Thunk.lazy((evaluation) => {
      const found = value.force(evaluation);
      return found.kind === "attrs" ? filterDeep(f, found, { evaluation, at: call.at }) : found;
    }, value.origin);
  const entries = new Map([...kept.entries].map(([name, entry]) => [name, { ...entry, value: inner(entry.value) }]));
  return attrs(entries, kept.open, kept.unnamed);
}

function collect(f: Thunk, start: Thunk, call: read.Call): Value {
  const exhausted = call.evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const found = collectEntered(f, start, call);
  call.evaluation.leave();
  return found;
}

function collectEntered(f: Thunk, start: Thunk, call: read.Call): Value {
  const wanted = holds(f, [start], call);
  if (read.stops(wanted)) return wanted.kind === "error" ? wanted : anyList();
  if (wanted) return list([start]);
  const value = start.force(call.evaluation);
  if (value.kind === "unknown" || value.kind === "host") return anyList();
  if (value.kind !== "attrs") return value.kind === "error" ? value : list([]);
  const parts: Value[] = value.open ? [anyList()] : [];
  for (const name of sortedNames(value)) {
    const entry = value.entries.get(name);
    const part = entry?.certain === true ? collect(f, entry.value, call) : anyList();
    if (part.kind === "error") return part;
    parts.push(part);
  }
  return concatLists(parts, call.evaluation);
}

function foldAttrs(op: Thunk, start: Thunk, sets: readonly Thunk[], call: read.Call): Value {
  const entries = new Map<string, Attr>();
  for (const element of sets.toReversed()) {
    const set = closedSet(element, call);
    if (read.stops(set)) return set;
    for (const [name, entry] of set.entries) {
      const reduced = entries.get(name)?.value ?? start;
      entries.set(name, { ...entry, value: called(op, [entry.value, reduced], call) });
    }
  }
  return attrs(entries);
}

/** Every choice of one element from each list of `set`; the last name varies fastest. */
function cartesianProduct(set: AttrsValue, call: read.Call): Value {
  let choices: AttrsValue[] = [attrs(new Map())];
  for (const name of sortedNames(set)) {
    const entry = set.entries.get(name);
    const elements = entry === undefined ? [] : whole(entry.value, call);
    if (read.stops(elements)) return elements;
    if (choices.length * elements.length > call.evaluation.limits.size) return unknown("a very long list");
    choices = choices.flatMap((choice) =>
      elements.map((element) => attrs(new Map([...choice.entries, [name, attr(element)]]))),
    );
    const exhausted = call.evaluation.spend(choices.length);
    if (exhausted !== undefined) return exhausted;
  }
  return list(choices.map((choice) => Thunk.of(choice)));
}

function overrideExisting(old: AttrsValue, fresh: AttrsValue): Value {
  const entries = new Map<string, Attr>();
  for (const [name, entry] of old.entries) {
    const other = fresh.entries.get(name);
    if (other?.certain === true) entries.set(name, { ...entry, value: other.value });
    else if (other === undefined && !fresh.open) entries.set(name, entry);
    else entries.set(name, { ...entry, value: unknownThunk(`the attribute ${name}`) });
  }
  return attrs(entries, old.open, old.unnamed);
}

function showPath(path: readonly Thunk[], call: read.Call): Value {
  if (path.length === 0) return string("<root attribute path>");
  const names: string[] = [];
  for (const step of path) {
    const name = read.text(step, call);
    if (read.stops(name)) return name;
    if (!/^[a-zA-Z_][a-zA-Z0-9_-]*$/.test(name)) return unknown("a path with a quoted name");
    names.push(name);
  }
  return string(names.join("."));
}
