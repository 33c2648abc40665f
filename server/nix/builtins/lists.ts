/** Builtins of lists. Of an open list the known elements are kept; what depends on the others is unknown. */
import { concatLists, equal, lessThan } from "../operators.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import {
  type Attr,
  attr,
  attrs,
  type BuiltinValue,
  bool,
  fault,
  int as integer,
  type ListValue,
  list as listOf,
  openList,
  type Stuck,
  unknown,
  type Value,
} from "../value.ts";
import {
  apply,
  asBool,
  asList,
  asPlain,
  type Call,
  fn,
  int,
  later,
  lazy,
  list,
  native1,
  native2,
  native3,
  record,
  stops,
  test,
} from "./native.ts";

/** `known` elements where `whole` says that there are no others. */
export function listWith(known: readonly Thunk[], whole: boolean): ListValue {
  return whole ? listOf(known) : openList(known, 0);
}

/** The elements for which `f` holds; where that is not known, the list is open. */
export function filterList(f: (element: Thunk) => boolean | Stuck, of: ListValue): Value {
  const kept: Thunk[] = [];
  let prefix = of.open ? undefined : 0;
  let whole = !of.open;
  for (const [index, element] of of.elements.entries()) {
    if (whole === false && prefix === undefined && index >= of.prefix) prefix = kept.length;
    const keep = f(element);
    if (keep === true) kept.push(element);
    else if (keep !== false) {
      if (keep.kind === "error") return keep;
      if (whole || prefix === undefined) prefix = kept.length;
      whole = false;
    }
  }
  return whole ? listOf(kept) : openList(kept, Math.min(prefix ?? kept.length, kept.length));
}

/** The list with each element replaced by `f` of it. */
export function mapList(f: (element: Thunk, index: number) => Thunk, of: ListValue, { evaluation }: Call): Value {
  return evaluation.spend(of.elements.length) ?? { ...of, elements: of.elements.map(f) };
}

/** `true` where `f` holds for an element, with `decides` swapped for `all`. */
function anyOrAll(name: string, decides: boolean): BuiltinValue {
  return native2(name, fn, list, (f, of, call) => {
    let pending: Stuck | undefined = of.open ? unknown("a list known in part") : undefined;
    for (const element of of.elements) {
      const answer = test(f, [element], call);
      if (answer === decides) return bool(decides);
      if (typeof answer === "boolean") continue;
      if (answer.kind === "error") return answer;
      pending ??= answer;
    }
    return pending ?? bool(!decides);
  });
}

/** The element at `index`, which counts from 0. */
export function elementAt(of: ListValue, index: number, call: Call): Value {
  const found = of.elements[index];
  if (found !== undefined && (!of.open || index < of.prefix)) return found.force(call.evaluation);
  if (of.open && index >= 0) return unknown("an element of a list known in part");
  return fault("other", `there is no element ${index} in this list of ${of.elements.length}`, call.at);
}

/** `list` without its first element. */
function tail(of: ListValue, call: Call): Value {
  const [, ...rest] = of.elements;
  const spent = call.evaluation.spend(rest.length >> 3);
  if (spent !== undefined) return spent;
  if (!of.open) return of.elements.length === 0 ? fault("other", "this list is empty", call.at) : listOf(rest);
  return of.prefix > 0 ? openList(rest, of.prefix - 1) : openList([], 0);
}

function elem(wanted: Thunk, of: ListValue, { evaluation }: Call): Value {
  const mine = wanted.force(evaluation);
  if (mine.kind === "error" && of.elements.length > 0) return mine;
  let pending: Stuck | undefined = of.open ? unknown("a list known in part") : undefined;
  for (const element of of.elements) {
    const same = equal(mine, element.force(evaluation), evaluation);
    if (same === true) return bool(true);
    if (same === false) continue;
    if (same.kind === "error") return same;
    pending ??= same;
  }
  return pending ?? bool(false);
}

/** The list that the lists in `of` make together. */
export function flattenOnce(of: ListValue, call: Call): Value {
  const parts: Value[] = [];
  for (const [index, element] of of.elements.entries()) {
    if (of.open && index === of.prefix) parts.push(unknown("a list known in part"));
    const part = asList(element.force(call.evaluation), call);
    if (part.kind === "error") return part;
    parts.push(part);
  }
  if (of.open && of.prefix >= of.elements.length) parts.push(unknown("a list known in part"));
  return concatLists(parts, call.evaluation);
}

function generate(f: Value, length: number, call: Call): Value {
  if (length < 0) return fault("other", `a list cannot have ${length} elements`, call.at);
  if (length > call.evaluation.limits.size) return unknown("a very long list");
  const spent = call.evaluation.spend(length);
  if (spent !== undefined) return spent;
  return listOf(Array.from({ length }, (_, index) => later(f, [Thunk.of(integer(index))], call)));
}

