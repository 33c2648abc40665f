/** Functions of nixpkgs' lib/lists.nix that look for elements, compare them or compute one value from all. */
import * as read from "../builtins/native.ts";
import { equal, lessThan } from "../operators.ts";
import { Thunk } from "../thunk.ts";
import {
  attr,
  attrs,
  type BuiltinValue,
  bool,
  builtin,
  fault,
  int,
  type ListValue,
  list,
  openList,
  type Stuck,
  unknown,
  type Value,
} from "../value.ts";
import { filterBy, run } from "./builtin.ts";
import { argument, called, holds, lazily, textsOf, whole } from "./support.ts";

export const listSearchFunctions: readonly BuiltinValue[] = [
  read.native3("foldr", read.lazy, read.lazy, whole, foldr),
  read.native3("fold", read.lazy, read.lazy, whole, foldr),
  read.native3("foldl", read.lazy, read.lazy, whole, (op, start, xs, call) => {
    let reduced = start;
    for (const element of xs) reduced = called(op, [reduced, element], call);
    return reduced.force(call.evaluation);
  }),
  read.native3("foldl'", read.lazy, read.value, read.lazy, (op, start, xs, call) =>
    run("foldl'", [op, start, xs], call),
  ),
  read.native2("count", read.lazy, whole, (f, xs, call) => {
    const kept = read.asList(
      filterBy(list(xs), (element) => holds(f, [element], call), call),
      call,
    );
    if (read.stops(kept)) return kept;
    return kept.open ? unknown("a number of elements") : int(kept.elements.length);
  }),
  read.native3("findFirst", read.lazy, read.lazy, read.list, findFirst),
  lazily("findSingle", 4, (args, call) => findSingle(args, call)),
  read.native2("remove", read.lazy, read.list, (wanted, xs, call) =>
    filterBy(xs, (element) => not(same(element, wanted, call)), call),
  ),
  read.native2("intersectLists", read.lazy, read.list, (others, xs, call) =>
    filterBy(xs, (element) => isElement(element, others, call), call),
  ),
  read.native2("subtractLists", read.lazy, read.list, (others, xs, call) =>
    filterBy(xs, (element) => not(isElement(element, others, call)), call),
  ),
  read.native2("mutuallyExclusive", read.list, read.lazy, mutuallyExclusive),
  read.native1("unique", read.list, unique),
  read.native1("allUnique", whole, (xs, call) => {
    const distinct = read.asList(unique(list(xs), call), call);
    if (read.stops(distinct)) return distinct;
    return distinct.open ? unknown("whether elements are equal") : bool(distinct.elements.length === xs.length);
  }),
  read.native1("uniqueStrings", read.list, (xs, call) => {
    const texts = textsOf(xs, call);
    if (read.stops(texts)) return texts;
    return run("attrNames", [attrs(new Map(texts.map((text) => [text, attr(read.textThunk(text))] as const)))], call);
  }),
  lazily("groupBy'", 4, (args, call) => groupAndFold(args, call)),
  read.native2("sortOn", read.lazy, whole, (f, xs, call) => sortOn(f, xs, call)),
  read.native2("ifilter0", read.lazy, whole, (f, xs, call) => {
    const indices = new Map(xs.map((element, index) => [element, index] as const));
    const distinct = indices.size === xs.length;
    const keep = (element: Thunk) => holds(f, [Thunk.of(int(indices.get(element) ?? 0)), element], call);
    return distinct ? filterBy(list(xs), keep, call) : unknown("elements by their index");
  }),
  read.native1("concatAttrValues", read.lazy, (set, call) =>
    run("concatLists", [run("attrValues", [set], call)], call),
  ),
  read.native3("replaceElemAt", whole, read.int, read.lazy, (xs, index, element, call) =>
    index < 0 || index >= xs.length
      ? fault("throw", `this list has no element at index ${index}`, call.at)
      : list(xs.with(index, element)),
  ),
];

function foldr(op: Thunk, start: Thunk, xs: readonly Thunk[], call: read.Call): Value {
  let reduced = start;
  for (const element of xs.toReversed()) reduced = called(op, [element, reduced], call);
  return reduced.force(call.evaluation);
}

