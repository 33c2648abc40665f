/** Nix's operators. Reference manual, "Operators"; held to `nix-instantiate` by the differential tests. */
import { updateAttrs } from "./attrsets.ts";
import type { BinaryExpr, Expr, UnaryExpr } from "./expr.ts";
import type { Scope } from "./scope.ts";
import { addStrings } from "./strings.ts";
import { compareText } from "./text.ts";
import type { Evaluation, Thunk } from "./thunk.ts";
import {
  type AttrsValue,
  bool,
  describeKind,
  type ErrorValue,
  fault,
  float,
  int,
  isStuck,
  type ListValue,
  list,
  openList,
  type Stuck,
  type UnknownValue,
  unknown,
  type Value,
} from "./value.ts";

/** The value of `expr`. */
export function binary(expr: BinaryExpr, scope: Scope, evaluation: Evaluation): Value {
  switch (expr.operator) {
    case "&&":
    case "||":
    case "->":
      return logic(expr, scope, evaluation);
    case "==":
    case "!=": {
      const same = equal(evaluation.evaluate(expr.left, scope), evaluation.evaluate(expr.right, scope), evaluation);
      if (typeof same !== "boolean") return same;
      return bool(same === (expr.operator === "=="));
    }
    case "<":
    case ">":
    case "<=":
    case ">=":
      return order(expr, scope, evaluation);
    default: {
      const left = evaluation.evaluate(expr.left, scope);
      if (left.kind === "error") return left;
      const right = evaluation.evaluate(expr.right, scope);
      return combine(expr, left, right, evaluation);
    }
  }
}

/** The value of `!operand` or `-operand`. */
export function unary(expr: UnaryExpr, scope: Scope, evaluation: Evaluation): Value {
  const operand = evaluation.evaluate(expr.operand, scope);
  if (isStuck(operand)) return operand;
  if (expr.operator === "!")
    return operand.kind === "bool" ? bool(!operand.value) : wrongOperand("!", "a Boolean", operand, expr.operand);
  if (operand.kind === "int") return int(-operand.value);
  // `-x` is `0 - x` in Nix, so that there is no negative zero.
  if (operand.kind === "float") return float(0 - operand.value);
  return wrongOperand("-", "a number", operand, expr.operand);
}

function combine(expr: BinaryExpr, left: Value, right: Value, evaluation: Evaluation): Value {
  switch (expr.operator) {
    case "//":
      return updateOf(expr, left, right, evaluation);
    case "++":
      return concatOf(expr, left, right, evaluation);
    case "+":
      if (left.kind === "unknown") return right.kind === "string" ? partialSum(right.text) : left;
      if (!isNumber(left)) return addStrings(left, right, expr, evaluation);
      return arithmetic(expr, left, right);
    default:
      return arithmetic(expr, left, right);
  }
}

/** `unknown + "text"` may be a string or a path. */
function partialSum(text: string): Value {
  return unknown(`something followed by ${JSON.stringify(text.slice(0, 40))}`);
}

function isNumber(value: Value): boolean {
  return value.kind === "int" || value.kind === "float";
}

function updateOf(expr: BinaryExpr, left: Value, right: Value, evaluation: Evaluation): Value {
  if (left.kind === "host" || right.kind === "host") return unknown("a set that is made of an option type");
  if (left.kind !== "attrs" && left.kind !== "unknown")
    return left.kind === "error" ? left : wrongOperand("//", "a set", left, expr.left);
  if (right.kind === "error") return right;
  if (right.kind !== "attrs" && right.kind !== "unknown") return wrongOperand("//", "a set", right, expr.right);
  // Copies cost as well: a set that grows by one attribute at a time is copied as often as it has attributes.
  const size = sizeOf(left) + sizeOf(right);
  return (
    evaluation.spend(size >> 2) ??
    (size > evaluation.limits.size ? unknown("a very large set") : updateAttrs(left, right))
  );
}

function sizeOf(set: AttrsValue | UnknownValue): number {
  return set.kind === "attrs" ? set.entries.size : 0;
}

function concatOf(expr: BinaryExpr, left: Value, right: Value, evaluation: Evaluation): Value {
  if (left.kind !== "list" && left.kind !== "unknown")
    return left.kind === "error" ? left : wrongOperand("++", "a list", left, expr.left);
  if (right.kind === "error") return right;
  if (right.kind !== "list" && right.kind !== "unknown") return wrongOperand("++", "a list", right, expr.right);
  return concatLists([left, right], evaluation);
}

