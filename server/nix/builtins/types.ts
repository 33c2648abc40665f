/** The builtins that tell what a value is. Nix reference manual, "Built-in Functions". */
import { Thunk } from "../thunk.ts";
import { type Attr, attr, attrs, type BuiltinValue, bool, isStuck, string, unknown, type Value } from "../value.ts";
import * as read from "./native.ts";

/** What `builtins.typeOf` answers. */
export type TypeName = "int" | "float" | "bool" | "null" | "string" | "path" | "list" | "set" | "lambda";

/** What `builtins.typeOf` says of `value`; `undefined` where that is not known. */
export function typeName(value: Value): TypeName | undefined {
  switch (value.kind) {
    case "partial-string":
      return "string";
    case "attrs":
    case "host":
      return "set";
    case "lambda":
    case "builtin":
      return "lambda";
    case "unknown":
    case "error":
      return undefined;
    default:
      return value.kind;
  }
}

function isType(name: string, type: TypeName): BuiltinValue {
  return read.native1(name, read.value, (value) => bool(typeName(value) === type));
}

/** Which formals of `f` have a default. */
export function functionArgs(f: Value, call: read.Call): Value {
  if (isStuck(f)) return f;
  if (f.kind === "builtin") return attrs(new Map());
  if (f.kind === "attrs") return unknown("the arguments of a set that is called");
  if (f.kind !== "lambda") return read.expected("a function", f, call);
  const entries = new Map<string, Attr>();
  for (const formal of f.expr.pattern?.formals ?? [])
    entries.set(formal.name, attr(Thunk.of(bool(formal.fallback !== undefined)), formal));
  return attrs(entries);
}

export const typeBuiltins: readonly BuiltinValue[] = [
  read.native1("typeOf", read.value, (value) => string(typeName(value) ?? "set")),
  isType("isInt", "int"),
  isType("isFloat", "float"),
  isType("isBool", "bool"),
  isType("isNull", "null"),
  isType("isString", "string"),
  isType("isPath", "path"),
  isType("isList", "list"),
  isType("isAttrs", "set"),
  isType("isFunction", "lambda"),
  read.native1("functionArgs", read.value, functionArgs),
];
