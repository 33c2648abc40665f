/** Functions of nixpkgs' lib/lists.nix that make lists and take parts of them. */
import * as read from "../builtins/native.ts";
import { concatLists } from "../operators.ts";
import { Thunk } from "../thunk.ts";
import {
  type BuiltinValue,
  fault,
  int,
  type ListValue,
  list,
  openList,
  type Stuck,
  unknown,
  type Value,
} from "../value.ts";
import { anyList, argument, called, lazily, mapList, maybe } from "./support.ts";

export const listFunctions: readonly BuiltinValue[] = [
  lazily("singleton", 1, (args) => list([argument(args, 0)])),
  lazily("optional", 2, (args, call) => optional(argument(args, 0), () => list([argument(args, 1)]), call)),
  lazily("optionals", 2, (args, call) =>
    optional(argument(args, 0), () => argument(args, 1).force(call.evaluation), call),
  ),
  lazily("toList", 1, (args, call) => toList(argument(args, 0), call)),
  read.native2(
    "forEach",
    read.list,
    read.lazy,
    (xs, f, call) => spent(xs, call) ?? mapList(xs, (element) => called(f, [element], call)),
  ),
  read.native2("imap0", read.lazy, read.list, (f, xs, call) => indexed(f, xs, 0, call)),
  read.native2("imap1", read.lazy, read.list, (f, xs, call) => indexed(f, xs, 1, call)),
  read.native2("range", read.int, read.int, range),
  read.native2(
    "replicate",
    read.int,
    read.lazy,
    (count, element, call) => sized(count, call) ?? list(Array.from({ length: count }, () => element)),
  ),
  read.native1("last", read.list, last),
  read.native1("init", read.list, init),
  read.native2("take", read.int, read.list, (count, xs, call) => sublist(0, count, xs, call)),
  read.native2("drop", read.int, read.list, (count, xs) =>
    count < 0 ? unknown("elements before the first of a list") : drop(xs, count),
  ),
  read.native2("takeEnd", read.int, read.list, (count, xs) =>
    xs.open ? anyList() : list(xs.elements.slice(Math.max(0, xs.elements.length - count))),
  ),
  read.native2("dropEnd", read.int, read.list, (count, xs) =>
    xs.open ? anyList() : take(xs, xs.elements.length - count),
  ),
  read.native3("sublist", read.int, read.int, read.list, sublist),
  read.native1("reverseList", read.list, (xs) => {
    const reversed = xs.elements.toReversed();
    return xs.open ? openList(reversed, 0) : list(reversed);
  }),
  lazily("flatten", 1, (args, call) => {
    const value = argument(args, 0).force(call.evaluation);
    return value.kind === "list" ? flatten(value, call) : read.stops(value) ? value : list([argument(args, 0)]);
  }),
  read.native2("zipLists", read.list, read.list, (xs, ys) =>
    zip(xs, ys, (fst, snd) => Thunk.of(read.record({ fst, snd }))),
  ),
  read.native3("zipListsWith", read.lazy, read.list, read.list, (f, xs, ys, call) =>
    zip(xs, ys, (x, y) => called(f, [x, y], call)),
  ),
];

function spent(xs: ListValue, call: read.Call): Stuck | undefined {
  return call.evaluation.spend(xs.elements.length);
}

/** `content` where `condition` holds; where that is not known, a list of which nothing is known. */
function optional(condition: Thunk, content: () => Value, call: read.Call): Value {
  const wanted = maybe(condition, call);
  if (wanted === true) return content();
  if (wanted === false) return list([]);
  return wanted ?? anyList();
}

function toList(arg: Thunk, call: read.Call): Value {
  const value = arg.force(call.evaluation);
  return value.kind === "list" || read.stops(value) ? value : list([arg]);
}