/** The concatenation of lists; unknown ones leave a gap of unknown length. */
export function concatLists(parts: readonly (ListValue | Value)[], evaluation: Evaluation): Value {
  const elements: Thunk[] = [];
  let prefix: number | undefined;
  for (const part of parts) {
    if (part.kind === "list") {
      if (elements.length + part.elements.length > evaluation.limits.size) return unknown("a very long list");
      if (part.open && prefix === undefined) prefix = elements.length + part.prefix;
      // Spread as arguments, a long list would overflow the stack.
      for (const element of part.elements) elements.push(element);
    } else prefix ??= elements.length;
  }
  const spent = evaluation.spend(elements.length >> 3);
  return spent ?? (prefix === undefined ? list(elements) : openList(elements, prefix));
}

function logic(expr: BinaryExpr, scope: Scope, evaluation: Evaluation): Value {
  const left = evaluation.evaluate(expr.left, scope);
  if (left.kind === "error") return left;
  if (left.kind !== "bool" && left.kind !== "unknown") return wrongOperand(expr.operator, "a Boolean", left, expr.left);
  // Nix may never come to the right side, and computing it too early could run into values that are just being computed.
  if (left.kind === "unknown") return left;
  if (expr.operator === "&&" ? !left.value : left.value === (expr.operator === "||"))
    return bool(expr.operator !== "&&");
  const right = evaluation.evaluate(expr.right, scope);
  if (right.kind === "bool" || isStuck(right)) return right;
  return wrongOperand(expr.operator, "a Boolean", right, expr.right);
}

function arithmetic(expr: BinaryExpr, left: Value, right: Value): Value {
  if (isStuck(left)) return left;
  if (isStuck(right)) return right;
  if (left.kind !== "int" && left.kind !== "float") return wrongOperand(expr.operator, "a number", left, expr.left);
  if (right.kind !== "int" && right.kind !== "float") return wrongOperand(expr.operator, "a number", right, expr.right);
  const exact = left.kind === "int" && right.kind === "int";
  const result = exact ? int : float;
  switch (expr.operator) {
    case "+":
      return result(left.value + right.value);
    case "-":
      return result(left.value - right.value);
    case "*":
      return result(left.value * right.value);
    default:
      if (right.value === 0) return fault("other", "division by zero", expr);
      return exact ? int(Math.trunc(left.value / right.value)) : float(left.value / right.value);
  }
}

function order(expr: BinaryExpr, scope: Scope, evaluation: Evaluation): Value {
  const left = evaluation.evaluate(expr.left, scope);
  if (left.kind === "error") return left;
  const right = evaluation.evaluate(expr.right, scope);
  switch (expr.operator) {
    case "<":
      return asBool(lessThan(left, right, evaluation, expr), false);
    case ">":
      return asBool(lessThan(right, left, evaluation, expr), false);
    case "<=":
      return asBool(lessThan(right, left, evaluation, expr), true);
    default:
      return asBool(lessThan(left, right, evaluation, expr), true);
  }
}

function asBool(answer: boolean | Stuck, negate: boolean): Value {
  return typeof answer === "boolean" ? bool(answer !== negate) : answer;
}

/** Whether `left < right` as Nix orders numbers, strings, paths and (since 2.4) lists. */
export function lessThan(left: Value, right: Value, evaluation: Evaluation, at: Expr | undefined): boolean | Stuck {
  if (isStuck(left)) return left;
  if (isStuck(right)) return right;
  if ((left.kind === "int" || left.kind === "float") && (right.kind === "int" || right.kind === "float"))
    return left.value < right.value;
  if (left.kind === "string" && right.kind === "string") return compareText(left.text, right.text) < 0;
  if (left.kind === "path" && right.kind === "path") return compareText(left.path, right.path) < 0;
  if (left.kind === "partial-string" || right.kind === "partial-string") return unknown("a string known in part");
  if (left.kind === "list" && right.kind === "list") return lessThanLists(left, right, evaluation, at);
  return fault("type", `${describeKind(left)} cannot be compared with ${describeKind(right)}`, at);
}

