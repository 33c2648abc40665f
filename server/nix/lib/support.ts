/** What the functions of nixpkgs' lib share: calls that wait, and lists and sets that are known in part. */
import * as read from "../builtins/native.ts";
import type { Expr } from "../expr.ts";
import { Thunk } from "../thunk.ts";
import {
  type AttrsValue,
  type BuiltinValue,
  builtin,
  type ListValue,
  openList,
  type Stuck,
  unknown,
  type Value,
} from "../value.ts";

/** `f` with `args`, computed when it is asked for. Its origin is the body of `f` where a function literal was given. */
export function called(f: Thunk, args: readonly Thunk[], call: read.Call): Thunk {
  return Thunk.lazy(
    (evaluation) => read.apply(f.force(evaluation), args, { evaluation, at: call.at }),
    bodyOf(f.origin, args.length),
  );
}

/** What the function literal `expr` computes from `count` arguments; `undefined` where it is none. */
function bodyOf(expr: Expr | undefined, count: number): Expr | undefined {
  if (count === 0) return expr;
  return expr?.kind === "lambda" ? bodyOf(expr.body, count - 1) : undefined;
}

/** What `f` gives for `args`. */
export function result(f: Thunk, args: readonly Thunk[], call: read.Call): Value {
  return read.apply(f.force(call.evaluation), args, call);
}

/** What the predicate `f` says of `args`. */
export function holds(f: Thunk, args: readonly Thunk[], call: read.Call): boolean | Stuck {
  return read.asBool(result(f, args, call), call);
}

/** A function that forces nothing by itself: `run` says what it needs. */
export function lazily(
  name: string,
  arity: number,
  run: (args: readonly Thunk[], call: read.Call) => Value,
): BuiltinValue {
  return builtin(name, arity, (args, evaluation, at) => run(args, { evaluation, at }));
}

/** The argument at `index`; host functions are always given as many as they take. */
export function argument(args: readonly Thunk[], index: number): Thunk {
  return args[index] ?? Thunk.of(unknown("an argument"));
}

/** A Boolean, or `undefined` where it is not known. */
export function maybe(arg: Thunk, call: read.Call): boolean | undefined | Stuck {
  const found = read.asBool(arg.force(call.evaluation), call);
  return read.stops(found) && found.kind === "unknown" ? undefined : found;
}

/** A list of unknown length and content. */
export function anyList(): ListValue {
  return openList([], 0);
}

/** `xs` with `change` applied to every element that is known. */
export function mapList(xs: ListValue, change: (element: Thunk, index: number) => Thunk): ListValue {
  return { ...xs, elements: xs.elements.map(change) };
}

/** Every element of `xs` as a text; unknown where a part is not known. */
export function textsOf(xs: ListValue, call: read.Call): string[] | Stuck {
  if (xs.open) return unknown("a list known in part");
  const texts: string[] = [];
  for (const element of xs.elements) {
    const text = read.text(element, call);
    if (read.stops(text)) return text;
    texts.push(text);
  }
  return texts;
}

/** The elements of a list that is known whole. */
export const whole: read.Reader<readonly Thunk[]> = (arg, call) => {
  const xs = read.list(arg, call);
  if (read.stops(xs)) return xs;
  return xs.open ? unknown("a list known in part") : xs.elements;
};

/** A set of which every name is known. */
export const closedSet: read.Reader<AttrsValue> = (arg, call) => {
  const set = read.set(arg, call);
  if (read.stops(set)) return set;
  const known = !set.open && [...set.entries.values()].every((entry) => entry.certain);
  return known ? set : unknown("a set known in part");
};
