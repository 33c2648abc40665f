/**
 * A lazy partial evaluator of Nix. It never needs Nix, never throws and always ends: what it cannot know, and what would cost more than
 * the limits allow, is unknown. Semantics: Nix reference manual, "Nix Language"; held to `nix-instantiate` by the differential tests.
 */
import { evaluateAttrs, letScope } from "./attrsets.ts";
import { callScope } from "./calls.ts";
import type {
  ApplyExpr,
  AssertExpr,
  Expr,
  IfExpr,
  LetExpr,
  Place,
  StringExpr,
  VariableExpr,
  WithExpr,
} from "./expr.ts";
import { binary, unary } from "./operators.ts";
import { importPath } from "./paths.ts";
import { lookup, type RootScope, type Scope } from "./scope.ts";
import { hasAttrPath, selectPath } from "./selection.ts";
import { evaluatePath, interpolate } from "./strings.ts";
import { DEFAULT_LIMITS, type Evaluation, type FileReader, type Limits, Thunk } from "./thunk.ts";
import {
  type AttrsValue,
  type BoolValue,
  type BuiltinValue,
  describeKind,
  fault,
  isStuck,
  type LambdaValue,
  list,
  openList,
  type Stuck,
  type UnknownValue,
  unknown,
  type Value,
} from "./value.ts";

const EXHAUSTED = unknown("too much to evaluate");

/** Starts an evaluation: `root` holds the builtins (see `rootScope`), `files` is all it can read. */
export function createEvaluation(files: FileReader, root: RootScope, limits: Limits = DEFAULT_LIMITS): Evaluation {
  return new Evaluator(files, root, limits);
}

class Evaluator implements Evaluation {
  readonly limits: Limits;
  readonly files: FileReader;
  readonly root: RootScope;
  #steps = 0;
  #depth = 0;
  #exhausted = false;
  readonly #imports = new Map<string, Thunk>();

  constructor(files: FileReader, root: RootScope, limits: Limits) {
    this.files = files;
    this.root = root;
    this.limits = limits;
  }

  enter(): UnknownValue | undefined {
    if (this.#depth >= this.limits.depth || this.#steps >= this.limits.steps) return this.#exhaust();
    this.#depth++;
    this.#steps++;
    return undefined;
  }

  leave(): void {
    this.#depth--;
  }

  spend(steps: number): UnknownValue | undefined {
    this.#steps += steps;
    return this.#steps >= this.limits.steps ? this.#exhaust() : undefined;
  }

  get exhausted(): boolean {
    return this.#exhausted;
  }

  #exhaust(): UnknownValue {
    this.#exhausted = true;
    return EXHAUSTED;
  }

  evaluate(expr: Expr, scope: Scope): Value {
    const exhausted = this.enter();
    if (exhausted !== undefined) return exhausted;
    const value = evaluateExpr(expr, scope, this);
    this.#depth--;
    return value;
  }

  apply(fn: Value, arg: Thunk, at: Place | undefined): Value {
    switch (fn.kind) {
      case "lambda":
        return applyLambda(fn, arg, this, at);
      case "builtin":
        return applyBuiltin(fn, arg, this, at);
      case "attrs":
        return applyFunctor(fn, arg, this, at);
      case "unknown":
      case "error":
        return fn;
      default:
        return fault("type", `${describeKind(fn)} is called like a function`, at);
    }
  }

  importFile(path: string, at: Place | undefined, keeper?: Place): Value {
    let thunk = this.#imports.get(path);
    if (thunk === undefined) {
      thunk = Thunk.lazy((evaluation) => importPath(path, evaluation, at, keeper));
      this.#imports.set(path, thunk);
    } else if (keeper !== undefined) this.files.parse(path, keeper);
    return thunk.force(this);
  }
}

/** An expression in the last place of another is evaluated without a further level on the host's stack. */
function evaluateExpr(outermost: Expr, outerScope: Scope, evaluation: Evaluation): Value {
  let expr = outermost;
  let scope = outerScope;
  for (;;) {
    switch (expr.kind) {
      case "let":
        scope = letScope(expr, scope, evaluation);
        expr = expr.body;
        break;
      case "with":
        scope = { kind: "with", parent: scope, set: argumentOf(expr.env, scope, evaluation) };
        expr = expr.body;
        break;
      case "if": {
        const condition = evaluation.evaluate(expr.condition, scope);
        if (condition.kind !== "bool") return noCondition("if", condition, expr.condition);
        expr = condition.value ? expr.then : expr.otherwise;
        break;
      }
      case "assert": {
        const condition = evaluation.evaluate(expr.condition, scope);
        if (condition.kind !== "bool") return noCondition("assert", condition, expr.condition);
        if (!condition.value) return fault("assertion", "this assertion fails", expr);
        expr = expr.body;
        break;
      }
      case "apply": {
        const fn = evaluation.evaluate(expr.fn, scope);
        if (isStuck(fn)) return fn;
        const arg = argumentOf(expr.arg, scope, evaluation);
        if (fn.kind !== "lambda") return evaluation.apply(fn, arg, expr);
        const inner = callScope(fn, arg, evaluation, expr);
        if (isStuck(inner)) return inner;
        scope = inner;
        expr = fn.expr.body;
        break;
      }
      default:
        return evaluateHere(expr, scope, evaluation);
    }
    const exhausted = evaluation.spend(1);
    if (exhausted !== undefined) return exhausted;
  }
}

