/** What the functions of the host (builtins, nixpkgs' lib) are written with: they read their arguments, or pass on why they cannot. */
import type { Expr, Place } from "../expr.ts";
import { coerce, type Pieces } from "../strings.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import {
  type AttrsValue,
  attr,
  attrs,
  type BuiltinValue,
  builtin,
  describeKind,
  fault,
  isStuck,
  type ListValue,
  type Stuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";

/** One call of a host function. */
export interface Call {
  readonly evaluation: Evaluation;
  readonly at: Place | undefined;
}

/** Makes of an argument what the function needs, or says why that is impossible. */
export type Reader<T> = (arg: Thunk, call: Call) => T | Stuck;

/** Whether something read is a reason to stop. */
export function stops(read: unknown): read is Stuck {
  return (
    typeof read === "object" && read !== null && "kind" in read && (read.kind === "unknown" || read.kind === "error")
  );
}

/** A function of one argument. */
export function native1<A>(name: string, a: Reader<A>, run: (a: A, call: Call) => Value): BuiltinValue {
  return builtin(name, 1, (args, evaluation, at) => {
    const call = { evaluation, at };
    const first = read(a, args[0], call);
    return stops(first) ? first : run(first, call);
  });
}

/** A function of two arguments, read from the left. */
export function native2<A, B>(
  name: string,
  a: Reader<A>,
  b: Reader<B>,
  run: (a: A, b: B, call: Call) => Value,
): BuiltinValue {
  return builtin(name, 2, (args, evaluation, at) => {
    const call = { evaluation, at };
    const first = read(a, args[0], call);
    if (stops(first)) return first;
    const second = read(b, args[1], call);
    return stops(second) ? second : run(first, second, call);
  });
}

/** A function of three arguments, read from the left. */
export function native3<A, B, C>(
  name: string,
  a: Reader<A>,
  b: Reader<B>,
  c: Reader<C>,
  run: (a: A, b: B, c: C, call: Call) => Value,
): BuiltinValue {
  return builtin(name, 3, (args, evaluation, at) => {
    const call = { evaluation, at };
    const first = read(a, args[0], call);
    if (stops(first)) return first;
    const second = read(b, args[1], call);
    if (stops(second)) return second;
    const third = read(c, args[2], call);
    return stops(third) ? third : run(first, second, third, call);
  });
}

function read<T>(reader: Reader<T>, arg: Thunk | undefined, call: Call): T | Stuck {
  return arg === undefined ? unknown("an argument") : reader(arg, call);
}

/** The argument unevaluated. */
export const lazy: Reader<Thunk> = (arg) => arg;

/** Any value that is known at least by its kind. */
export const value: Reader<Exclude<Value, Stuck>> = (arg, call) => arg.force(call.evaluation);

export const list: Reader<ListValue> = (arg, call) => asList(arg.force(call.evaluation), call);

export const set: Reader<AttrsValue> = (arg, call) => asSet(arg.force(call.evaluation), call);

/** The pieces of a string that may be known in part; sets and paths that become strings are taken as well. */
export const pieces: Reader<Pieces> = (arg, call) => asPieces(arg.force(call.evaluation), call);

/** The pieces of a string; nothing else is taken for one. */
export const stringPieces: Reader<Pieces> = (arg, call) => asStringPieces(arg.force(call.evaluation), call);

/** A string known whole. */
export const text: Reader<string> = (arg, call) => asText(arg.force(call.evaluation), call);

/** A string known whole that is not made from a set or path. */
export const plain: Reader<string> = (arg, call) => asPlain(arg.force(call.evaluation), call);

export const bool: Reader<boolean> = (arg, call) => asBool(arg.force(call.evaluation), call);

/** An integer. */
export const int: Reader<number> = (arg, call) => asInt(arg.force(call.evaluation), call);

