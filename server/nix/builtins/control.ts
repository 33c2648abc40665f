/** Builtins about kinds of values, errors and evaluation order. Nix reference manual, "Built-in Functions". */
import { coerce } from "../strings.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import {
  attrs,
  type BuiltinValue,
  bool,
  builtin,
  fault,
  isStuck,
  type Stuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";
import { expected, lazy, native1, native2, record, stops, value } from "./native.ts";

/** The name `builtins.typeOf` gives a value. */
export function typeName(of: Exclude<Value, Stuck>): string {
  switch (of.kind) {
    case "partial-string":
      return "string";
    case "attrs":
    case "host":
      return "set";
    case "lambda":
    case "builtin":
      return "lambda";
    default:
      return of.kind;
  }
}

function isType(name: string, kind: string): BuiltinValue {
  return native1(name, value, (of) => bool(typeName(of) === kind));
}

/** Forces all of `start`; what is stuck inside, or `undefined` where all of it is there. */
function deepForce(start: Thunk, evaluation: Evaluation, seen: Set<Value>): Stuck | undefined {
  const of = start.force(evaluation);
  if (isStuck(of)) return of;
  if ((of.kind !== "list" && of.kind !== "attrs") || seen.has(of)) return undefined;
  seen.add(of);
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const parts = of.kind === "list" ? of.elements : [...of.entries.values()].map((entry) => entry.value);
  let found: Stuck | undefined;
  for (const part of parts) {
    const stuck = deepForce(part, evaluation, seen);
    if (stuck?.kind === "error") {
      found = stuck;
      break;
    }
    found ??= stuck;
  }
  evaluation.leave();
  return found;
}

function message(arg: Thunk, evaluation: Evaluation): string | Stuck {
  const text = coerce(arg.force(evaluation), "interpolate", evaluation, undefined);
  if (stops(text)) return text;
  const whole = stringOf(text);
  return whole.kind === "string" ? whole.text : whole.pieces.map((piece) => piece ?? "…").join("");
}

function raise(kind: "throw" | "abort"): BuiltinValue {
  return native1(kind, lazy, (arg, { evaluation, at }) => {
    const text = message(arg, evaluation);
    return typeof text === "string" ? fault(kind, text, at) : text.kind === "error" ? text : fault(kind, "…", at);
  });
}

/** Only `throw` and `assert` are caught; what is unknown may be either. */
const tryEval = native1("tryEval", lazy, (arg, { evaluation }) => {
  const result = arg.force(evaluation);
  if (result.kind === "error") {
    const caught = result.fault.kind === "throw" || result.fault.kind === "assertion";
    return caught ? record({ success: bool(false), value: bool(false) }) : result;
  }
  if (result.kind === "unknown") return record({ success: result, value: result });
  return record({ success: bool(true), value: Thunk.of(result) });
});

const functionArgs = native1("functionArgs", value, (of, call) => {
  if (of.kind === "builtin") return attrs(new Map());
  if (of.kind === "attrs") return unknown("the arguments of a set that is called");
  if (of.kind !== "lambda") return expected("a function", of, call);
  const formals = of.expr.pattern?.formals ?? [];
  return attrs(
    new Map(
      formals.map((formal) => [
        formal.name,
        { value: Thunk.of(bool(formal.fallback !== undefined)), certain: true, name: formal },
      ]),
    ),
  );
});

/** `second` once the first argument has been forced; what is stuck in the first counts only when it is an error. */
function after(name: string, force: (first: Thunk, evaluation: Evaluation) => Stuck | undefined): BuiltinValue {
  return native2(name, lazy, lazy, (first, second, { evaluation }) => {
    const stuck = force(first, evaluation);
    if (stuck?.kind === "error") return stuck;
    const result = second.force(evaluation);
    return stuck === undefined || result.kind === "error" ? result : stuck;
  });
}

function forceOne(first: Thunk, evaluation: Evaluation): Stuck | undefined {
  const of = first.force(evaluation);
  return isStuck(of) ? of : undefined;
}

export const controlBuiltins: readonly BuiltinValue[] = [
  isType("isAttrs", "set"),
  isType("isBool", "bool"),
  isType("isFloat", "float"),
  isType("isFunction", "lambda"),
  isType("isInt", "int"),
  isType("isList", "list"),
  isType("isNull", "null"),
  isType("isPath", "path"),
  isType("isString", "string"),
  native1("typeOf", value, (of) => string(typeName(of))),
  after("seq", forceOne),
  after("deepSeq", (first, evaluation) => deepForce(first, evaluation, new Set())),
  after("trace", (first, evaluation) => {
    const of = first.force(evaluation);
    return of.kind === "error" ? of : undefined;
  }),
  native2("addErrorContext", lazy, lazy, (_, second, { evaluation }) => second.force(evaluation)),
  raise("throw"),
  raise("abort"),
  tryEval,
  functionArgs,
  builtin("unsafeGetAttrPos", 2, () => unknown("a position in a file")),
];
