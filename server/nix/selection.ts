/** What is selected from sets, and whether it is there. Reference manual, "Attribute selection" and "Has attribute". */
import type { AttrName, HasAttrExpr, Place, SelectExpr } from "./expr.ts";
import type { Scope } from "./scope.ts";
import { interpolate } from "./strings.ts";
import type { Evaluation } from "./thunk.ts";
import {
  bool,
  describeKind,
  type ErrorValue,
  fault,
  inertUnknown,
  isStuck,
  type Stuck,
  unknown,
  type Value,
} from "./value.ts";

/** The text of a computed name; `null` where Nix leaves the attribute out. */
export function evaluateName(name: AttrName, scope: Scope, evaluation: Evaluation): string | null | Stuck {
  if (name.kind === "static") return name.name;
  const value = evaluation.evaluate(name.expr, scope);
  switch (value.kind) {
    case "string":
      return value.text;
    case "null":
      return null;
    case "partial-string":
      return unknown("a name known in part");
    case "unknown":
    case "error":
      return value;
    case "attrs": {
      const text = interpolate([{ ...name, kind: "interpolation" }], scope, evaluation);
      return text.kind === "string"
        ? fault("type", "an attribute's name must be a string", name)
        : isStuck(text)
          ? text
          : unknown("a name");
    }
    default:
      return fault("type", `an attribute's name must be a string, but this is ${describeKind(value)}`, name);
  }
}

/** The value of `target.path or fallback`. */
export function selectPath(expr: SelectExpr, scope: Scope, evaluation: Evaluation): Value {
  let at = evaluation.evaluate(expr.target, scope);
  for (const [index, step] of expr.path.entries()) {
    if (isStuck(at)) return selectedFrom(at, expr.path.slice(index), scope, evaluation);
    const name = evaluateName(step, scope, evaluation);
    if (name === null) return fault("type", "an attribute's name must be a string, but this is null", step);
    if (typeof name !== "string") return name;
    const entry = at.kind === "attrs" ? at.entries.get(name) : undefined;
    if (entry?.certain === true) at = entry.value.force(evaluation);
    else if (at.kind === "host" || entry !== undefined || (at.kind === "attrs" && at.open))
      return unknown(`the attribute ${name}`);
    else if (expr.fallback !== undefined) return evaluation.evaluate(expr.fallback, scope);
    else return missing(at, name, step);
  }
  return at;
}

/** What is selected from an inert value says what it is, as far as the names are known: which module of a flake, say. */
function selectedFrom(value: Stuck, path: SelectExpr["path"], scope: Scope, evaluation: Evaluation): Value {
  if (value.kind !== "unknown" || !value.inert) return value;
  const names = path.map((step) => evaluateName(step, scope, evaluation));
  return names.every((name) => typeof name === "string") ? inertUnknown([value.why, ...names].join(".")) : value;
}

/** The attribute `name` of `value`, or the fault Nix would raise. */
export function selectOne(value: Value, name: string, at: Place | undefined, evaluation: Evaluation): Value {
  if (isStuck(value)) return value;
  const entry = value.kind === "attrs" ? value.entries.get(name) : undefined;
  if (entry?.certain === true) return entry.value.force(evaluation);
  if (value.kind === "host" || entry !== undefined || (value.kind === "attrs" && value.open))
    return unknown(`the attribute ${name}`);
  return missing(value, name, at);
}

function missing(value: Value, name: string, at: Place | undefined): ErrorValue {
  return value.kind === "attrs"
    ? fault("missing-attribute", `there is no attribute ${name} here`, at)
    : fault("type", `${name} is looked up in ${describeKind(value)}, which is not a set`, at);
}

/** The value of `target ? path`. */
export function hasAttrPath(expr: HasAttrExpr, scope: Scope, evaluation: Evaluation): Value {
  let at = evaluation.evaluate(expr.target, scope);
  for (const step of expr.path) {
    if (isStuck(at)) return at;
    const name = evaluateName(step, scope, evaluation);
    if (name !== null && typeof name !== "string") return name;
    const entry = name === null || at.kind !== "attrs" ? undefined : at.entries.get(name);
    if (at.kind === "host" || (entry === undefined && at.kind === "attrs" && at.open) || entry?.certain === false)
      return unknown("whether an attribute exists");
    if (entry === undefined) return bool(false);
    if (step === expr.path.at(-1)) return bool(true);
    at = entry.value.force(evaluation);
  }
  return bool(true);
}
