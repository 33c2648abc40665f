import type { AttrName, Binding, Expr, Place, StringPart } from "../expr.ts";
import { spanOf } from "../expr.ts";

/** The expressions directly inside `expr`, in the order of the text. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "string":
    case "path":
      return ofParts(expr.parts);
    case "select":
      return [expr.target, ...ofNames(expr.path), ...(expr.fallback === undefined ? [] : [expr.fallback])];
    case "has":
      return [expr.target, ...ofNames(expr.path)];
    case "apply":
      return [expr.fn, expr.arg];
    case "lambda":
      return [
        ...(expr.pattern?.formals ?? []).flatMap(({ fallback }) => (fallback === undefined ? [] : [fallback])),
        expr.body,
      ];
    case "let":
      return [...ofBindings(expr.bindings), expr.body];
    case "attrs":
      return ofBindings(expr.bindings);
    case "list":
      return expr.elements;
    case "with":
      return [expr.env, expr.body];
    case "assert":
      return [expr.condition, expr.body];
    case "if":
      return [expr.condition, expr.then, expr.otherwise];
    case "binary":
      return [expr.left, expr.right];
    case "unary":
      return [expr.operand];
    case "broken":
      return expr.parts;
    default:
      return [];
  }
}

/** The expressions around `place` in `root`, from the outermost in. */
export function expressionsAround(root: Expr, place: Place): readonly Expr[] {
  const around: Expr[] = [];
  const span = spanOf(place);
  let at: Expr | undefined = root;
  while (at !== undefined) {
    around.push(at);
    at = childrenOf(at).find((child) => {
      const { start, end } = spanOf(child);
      return start <= span.start && span.end <= end;
    });
  }
  return around;
}

function ofParts(parts: readonly StringPart[]): Expr[] {
  return parts.flatMap((part) => (part.kind === "interpolation" ? [part.expr] : []));
}

function ofNames(names: readonly AttrName[]): Expr[] {
  return names.flatMap((name) => (name.kind === "dynamic" ? [name.expr] : []));
}

function ofBindings(bindings: readonly Binding[]): Expr[] {
  return bindings.flatMap((binding) =>
    binding.kind === "bind"
      ? [...ofNames(binding.path), binding.value]
      : [...(binding.from === undefined ? [] : [binding.from]), ...ofNames(binding.names)],
  );
}
