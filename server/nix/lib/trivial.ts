/** Functions of nixpkgs' lib/trivial.nix, lib/fixed-points.nix, lib/asserts.nix and lib/debug.nix. */
import { updateAttrs } from "../attrsets.ts";
import * as read from "../builtins/native.ts";
import { concatLists, lessThan } from "../operators.ts";
import { Thunk } from "../thunk.ts";
import {
  type BuiltinValue,
  bool,
  builtin,
  type ErrorValue,
  fault,
  int,
  isStuck,
  list,
  string,
  stringOf,
  type UnknownValue,
  unknown,
  type Value,
} from "../value.ts";
import { run } from "./builtin.ts";
import { typeIs } from "./properties.ts";
import { argument, lazily, maybe, result } from "./support.ts";

export const trivialFunctions: readonly BuiltinValue[] = [
  lazily("id", 1, (args, call) => argument(args, 0).force(call.evaluation)),
  lazily("const", 2, (args, call) => argument(args, 0).force(call.evaluation)),
  lazily("flip", 3, (args, call) => result(argument(args, 0), [argument(args, 2), argument(args, 1)], call)),
  lazily("pipe", 2, (args, call) => pipe(argument(args, 0), argument(args, 1), call)),
  lazily("fix", 1, (args, call) => fix(argument(args, 0), call)),
  read.native2("concat", read.list, read.list, (xs, ys, call) => concatLists([xs, ys], call.evaluation)),
  read.native2("mergeAttrs", read.set, read.set, (left, right) => updateAttrs(left, right)),
  read.native2("xor", read.bool, read.bool, (a, b) => bool(a !== b)),
  words("boolToString", "true", "false"),
  words("boolToYesNo", "yes", "no"),
  lazily("defaultTo", 2, (args, call) => {
    const value = argument(args, 1).force(call.evaluation);
    return value.kind === "null" ? argument(args, 0).force(call.evaluation) : value;
  }),
  lazily("mapNullable", 2, (args, call) => {
    const value = argument(args, 1).force(call.evaluation);
    return value.kind === "null" || isStuck(value) ? value : result(argument(args, 0), [argument(args, 1)], call);
  }),
  choice("min"),
  choice("max"),
  read.native2("compare", read.value, read.value, (a, b, call) => {
    const less = lessThan(a, b, call.evaluation, undefined);
    if (less === true) return int(-1);
    const more = less === false ? lessThan(b, a, call.evaluation, undefined) : less;
    return typeof more === "boolean" ? int(more ? 1 : 0) : more;
  }),
  read.native2("mod", integer, integer, (base, by, call) =>
    by === 0 ? fault("other", "division by zero", call.at) : int(base % by),
  ),
  read.native2("toBaseDigits", read.int, read.int, (base, value, call) =>
    base < 2 || value < 0
      ? fault("assertion", "the base is at least 2 and the number at least 0", call.at)
      : list(digitsOf(base, value).map((digit) => Thunk.of(int(digit)))),
  ),
  read.native1("toHexString", read.int, (value, call) => {
    return value < 0
      ? fault("assertion", "the number is at least 0", call.at)
      : string(value.toString(16).toUpperCase());
  }),
  read.native1("importJSON", read.lazy, (file, call) => run("fromJSON", [run("readFile", [file], call)], call)),
  lazily("toFunction", 1, (args, call) => {
    const callable = isFunction(argument(args, 0), call);
    if (typeof callable !== "boolean") return callable;
    return callable
      ? argument(args, 0).force(call.evaluation)
      : builtin("toFunction", 1, (_, evaluation) => argument(args, 0).force(evaluation));
  }),
  lazily("isFunction", 1, (args, call) => {
    const callable = isFunction(argument(args, 0), call);
    return typeof callable === "boolean" ? bool(callable) : callable;
  }),
  lazily("functionArgs", 1, (args, call) => functionArgs(argument(args, 0), call)),
  lazily("setFunctionArgs", 2, (args) => functor(argument(args, 0), argument(args, 1))),
  lazily("mirrorFunctionArgs", 2, (args) =>
    functor(
      argument(args, 1),
      Thunk.lazy((evaluation) => functionArgs(argument(args, 0), { evaluation, at: undefined })),
    ),
  ),
];