function same(a: Thunk, b: Thunk, call: read.Call): boolean | Stuck {
  return equal(a.force(call.evaluation), b.force(call.evaluation), call.evaluation);
}

function not(answer: boolean | Stuck): boolean | Stuck {
  return typeof answer === "boolean" ? !answer : answer;
}

function isElement(element: Thunk, of: Thunk, call: read.Call): boolean | Stuck {
  return read.asBool(run("elem", [element, of], call), call);
}

function findFirst(f: Thunk, fallback: Thunk, xs: ListValue, call: read.Call): Value {
  const known = xs.open ? xs.elements.slice(0, xs.prefix) : xs.elements;
  for (const element of known) {
    const found = holds(f, [element], call);
    if (read.stops(found)) return found;
    if (found) return element.force(call.evaluation);
  }
  return xs.open ? unknown("an element of a list") : fallback.force(call.evaluation);
}

function findSingle(args: readonly Thunk[], call: read.Call): Value {
  const xs = read.list(argument(args, 3), call);
  if (read.stops(xs)) return xs;
  const found = read.asList(
    filterBy(xs, (element) => holds(argument(args, 0), [element], call), call),
    call,
  );
  if (read.stops(found)) return found;
  if (found.elements.length > 1) return argument(args, 2).force(call.evaluation);
  if (found.open) return unknown("elements of a list");
  return (found.elements[0] ?? argument(args, 1)).force(call.evaluation);
}

function mutuallyExclusive(xs: ListValue, others: Thunk, call: read.Call): Value {
  if (xs.elements.length === 0 && !xs.open) return bool(true);
  const ys = read.list(others, call);
  if (read.stops(ys)) return ys;
  let answer: Value = xs.open || ys.open ? unknown("whether lists have elements in common") : bool(true);
  // Nix asks `elem x xs` for the elements of the second list, in their order.
  for (const element of ys.elements) {
    const common = isElement(element, Thunk.of(xs), call);
    if (common === true) return bool(false);
    if (common === false) continue;
    if (common.kind === "error") return common;
    answer = common;
  }
  return answer;
}

/** The first of each group of equal elements. Behind one that may be equal to another no index is certain. */
function unique(xs: ListValue, call: read.Call): Value {
  const kept: Thunk[] = [];
  let prefix: number | undefined;
  for (const [index, element] of xs.elements.entries()) {
    if (xs.open && index >= xs.prefix) prefix ??= kept.length;
    const exhausted = call.evaluation.spend(kept.length);
    if (exhausted !== undefined) return exhausted;
    const known = isElement(element, Thunk.of(list(kept)), call);
    if (known === true) continue;
    if (known === false) kept.push(element);
    else if (known.kind === "error") return known;
    else prefix ??= kept.length;
  }
  if (xs.open) prefix ??= kept.length;
  return prefix === undefined ? list(kept) : openList(kept, prefix);
}

function groupAndFold(args: readonly Thunk[], call: read.Call): Value {
  const groups = run("groupBy", [argument(args, 2), argument(args, 3)], call);
  const fold = builtin("fold", 2, ([, group], evaluation, at) => {
    const inner = { evaluation, at };
    const xs = group === undefined ? unknown("a group") : whole(group, inner);
    if (read.stops(xs)) return xs;
    let reduced = argument(args, 1);
    for (const element of xs) reduced = called(argument(args, 0), [reduced, element], inner);
    return reduced.force(evaluation);
  });
  return run("mapAttrs", [fold, groups], call);
}

function sortOn(f: Thunk, xs: readonly Thunk[], call: read.Call): Value {
  const keys = new Map(xs.map((element) => [element, called(f, [element], call)] as const));
  const keyOf = (element: Thunk | undefined) =>
    (element === undefined ? undefined : keys.get(element))?.force(call.evaluation) ?? unknown("a key");
  const before = builtin("before", 2, ([a, b], evaluation) => {
    const less = lessThan(keyOf(a), keyOf(b), evaluation, undefined);
    return typeof less === "boolean" ? bool(less) : less;
  });
  return run("sort", [before, list(xs)], call);
}
