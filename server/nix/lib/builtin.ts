/** The builtins that functions of nixpkgs' lib are made of. */

import type { Call } from "../builtins/native.ts";
import { rootScope } from "../builtins.ts";
import { Thunk } from "../thunk.ts";
import { type BuiltinValue, bool, builtin, type ListValue, type Stuck, unknown, type Value } from "../value.ts";

const NAMES = rootScope().names;

/** `builtins.${name}`; unknown where there is none. */
function builtinNamed(name: string): Thunk {
  return NAMES.get(name) ?? NAMES.get(`__${name}`) ?? Thunk.of(unknown(`builtins.${name}`));
}

/** What `builtins.${name}` gives for `args`. */
export function run(name: string, args: readonly (Thunk | Value)[], call: Call): Value {
  let result = builtinNamed(name).force(call.evaluation);
  for (const arg of args) result = call.evaluation.apply(result, arg instanceof Thunk ? arg : Thunk.of(arg), call.at);
  return result;
}

/** The elements of `xs` that `keep` answers with true, as `builtins.filter` gives them. */
export function filterBy(xs: ListValue, keep: (element: Thunk) => boolean | Stuck, call: Call): Value {
  return run("filter", [predicate(keep), xs], call);
}

/** A function of one argument that answers what `keep` does. */
export function predicate(keep: (element: Thunk) => boolean | Stuck): BuiltinValue {
  return builtin("predicate", 1, ([element]) => {
    const answer = element === undefined ? unknown("an element") : keep(element);
    return typeof answer === "boolean" ? bool(answer) : answer;
  });
}