/** Folds from the left, every step forced (`foldl'`). */
export function foldLeft(f: Value, start: Thunk, of: ListValue, call: Call): Value {
  if (of.open) return unknown("a list known in part");
  let result = start;
  for (const element of of.elements) {
    const value = apply(f, [result, element], call);
    // Nix computes what each step gives, so that it fails even where the next step does not look at it.
    if (value.kind === "error") return value;
    result = Thunk.of(value);
  }
  return result.force(call.evaluation);
}

/**
 * The elements in the order of `less`. Nix's sort is stable; what it makes of a comparison that is no order (`a <= b`) differs between its
 * releases and is unknown.
 */
export function sortList(of: ListValue, less: (a: Thunk, b: Thunk) => boolean | Stuck): Value {
  let stuck: Stuck | undefined;
  const before = (a: Thunk, b: Thunk): boolean => {
    if (stuck !== undefined) return false;
    const answer = less(a, b);
    if (typeof answer === "boolean") return answer;
    stuck = answer;
    return false;
  };
  const sorted = [...of.elements].sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0));
  const reach = sorted.length <= 16 ? sorted.length : 1;
  for (const [index, element] of sorted.entries())
    for (const next of sorted.slice(index + 1, index + 1 + reach)) if (before(next, element)) return openList([], 0);
  if (stuck !== undefined) return stuck.kind === "error" ? stuck : openList([], 0);
  return of.open ? openList(sorted, 0) : listOf(sorted);
}

/** Whether `a < b` where they are elements. */
export function elementsInOrder(a: Thunk, b: Thunk, evaluation: Evaluation): boolean | Stuck {
  return lessThan(a.force(evaluation), b.force(evaluation), evaluation, undefined);
}

/** `{ right; wrong; }`: the elements for which `f` holds and the others. */
function partition(f: Value, of: ListValue, call: Call): Value {
  // Nix forces every element, whatever the function does with it.
  const answerFor = (element: Thunk): boolean | Stuck => {
    const forced = element.force(call.evaluation);
    return forced.kind === "error" ? forced : test(f, [element], call);
  };
  const answers = new Map(of.elements.map((element) => [element, answerFor(element)]));
  const fails = [...answers.values()].find((answer) => typeof answer !== "boolean" && answer.kind === "error");
  if (stops(fails)) return fails;
  const side = (wanted: boolean) =>
    filterList((element) => {
      const answer = answers.get(element) ?? unknown("an element");
      return typeof answer === "boolean" ? answer === wanted : answer;
    }, of);
  return record({ right: side(true), wrong: side(false) });
}

/** A set of lists: the elements by the name that `f` gives them. */
function groupBy(f: Value, of: ListValue, call: Call): Value {
  const groups = new Map<string, Thunk[]>();
  let whole = !of.open;
  for (const element of of.elements) {
    const name = asPlain(apply(f, [element], call), call);
    if (typeof name !== "string") {
      if (name.kind === "error") return name;
      whole = false;
      continue;
    }
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [element]);
    else group.push(element);
  }
  const entries = new Map<string, Attr>();
  for (const [name, group] of groups) entries.set(name, attr(Thunk.of(listWith(group, whole))));
  return attrs(entries, !whole);
}

export const listBuiltins: readonly BuiltinValue[] = [
  native2("map", lazy, list, (f, of, call) => {
    if (of.elements.length === 0) return of;
    const called = f.force(call.evaluation);
    return mapList((element) => later(called, [element], call), of, call);
  }),
  native2("filter", fn, list, (f, of, call) => filterList((element) => test(f, [element], call), of)),
  native2("elem", lazy, list, elem),
  native2("elemAt", list, int, elementAt),
  native1("head", list, (of, call) => elementAt(of, 0, call)),
  native1("tail", list, tail),
  native1("length", list, (of) =>
    of.open ? unknown("the length of a list known in part") : integer(of.elements.length),
  ),
  anyOrAll("any", true),
  anyOrAll("all", false),
  native1("concatLists", list, flattenOnce),
  native2("concatMap", fn, list, (f, of, call) => {
    const mapped = mapList((element) => later(f, [element], call), of, call);
    return mapped.kind === "list" ? flattenOnce(mapped, call) : mapped;
  }),
  native2("genList", fn, int, generate),
  native3("foldl'", fn, lazy, list, foldLeft),
  native2("sort", fn, list, (f, of, call) => sortList(of, (a, b) => asBool(apply(f, [a, b], call), call))),
  native2("partition", fn, list, partition),
  native2("groupBy", fn, list, groupBy),
];
