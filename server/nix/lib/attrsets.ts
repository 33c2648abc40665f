/** Functions of nixpkgs' lib/attrsets.nix that make sets of names and values, and change or pick attributes. */

import { updateAttrs } from "../attrsets.ts";
import * as read from "../builtins/native.ts";
import { listOfAttrs, setOfPairs } from "../builtins/sets.ts";
import { selectOne } from "../selection.ts";
import { Thunk } from "../thunk.ts";
import {
  type Attr,
  type AttrsValue,
  attr,
  attrs,
  type BuiltinValue,
  isStuck,
  type ListValue,
  type Stuck,
  sortedNames,
  string,
  unknown,
  type Value,
} from "../value.ts";
import { argument, called, holds, lazily, mapList, maybe } from "./support.ts";

export const attrsetFunctions: readonly BuiltinValue[] = [
  lazily("nameValuePair", 2, (args) => read.record({ name: argument(args, 0), value: argument(args, 1) })),
  read.native2("genAttrs", read.list, read.lazy, genAttrs),
  read.native2("genAttrs'", read.list, read.lazy, (xs, f, call) =>
    setOfPairs(
      mapList(xs, (element) => called(f, [element], call)),
      call,
    ),
  ),
  read.native2("mapAttrs'", read.lazy, read.set, (f, set, call) => {
    const pairs = mapAttrsToList(f, set, call);
    return read.stops(pairs) ? pairs : setOfPairs(pairs, call);
  }),
  read.native2("mapAttrsToList", read.lazy, read.set, mapAttrsToList),
  read.native1("attrsToList", read.set, (set, call) =>
    listOfAttrs(set, (name, entry) => pairThunk(name, entry.value), call),
  ),
  read.native2("concatMapAttrs", read.lazy, read.set, concatMapAttrs),
  read.native1("mergeAttrsList", read.list, (xs, call) => mergeAll(xs, call)),
  read.native2("filterAttrs", read.lazy, read.set, filterEntries),
  lazily("optionalAttrs", 2, (args, call) => optionalAttrs(argument(args, 0), argument(args, 1), call)),
  read.native2("getAttrs", read.list, read.lazy, getAttrs),
  read.native2("attrVals", read.list, read.lazy, (names, set, call) =>
    mapList(names, (name) => Thunk.lazy((evaluation) => attributeNamed(set, name, { evaluation, at: call.at }))),
  ),
];

function pairThunk(name: string, value: Thunk): Thunk {
  return Thunk.of(read.record({ name: string(name), value }));
}

/** What `f` gives for each attribute, in the order of their names. */
function mapAttrsToList(f: Thunk, set: AttrsValue, call: read.Call): ListValue | Stuck {
  const all = listOfAttrs(set, (name, entry) => called(f, [read.textThunk(name), entry.value], call), call);
  return read.asList(all, call);
}

/** A set with what `f` gives for each of `names`; the first of equal names counts. */
function genAttrs(names: ListValue, f: Thunk, call: read.Call): Value {
  const entries = new Map<string, Attr>();
  const unnamed: Attr[] = [];
  const exhausted = call.evaluation.spend(names.elements.length);
  if (exhausted !== undefined) return exhausted;
  for (const element of names.elements) {
    const name = read.text(element, call);
    if (read.stops(name)) {
      if (name.kind === "error") return name;
      unnamed.push({ value: called(f, [element], call), certain: true, name: element.origin });
    } else if (!entries.has(name)) {
      entries.set(name, attr(called(f, [read.textThunk(name)], call), element.origin));
    }
  }
  return attrs(entries, names.open, unnamed);
}

function concatMapAttrs(f: Thunk, set: AttrsValue, call: read.Call): Value {
  const parts = mapAttrsToList(f, set, call);
  return read.stops(parts) ? parts : mergeAll(parts, call);
}

/** The sets of `xs` merged with `//`. */
function mergeAll(xs: ListValue, call: read.Call): Value {
  let merged: AttrsValue = attrs(new Map());
  const add = (part: AttrsValue | Stuck): Stuck | undefined => {
    if (part.kind === "error") return part;
    const sum = updateAttrs(merged, part);
    if (sum.kind === "attrs") merged = sum;
    return sum.kind === "attrs" ? undefined : unknown("a set");
  };
  for (const [index, element] of xs.elements.entries()) {
    const gap = xs.open && index === xs.prefix ? add(unknown("a set")) : undefined;
    const stuck = gap ?? add(read.set(element, call)) ?? call.evaluation.spend(merged.entries.size >> 3);
    if (stuck !== undefined) return stuck;
  }
  return xs.open ? (add(unknown("a set")) ?? merged) : merged;
}

/** What of `set` the predicate keeps; where it does not say, the attribute may be missing. */
export function filterEntries(f: Thunk, set: AttrsValue, call: read.Call): Value {
  const entries = new Map<string, Attr>();
  for (const name of sortedNames(set)) {
    const entry = set.entries.get(name);
    if (entry === undefined) continue;
    const keep = holds(f, [read.textThunk(name), entry.value], call);
    if (read.stops(keep)) {
      if (keep.kind === "error" && entry.certain) return keep;
      entries.set(name, { ...entry, certain: false });
    } else if (keep) entries.set(name, entry);
  }
  return attrs(
    entries,
    set.open,
    set.unnamed.map((entry) => ({ ...entry, certain: false })),
  );
}

function optionalAttrs(condition: Thunk, content: Thunk, call: read.Call): Value {
  const wanted = maybe(condition, call);
  if (wanted === true) return content.force(call.evaluation);
  if (wanted === false) return attrs(new Map());
  if (wanted !== undefined) return wanted;
  const set = content.force(call.evaluation);
  if (set.kind !== "attrs") return unknown("a set that may be empty");
  const uncertain = (entry: Attr): Attr => ({ ...entry, certain: false });
  const entries = new Map([...set.entries].map(([name, entry]) => [name, uncertain(entry)] as const));
  return attrs(entries, set.open, set.unnamed.map(uncertain));
}

function getAttrs(names: ListValue, set: Thunk, call: read.Call): Value {
  const entries = new Map<string, Attr>();
  const unnamed: Attr[] = [];
  for (const element of names.elements) {
    const name = read.text(element, call);
    const value = Thunk.lazy((evaluation) => attributeNamed(set, element, { evaluation, at: call.at }));
    if (!read.stops(name)) entries.set(name, attr(value, placeIn(set, name, call)));
    else if (name.kind === "error") return name;
    else unnamed.push(attr(value));
  }
  return attrs(entries, names.open, unnamed);
}

/** Where `name` is written in the set that is picked from, if that has been computed. */
function placeIn(set: Thunk, name: string, call: read.Call): Attr["name"] {
  const found = set.force(call.evaluation);
  return found.kind === "attrs" ? found.entries.get(name)?.name : undefined;
}

function attributeNamed(set: Thunk, name: Thunk, call: read.Call): Value {
  const key = read.text(name, call);
  if (read.stops(key)) return key;
  const found = read.set(set, call);
  return isStuck(found) ? found : selectOne(found, key, call.at, call.evaluation);
}