function lessThanLists(
  left: ListValue,
  right: ListValue,
  evaluation: Evaluation,
  at: Expr | undefined,
): boolean | Stuck {
  if (left.open || right.open) return unknown("a list known in part");
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  let answer: boolean | Stuck = left.elements.length < right.elements.length;
  for (let index = 0; index < Math.min(left.elements.length, right.elements.length); index++) {
    const a = left.elements[index]?.force(evaluation) ?? unknown("an element");
    const b = right.elements[index]?.force(evaluation) ?? unknown("an element");
    const same = equal(a, b, evaluation);
    if (same === true) continue;
    answer = same === false ? lessThan(a, b, evaluation, at) : same;
    break;
  }
  evaluation.leave();
  return answer;
}

/** Whether two values are equal as `==` says. Functions are equal to nothing; derivations are compared by outPath, which is unknown. */
export function equal(left: Value, right: Value, evaluation: Evaluation): boolean | Stuck {
  if (left.kind === "error") return left;
  if (right.kind === "error") return right;
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const answer = equalKnown(left, right, evaluation);
  evaluation.leave();
  return answer;
}

function equalKnown(left: Value, right: Value, evaluation: Evaluation): boolean | Stuck {
  if (left.kind === "host" || right.kind === "host") return unknown("an option type");
  if (left.kind === "partial-string" || right.kind === "partial-string") {
    const isText = (value: Value) => value.kind === "string" || value.kind === "partial-string";
    return isText(left) && isText(right) ? unknown("a string known in part") : false;
  }
  if ((left.kind === "int" || left.kind === "float") && (right.kind === "int" || right.kind === "float"))
    return left.value === right.value;
  if (left.kind === "bool" && right.kind === "bool") return left.value === right.value;
  if (left.kind === "string" && right.kind === "string") return left.text === right.text;
  if (left.kind === "path" && right.kind === "path") return left.path === right.path;
  if (left.kind === "list" && right.kind === "list") return equalLists(left, right, evaluation);
  if (left.kind === "attrs" && right.kind === "attrs") return equalAttrs(left, right, evaluation);
  return left.kind === "null" && right.kind === "null";
}

/** Inside lists and sets Nix takes a value for equal to itself without looking at it, a function too. */
function equalInside(left: Thunk, right: Thunk, evaluation: Evaluation): boolean | Stuck {
  const mine = left.force(evaluation);
  const other = right.force(evaluation);
  const same = equal(mine, other, evaluation);
  return same !== true && mine === other && !isStuck(mine) ? unknown("a value compared with itself") : same;
}

function equalLists(left: ListValue, right: ListValue, evaluation: Evaluation): boolean | Stuck {
  if (left.open || right.open) return unknown("a list known in part");
  if (left.elements.length !== right.elements.length) return false;
  for (const [index, element] of left.elements.entries()) {
    const other = right.elements[index];
    if (other === undefined) return false;
    const same = equalInside(element, other, evaluation);
    if (same !== true) return same;
  }
  return true;
}

function equalAttrs(left: Value, right: Value, evaluation: Evaluation): boolean | Stuck {
  if (left.kind !== "attrs" || right.kind !== "attrs") return false;
  if (left.open || right.open) return unknown("a set known in part");
  if (left.entries.has("type") && right.entries.has("type")) {
    const isDerivation = equal(
      left.entries.get("type")?.value.force(evaluation) ?? unknown("type"),
      { kind: "string", text: "derivation" },
      evaluation,
    );
    if (isDerivation !== false) return unknown("derivations");
  }
  const uncertain = [...left.entries.values(), ...right.entries.values()].some((entry) => !entry.certain);
  if (uncertain) return unknown("a set known in part");
  if (left.entries.size !== right.entries.size) return false;
  let stuck: Stuck | undefined;
  let differs = false;
  for (const [name, mine] of left.entries) {
    const other = right.entries.get(name);
    const same = other !== undefined && equalInside(mine.value, other.value, evaluation);
    if (same === false) differs = true;
    else if (same !== true && (stuck === undefined || same.kind === "error")) stuck = same;
  }
  // Nix goes by the order in which it first saw the names, and stops at the first difference.
  if (differs) return stuck?.kind === "error" ? unknown("sets of which one has an error") : false;
  return stuck ?? true;
}

function wrongOperand(operator: string, wanted: string, found: Value, at: Expr): ErrorValue {
  return fault("type", `${operator} needs ${wanted}, but this is ${describeKind(found) ?? "something else"}`, at);
}