function indexed(f: Thunk, xs: ListValue, first: number, call: read.Call): Value {
  const known = xs.open ? xs.prefix : xs.elements.length;
  const indexOf = (index: number) => Thunk.of(index < known ? int(index + first) : unknown("an index"));
  return spent(xs, call) ?? mapList(xs, (element, index) => called(f, [indexOf(index), element], call));
}

function range(first: number, final: number, call: read.Call): Value {
  if (first > final) return list([]);
  const length = final - first + 1;
  return sized(length, call) ?? list(Array.from({ length }, (_, index) => Thunk.of(int(first + index))));
}

/** Why a list cannot have `count` elements. */
function sized(count: number, call: read.Call): Stuck | undefined {
  if (count < 0) return fault("other", "a list cannot have fewer than 0 elements", call.at);
  if (count > call.evaluation.limits.size) return unknown("a very long list");
  return call.evaluation.spend(count);
}

function last(xs: ListValue, call: read.Call): Value {
  if (xs.open) return unknown("the last element of a list");
  return xs.elements.at(-1)?.force(call.evaluation) ?? fault("throw", "an empty list has no last element", call.at);
}

function init(xs: ListValue, call: read.Call): Value {
  if (xs.elements.length === 0 && !xs.open) return fault("throw", "an empty list has no last element", call.at);
  if (!xs.open) return list(xs.elements.slice(0, -1));
  const known = Math.max(0, Math.min(xs.prefix, xs.elements.length - 1));
  return openList(xs.elements.slice(0, known), known);
}

function take(xs: ListValue, count: number): ListValue {
  const wanted = Math.max(0, count);
  if (!xs.open || wanted <= xs.prefix) return list(xs.elements.slice(0, wanted));
  return openList(xs.elements.slice(0, xs.prefix), xs.prefix);
}

function drop(xs: ListValue, count: number): ListValue {
  const gone = Math.max(0, count);
  const rest = xs.elements.slice(gone);
  return xs.open ? openList(rest, Math.max(0, xs.prefix - gone)) : list(rest);
}

function sublist(start: number, count: number, xs: ListValue, call: read.Call): Value {
  if (start >= xs.elements.length && !xs.open) return list([]);
  // Each element that would stand before the first is a fault of its own, when it is asked for.
  if (start < 0) return unknown("elements before the first of a list");
  if (count < 0)
    return xs.open && xs.elements.length <= start
      ? unknown("a list")
      : fault("other", "a list cannot have fewer than 0 elements", call.at);
  return take(drop(xs, start), count);
}

/** `xs` with the elements of lists in it instead of them, to any depth. */
function flatten(xs: ListValue, call: read.Call): Value {
  const exhausted = call.evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const parts: Value[] = [];
  let stuck: Stuck | undefined;
  for (const [index, element] of xs.elements.entries()) {
    if (xs.open && index === xs.prefix) parts.push(anyList());
    const value = element.force(call.evaluation);
    const part = value.kind === "list" ? flatten(value, call) : read.stops(value) ? value : list([element]);
    if (part.kind === "error") {
      stuck = part;
      break;
    }
    parts.push(part);
  }
  if (xs.open) parts.push(anyList());
  call.evaluation.leave();
  return stuck ?? call.evaluation.spend(parts.length) ?? concatLists(parts, call.evaluation);
}

function zip(xs: ListValue, ys: ListValue, make: (x: Thunk, y: Thunk) => Thunk): Value {
  const length = Math.min(xs.open ? xs.prefix : xs.elements.length, ys.open ? ys.prefix : ys.elements.length);
  const pairs: Thunk[] = [];
  for (let index = 0; index < length; index++) {
    const x = xs.elements[index];
    const y = ys.elements[index];
    if (x !== undefined && y !== undefined) pairs.push(make(x, y));
  }
  const ended = (of: ListValue) => !of.open && of.elements.length === length;
  return (xs.open || ys.open) && !ended(xs) && !ended(ys) ? openList(pairs, pairs.length) : list(pairs);
}