/** Those about `_type` (nixpkgs, lib/types.nix). */
export const typeTagFunctions: readonly BuiltinValue[] = [
  read.native2("isType", read.text, read.lazy, (type, value, call) => typeIs(value, type, call)),
  read.native2("setType", read.lazy, read.set, (type, set) => updateAttrs(set, read.record({ _type: type }))),
];

function words(name: string, yes: string, no: string): BuiltinValue {
  return lazily(name, 1, (args, call) => {
    const known = maybe(argument(args, 0), call);
    if (known === undefined) return stringOf([undefined]);
    return typeof known === "boolean" ? string(known ? yes : no) : known;
  });
}

function choice(name: "min" | "max"): BuiltinValue {
  return lazily(name, 2, (args, call) => {
    const a = argument(args, 0).force(call.evaluation);
    const b = argument(args, 1).force(call.evaluation);
    const first =
      name === "min" ? lessThan(a, b, call.evaluation, undefined) : lessThan(b, a, call.evaluation, undefined);
    return typeof first === "boolean" ? (first ? a : b) : first;
  });
}

/** Numbers that are not integers are beyond what is computed here. */
function integer(arg: Thunk, call: read.Call): ReturnType<typeof read.int> {
  return arg.force(call.evaluation).kind === "float" ? unknown("arithmetic of floats") : read.int(arg, call);
}

function pipe(start: Thunk, functions: Thunk, call: read.Call): Value {
  const fs = read.list(functions, call);
  if (read.stops(fs)) return fs;
  if (fs.open) return unknown("a list known in part");
  let value = start;
  for (const f of fs.elements) {
    const next = result(f, [value], call);
    if (isStuck(next)) return next;
    value = Thunk.of(next);
  }
  return value.force(call.evaluation);
}

/** The value `x` with `x = f x`. */
function fix(f: Thunk, call: read.Call): Value {
  const fixed: Thunk = Thunk.lazy((evaluation) =>
    read.apply(f.force(evaluation), [fixed], { evaluation, at: call.at }),
  );
  return fixed.force(call.evaluation);
}

function digitsOf(base: number, value: number): number[] {
  const digits: number[] = [];
  let rest = value;
  do {
    digits.unshift(rest % base);
    rest = Math.floor(rest / base);
  } while (rest > 0);
  return digits;
}

function functor(f: Thunk, formals: Thunk): Value {
  const self = builtin("__functor", 1, (_, evaluation) => f.force(evaluation));
  return read.record({ __functor: self, __functionArgs: formals });
}

/** Whether a value can be called, which a set with `__functor` can. */
function isFunction(arg: Thunk, call: read.Call): boolean | UnknownValue | ErrorValue {
  const value = arg.force(call.evaluation);
  if (isStuck(value)) return value;
  if (value.kind === "host") return unknown("an option type");
  if (value.kind !== "attrs") return value.kind === "lambda" || value.kind === "builtin";
  const entry = value.entries.get("__functor");
  if (entry === undefined) return value.open ? unknown("whether a set is a function") : false;
  if (!entry.certain) return unknown("whether a set is a function");
  const inner = result(entry.value, [arg], call);
  return isStuck(inner) ? inner : inner.kind === "lambda" || inner.kind === "builtin";
}

function functionArgs(arg: Thunk, call: read.Call): Value {
  const value = arg.force(call.evaluation);
  if (value.kind !== "attrs") return run("functionArgs", [arg], call);
  const known = value.entries.get("__functionArgs");
  const entry = value.entries.get("__functor");
  if (entry?.certain !== true || (known !== undefined && !known.certain))
    return unknown("a set that may be a function");
  if (known !== undefined) return known.value.force(call.evaluation);
  return value.open
    ? unknown("the arguments of a function")
    : run("functionArgs", [result(entry.value, [arg], call)], call);
}