type InnermostExpr = Exclude<Expr, LetExpr | WithExpr | IfExpr | AssertExpr | ApplyExpr>;

function evaluateHere(expr: InnermostExpr, scope: Scope, evaluation: Evaluation): Value {
  switch (expr.kind) {
    case "variable":
      return evaluateVariable(expr, scope, evaluation);
    case "string":
      return evaluateString(expr, scope, evaluation);
    case "attrs":
      return evaluateAttrs(expr, scope, evaluation);
    case "select":
      return selectPath(expr, scope, evaluation);
    case "lambda":
      return { kind: "lambda", expr, scope };
    case "list": {
      const elements = expr.elements.map((element) => argumentOf(element, scope, evaluation));
      return expr.damaged ? openList(elements, 0) : list(elements);
    }
    case "binary":
      return binary(expr, scope, evaluation);
    case "unary":
      return unary(expr, scope, evaluation);
    case "has":
      return hasAttrPath(expr, scope, evaluation);
    case "path":
      return evaluatePath(expr, scope, evaluation);
    case "int":
      return expr.value === undefined ? unknown("an integer beyond 2^53") : { kind: "int", value: expr.value };
    case "float":
      return { kind: "float", value: expr.value };
    case "broken":
      return unknown("text that is not Nix");
  }
}

/** A thunk for `expr`. Constants are computed at once. */
export function thunkOf(expr: Expr, scope: Scope, evaluation: Evaluation): Thunk {
  switch (expr.kind) {
    case "int":
    case "float":
    case "lambda":
      return Thunk.of(evaluateExpr(expr, scope, evaluation), expr);
    case "string":
      if (expr.parts.length === 0 || (expr.parts.length === 1 && expr.parts[0]?.kind === "text"))
        return Thunk.of(evaluateString(expr, scope, evaluation), expr);
      return Thunk.expr(expr, scope);
    default:
      return Thunk.expr(expr, scope);
  }
}

/**
 * A thunk for `expr` where all names of `scope` are bound already, unlike in a `rec` or `let` that is being made: a name leads to what it
 * is bound to, so that a value passed from call to call is no chain of thunks.
 */
function argumentOf(expr: Expr, scope: Scope, evaluation: Evaluation): Thunk {
  if (expr.kind !== "variable") return thunkOf(expr, scope, evaluation);
  const found = lookup(scope, expr.name);
  return found instanceof Thunk ? Thunk.alias(found, expr) : Thunk.expr(expr, scope);
}

function evaluateVariable(expr: VariableExpr, scope: Scope, evaluation: Evaluation): Value {
  const found = lookup(scope, expr.name);
  if (found instanceof Thunk) return found.force(evaluation);
  if (found.hidden) return unknown(`the name ${expr.name}`);
  for (const set of found.withs) {
    const value = set.force(evaluation);
    if (value.kind !== "attrs") {
      return isStuck(value) ? value : fault("type", `with needs a set, but this is ${describeKind(value)}`, set.origin);
    }
    const entry = value.entries.get(expr.name);
    if (entry?.certain === true) return entry.value.force(evaluation);
    if (entry !== undefined || value.open) return unknown(`the name ${expr.name} from with`);
  }
  return fault("undefined-variable", `${expr.name} is not defined`, expr);
}

function evaluateString(expr: StringExpr, scope: Scope, evaluation: Evaluation): Value {
  const first = expr.parts[0];
  if (first === undefined) return { kind: "string", text: "" };
  if (expr.parts.length === 1 && first.kind === "text") return { kind: "string", text: first.text };
  return interpolate(expr.parts, scope, evaluation);
}

function noCondition(keyword: string, found: Exclude<Value, BoolValue>, at: Expr): Stuck {
  return isStuck(found) ? found : fault("type", `${keyword} needs a Boolean, but this is ${describeKind(found)}`, at);
}

function applyBuiltin(fn: BuiltinValue, arg: Thunk, evaluation: Evaluation, at: Place | undefined): Value {
  const args = [...fn.args, arg];
  if (args.length < fn.arity) return { ...fn, args };
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const value = fn.run(args, evaluation, at);
  evaluation.leave();
  return value;
}

/** A set with `__functor` is called as `set.__functor set arg`. */
function applyFunctor(fn: AttrsValue, arg: Thunk, evaluation: Evaluation, at: Place | undefined): Value {
  const functor = fn.entries.get("__functor");
  if (functor === undefined || !functor.certain) {
    return functor !== undefined || fn.open
      ? unknown("a set that may be a function")
      : fault("type", "a set is called like a function", at);
  }
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const bound = evaluation.apply(functor.value.force(evaluation), Thunk.of(fn), at);
  const value = evaluation.apply(bound, arg, at);
  evaluation.leave();
  return value;
}

function applyLambda(fn: LambdaValue, arg: Thunk, evaluation: Evaluation, at: Place | undefined): Value {
  const scope = callScope(fn, arg, evaluation, at);
  return isStuck(scope) ? scope : evaluation.evaluate(fn.expr.body, scope);
}