/** Something to be called; whether a set is callable shows when it is called. */
export const fn: Reader<Value> = (arg, call) => {
  const found = arg.force(call.evaluation);
  return found.kind === "lambda" || found.kind === "builtin" || found.kind === "attrs" || isStuck(found)
    ? found
    : expected("a function", found, call);
};

export function asList(found: Value, call: Call): ListValue | Stuck {
  return found.kind === "list" || isStuck(found) ? found : expected("a list", found, call);
}

export function asSet(found: Value, call: Call): AttrsValue | Stuck {
  if (found.kind === "host") return unknown("an option type");
  return found.kind === "attrs" || isStuck(found) ? found : expected("a set", found, call);
}

export function asPieces(found: Value, call: Call): Pieces | Stuck {
  if (found.kind === "string") return [found.text];
  return coerce(found, "interpolate", call.evaluation, call.at);
}

export function asStringPieces(found: Value, call: Call): Pieces | Stuck {
  if (found.kind === "string") return [found.text];
  if (found.kind === "partial-string") return found.pieces;
  return isStuck(found) ? found : expected("a string", found, call);
}

export function asText(found: Value, call: Call): string | Stuck {
  const parts = asPieces(found, call);
  if (stops(parts)) return parts;
  const whole = stringOf(parts);
  return whole.kind === "string" ? whole.text : unknown("a string known in part");
}

export function asPlain(found: Value, call: Call): string | Stuck {
  if (found.kind === "string") return found.text;
  return found.kind === "partial-string" || isStuck(found) ? asText(found, call) : expected("a string", found, call);
}

export function asBool(found: Value, call: Call): boolean | Stuck {
  if (found.kind === "bool") return found.value;
  return isStuck(found) ? found : expected("a Boolean", found, call);
}

export function asInt(found: Value, call: Call): number | Stuck {
  if (found.kind === "int") return found.value;
  return isStuck(found) ? found : expected("an integer", found, call);
}

/** The fault of a value that is not of the kind `wanted`. */
export function expected(wanted: string, found: Value, call: Call): Stuck {
  return fault("type", `${wanted} is needed here, but this is ${describeKind(found) ?? "something else"}`, call.at);
}

/** Calls `f` with `args`. */
export function apply(f: Value, args: readonly Thunk[], call: Call): Value {
  let result = f;
  for (const arg of args) {
    if (isStuck(result)) return result;
    result = call.evaluation.apply(result, arg, call.at);
  }
  return result;
}

/** The result of `f` with `args`, computed when it is asked for. Where `f` is written in Nix, the result is written in its body. */
export function later(f: Value, args: readonly Thunk[], call: Call): Thunk {
  return Thunk.lazy((evaluation) => apply(f, args, { evaluation, at: call.at }), bodyOf(f, args.length));
}

function bodyOf(f: Value, depth: number): Expr | undefined {
  if (f.kind !== "lambda") return undefined;
  let body: Expr = f.expr.body;
  for (let level = 1; level < depth; level++) {
    if (body.kind !== "lambda") return undefined;
    body = body.body;
  }
  return body;
}

/** What the predicate `f` says of `args`. */
export function test(f: Value, args: readonly Thunk[], call: Call): boolean | Stuck {
  return asBool(apply(f, args, call), call);
}

/** A string of `parts`, or unknown where it would be longer than the limit. */
export function joined(parts: Pieces, call: Call): Value {
  let length = 0;
  for (const part of parts) length += part?.length ?? 0;
  if (length > call.evaluation.limits.stringLength) return unknown("a very long string");
  return call.evaluation.spend(length >> 6) ?? stringOf(parts);
}

/** A string thunk. */
export function textThunk(content: string): Thunk {
  return Thunk.of(string(content));
}

/** A set of known attributes. */
export function record(fields: Readonly<Record<string, Thunk | Value>>): AttrsValue {
  const entries = Object.entries(fields).map(
    ([name, field]) => [name, attr(field instanceof Thunk ? field : Thunk.of(field))] as const,
  );
  return attrs(new Map(entries));
}
