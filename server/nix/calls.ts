/** Calls of functions written in Nix. Reference manual, "Functions". */
import type { Place, SetPattern } from "./expr.ts";
import type { NameScope, ParameterScope } from "./scope.ts";
import { type Evaluation, Thunk } from "./thunk.ts";
import { describeKind, fault, type LambdaValue, type Stuck, unknown } from "./value.ts";

/** The scope of the body of `fn` when it is called with `arg`, or why it cannot be called so. */
export function callScope(
  fn: LambdaValue,
  arg: Thunk,
  evaluation: Evaluation,
  at: Place | undefined,
): ParameterScope | NameScope | Stuck {
  const { expr } = fn;
  if (expr.pattern === undefined) return { kind: "parameter", parent: fn.scope, name: expr.name ?? "", value: arg };
  const names = new Map<string, Thunk>();
  const scope: NameScope = { kind: "names", parent: fn.scope, names, open: false };
  if (expr.name !== undefined) names.set(expr.name, arg);
  return bindPattern(expr.pattern, arg, scope, names, evaluation, at ?? expr) ?? scope;
}

/** Binds the formals of `pattern` to the attributes of `arg`; returns a value when the call cannot go on. */
function bindPattern(
  pattern: SetPattern,
  arg: Thunk,
  scope: NameScope,
  names: Map<string, Thunk>,
  evaluation: Evaluation,
  at: Place,
): Stuck | undefined {
  const set = arg.force(evaluation);
  if (set.kind === "error") return set;
  if (set.kind === "unknown") {
    for (const formal of pattern.formals) names.set(formal.name, Thunk.of(unknown(`the argument ${formal.name}`)));
    return undefined;
  }
  if (set.kind !== "attrs")
    return fault("type", `this function takes a set, but is called with ${describeKind(set)}`, at);
  for (const formal of pattern.formals) {
    const given = set.entries.get(formal.name);
    if (given?.certain === true) names.set(formal.name, given.value);
    else if (given !== undefined || set.open) names.set(formal.name, Thunk.of(unknown(`the argument ${formal.name}`)));
    else if (formal.fallback !== undefined) names.set(formal.name, Thunk.expr(formal.fallback, scope));
    else return fault("missing-argument", `this function needs the argument ${formal.name}`, at);
  }
  if (pattern.ellipsis) return undefined;
  for (const [name, entry] of set.entries) {
    if (!pattern.formals.some((formal) => formal.name === name)) {
      return entry.certain
        ? fault("unexpected-argument", `this function does not take the argument ${name}`, at)
        : unknown(`a call with or without ${name}`);
    }
  }
  return undefined;
}
