/** All names of a finished text that are options, found in its syntax. */
import { stepsInto } from "../nix/cursor/calls.ts";
import type { Step } from "../nix/cursor/place.ts";
import { type AttrName, type Binding, type Expr, spanOf } from "../nix/expr.ts";
import { childrenOf } from "../nix/syntax/children.ts";
import { isOption, type OptionPlace, type OptionTreesInUse, stepFrom, type Whereabouts } from "./optionPlace.ts";

/** A name that is written, with the option that it is or leads to, and the value given to it. */
export interface WrittenOption {
  readonly name: AttrName;
  readonly place: OptionPlace;
  /** `undefined` for a name that others follow. */
  readonly value: Expr | undefined;
}

/** The options in `root`, in the order of the text. */
export function writtenOptions(root: Expr, trees: OptionTreesInUse): readonly WrittenOption[] {
  const found: WrittenOption[] = [];
  const walk = (expr: Expr, at: Whereabouts): void => {
    switch (expr.kind) {
      case "attrs":
        for (const binding of expr.bindings) walkBinding(binding, at);
        return;
      case "let":
        for (const binding of expr.bindings) walkBinding(binding, stepFrom(trees, at, { kind: "let" }));
        walk(expr.body, at);
        return;
      case "list":
        for (const element of expr.elements) walk(element, stepFrom(trees, at, { kind: "element" }));
        return;
      case "apply":
        walkCall(expr, at);
        return;
      default:
        for (const child of inner(expr)) walk(child, at);
    }
  };
  const walkBinding = (binding: Binding, from: Whereabouts): void => {
    if (binding.kind !== "bind") return;
    let at = from;
    for (const [index, name] of binding.path.entries()) {
      at = stepFrom(trees, at, stepOf(name));
      const value = index === binding.path.length - 1 ? binding.value : undefined;
      if (isOption(at) && at.bound === undefined) found.push({ name, place: at, value });
    }
    walk(binding.value, at);
  };
  /** A list here is merged: its elements have the place of the whole. */
  const walkMerged = (expr: Expr, at: Whereabouts): void => {
    if (expr.kind === "list") for (const element of expr.elements) walk(element, at);
    else if (expr.kind === "apply") walkCall(expr, at, true);
    else if (expr.kind === "attrs") walk(expr, at);
    else for (const child of inner(expr)) walkMerged(child, at);
  };
  const walkCall = (expr: Expr, at: Whereabouts, merged = false): void => {
    const args: Expr[] = [];
    let fn = expr;
    while (fn.kind === "apply") {
      args.unshift(fn.arg);
      fn = fn.fn;
    }
    const name = functionName(fn);
    for (const [index, argument] of args.entries()) {
      const { steps, merges } = stepsInto(name, index, merged);
      const to = steps.reduce<Whereabouts>((from, step) => stepFrom(trees, from, step), at);
      if (merges) walkMerged(argument, to);
      else walk(argument, to);
    }
  };
  walk(root, trees.start());
  return found.sort((a, b) => spanOf(a.name).start - spanOf(b.name).start);
}

/** What has the place of the expression itself: bodies, branches, both sides of `//` and `++`. */
function inner(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "lambda":
    case "with":
    case "assert":
      return [expr.body];
    case "if":
      return [expr.then, expr.otherwise];
    case "binary":
      return expr.operator === "//" || expr.operator === "++" ? [expr.left, expr.right] : [];
    case "broken":
      return childrenOf(expr);
    default:
      return [];
  }
}

function stepOf(name: AttrName): Step {
  return name.kind === "static" ? { kind: "name", name: name.name, ...spanOf(name) } : { kind: "any" };
}

/** The last name of the function: `mkIf` of `lib.mkIf`. */
function functionName(fn: Expr): string {
  if (fn.kind === "variable") return fn.name;
  const last = fn.kind === "select" ? fn.path.at(-1) : undefined;
  return last?.kind === "static" ? last.name : "";
}
