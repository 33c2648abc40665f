/** From the syntax tree to `Expr`. The only reader of `FlatTree`s besides the syntax findings. */

import type { AttrBinding, AttrName, AttrsExpr, BinaryOperator, Expr } from "../expr.ts";
import type { ChunkRecord } from "./chunks.ts";
import type { FlatTree } from "./flatTree.ts";
import { Kind } from "./kinds.ts";
import { lowerAttrPath, lowerAttrs, lowerChunk, lowerFormals, lowerLet } from "./lowerBindings.ts";
import { lowerDamaged } from "./lowerDamaged.ts";
import { broken, keep, type Lowering, MAX_DEPTH, operands, placeAt, placeOf, textOf } from "./lowering.ts";
import { lowerIndentedString, lowerPath, lowerSearchPath, lowerString, lowerUri } from "./lowerStrings.ts";

/** Lowers a whole file into `record`, the chunk of the file. A file without an expression is Broken. */
export function lowerFile(tree: FlatTree, text: string, record: ChunkRecord, tracked: boolean): Expr {
  const cx: Lowering = { tree, text, record, tracked, expr: (node, depth) => lowerExpr(cx, node, depth) };
  if (tree.kind(0) === Kind.error) return lowerDamaged(cx, 0, 0);
  const root = operands(cx, 0)[0];
  const error = tree.child(0, Kind.error);
  if (root === undefined) return error === undefined ? broken(cx, 0, []) : lowerDamaged(cx, error, 0);
  if (error === undefined) return cx.expr(root, 0);
  if (error > root) {
    damageSpine(cx, root);
    return cx.expr(root, 0);
  }
  const before = lowerDamaged(cx, error, 0);
  return before.kind === "broken" ? broken(cx, 0, [before, cx.expr(root, 1)]) : before;
}

/** Something that is not Nix follows the file's expression, so the set it ends in may be cut off in the wrong place. */
function damageSpine(cx: Lowering, root: number): void {
  const { tree } = cx;
  for (let node: number | undefined = root; node !== undefined; node = operands(cx, node).at(-1)) {
    switch (tree.kind(node)) {
      case Kind.attrs:
      case Kind.recAttrs:
        tree.damage(node);
        return;
      case Kind.lambda:
      case Kind.let:
      case Kind.with:
      case Kind.assert:
      case Kind.parenthesized:
        break;
      default:
        return;
    }
  }
}

/** Lowers again the binding of `old`, which is the first node of `tree`, into a chunk for the same slot. */
export function lowerAgain(
  tree: FlatTree,
  text: string,
  old: ChunkRecord,
): { readonly binding: AttrBinding; readonly record: ChunkRecord } | undefined {
  const { parent, slot } = old;
  if (parent === undefined || slot === undefined) return undefined;
  const cx: Lowering = { tree, text, record: parent, tracked: true, expr: (node, depth) => lowerExpr(cx, node, depth) };
  const lowered = lowerChunk(cx, 0, slot);
  parent.children.pop();
  return lowered;
}

function lowerExpr(cx: Lowering, given: number, depth: number): Expr {
  const { tree } = cx;
  let node = given;
  while (tree.kind(node) === Kind.parenthesized && !hasOwnError(tree, node)) {
    const inner = operands(cx, node)[0];
    if (inner === undefined) return broken(cx, given, []);
    node = inner;
  }
  if (depth >= MAX_DEPTH) return broken(cx, node, []);
  switch (tree.kind(node)) {
    case Kind.attrs:
      return lowerAttrs(cx, node, depth, false);
    case Kind.recAttrs:
      return lowerAttrs(cx, node, depth, true);
    case Kind.letAttrs:
      return lowerLegacyLet(cx, node, depth);
    default:
  }
  if (hasOwnError(tree, node)) return lowerAround(cx, node, depth);
  return lowerLeaf(cx, node) ?? lowerCompound(cx, node, depth);
}

/** An error or something made up stands directly in `node`. */
function hasOwnError(tree: FlatTree, node: number): boolean {
  if (!tree.isDirty(node)) return false;
  for (const child of tree.children(node)) {
    if (tree.kind(child) === Kind.error || tree.isMissing(child)) return true;
    if (tree.isDirty(child) && isPartOfParent(tree.kind(child))) return true;
  }
  return tree.isMissing(node) || tree.kind(node) === Kind.error;
}

/** Nodes that are no expressions or bindings themselves: an error in one is an error of the expression around it. */
function isPartOfParent(kind: Kind): boolean {
  switch (kind) {
    case Kind.formals:
    case Kind.formal:
    case Kind.attrPath:
    case Kind.identifier:
    case Kind.interpolation:
      return true;
    default:
      return false;
  }
}

/** Broken, with the operands that can still be looked at. */
function lowerAround(cx: Lowering, node: number, depth: number): Expr {
  if (cx.tree.kind(node) === Kind.list) {
    const elements = operands(cx, node).map((element) => cx.expr(element, depth + 2));
    return broken(cx, node, [keep(cx, { kind: "list", ...placeOf(cx, node), elements, damaged: true })]);
  }
  const parts = operands(cx, node).map((operand) => cx.expr(operand, depth + 1));
  return broken(cx, node, parts);
}

function lowerLeaf(cx: Lowering, node: number): Expr | undefined {
  switch (cx.tree.kind(node)) {
    case Kind.variable:
      return keep(cx, { kind: "variable", ...placeOf(cx, node), name: textOf(cx, node) });
    case Kind.integer: {
      const value = Number(textOf(cx, node));
      return keep(cx, { kind: "int", ...placeOf(cx, node), value: Number.isSafeInteger(value) ? value : undefined });
    }
    case Kind.float:
      return keep(cx, { kind: "float", ...placeOf(cx, node), value: Number(textOf(cx, node)) });
    case Kind.uri:
      return lowerUri(cx, node);
    case Kind.searchPath:
      return lowerSearchPath(cx, node);
    default:
      return undefined;
  }
}

function lowerCompound(cx: Lowering, node: number, depth: number): Expr {
  const kind = cx.tree.kind(node);
  switch (kind) {
    case Kind.string:
      return lowerString(cx, node, depth);
    case Kind.indentedString:
      return lowerIndentedString(cx, node, depth);
    case Kind.path:
    case Kind.homePath:
      return lowerPath(cx, node, depth);
    case Kind.lambda:
      return lowerLambda(cx, node, depth);
    case Kind.list: {
      const elements = operands(cx, node).map((element) => cx.expr(element, depth + 1));
      return keep(cx, { kind: "list", ...placeOf(cx, node), elements, damaged: false });
    }
    default:
      return lowerOperands(cx, node, depth, operands(cx, node));
  }
}

function lowerOperands(cx: Lowering, node: number, depth: number, inside: readonly number[]): Expr {
  const [first, second, third] = inside;
  if (first === undefined) return broken(cx, node, []);
  const kind = cx.tree.kind(node);
  const lower = (operand: number) => cx.expr(operand, depth + 1);
  if (kind === Kind.select || kind === Kind.hasAttr) return lowerSelect(cx, node, depth, inside);
  if (kind === Kind.let) return lowerLet(cx, node, depth, first);
  if (kind === Kind.unary) {
    const operator = cx.text[cx.tree.start(node)] === "!" ? "!" : "-";
    return keep(cx, { kind: "unary", ...placeOf(cx, node), operator, operand: lower(first) });
  }
  if (second === undefined) return broken(cx, node, [lower(first)]);
  const place = placeOf(cx, node);
  switch (kind) {
    case Kind.apply:
      return keep(cx, { kind: "apply", ...place, fn: lower(first), arg: lower(second) });
    case Kind.with:
      return keep(cx, { kind: "with", ...place, env: lower(first), body: lower(second) });
    case Kind.assert:
      return keep(cx, { kind: "assert", ...place, condition: lower(first), body: lower(second) });
    case Kind.binary: {
      const operator = operatorOf(cx, node);
      if (operator === undefined) return broken(cx, node, inside.map(lower));
      return keep(cx, { kind: "binary", ...place, operator, left: lower(first), right: lower(second) });
    }
    case Kind.if: {
      if (third === undefined) return broken(cx, node, inside.map(lower));
      const condition = lower(first);
      // biome-ignore lint/suspicious/noThenProperty: the word of the language; the node never meets a promise.
      return keep(cx, { kind: "if", ...place, condition, then: lower(second), otherwise: lower(third) });
    }
    default:
      return broken(cx, node, inside.map(lower));
  }
}

/** `target.path`, `target.path or fallback` and `target ? path`. */
function lowerSelect(cx: Lowering, node: number, depth: number, inside: readonly number[]): Expr {
  const [target, other] = inside;
  const path: AttrName[] = lowerAttrPath(cx, cx.tree.child(node, Kind.attrPath), depth);
  if (target === undefined || path.length === 0 || path.length > MAX_DEPTH) return broken(cx, node, []);
  const lowered = cx.expr(target, depth + 1);
  if (cx.tree.kind(node) === Kind.hasAttr)
    return keep(cx, { kind: "has", ...placeOf(cx, node), target: lowered, path });
  const fallback = other === undefined ? undefined : cx.expr(other, depth + 1);
  return keep(cx, { kind: "select", ...placeOf(cx, node), target: lowered, path, fallback });
}

/** `let { body = …; }`: the attribute `body` of a recursive set (Nix reference manual, "Let-expressions", the old form). */
function lowerLegacyLet(cx: Lowering, node: number, depth: number): Expr {
  const target: AttrsExpr = lowerAttrs(cx, node, depth + 1, true);
  const start = cx.tree.start(node);
  const name = keep(cx, { kind: "static" as const, ...placeAt(cx, start, start), name: "body", quoted: false });
  return keep(cx, { kind: "select", ...placeOf(cx, node), target, path: [name], fallback: undefined });
}

function lowerLambda(cx: Lowering, node: number, depth: number): Expr {
  const { tree } = cx;
  const name = tree.child(node, Kind.identifier);
  const formals = tree.child(node, Kind.formals);
  const body = operands(cx, node)[0];
  if (body === undefined) return broken(cx, node, []);
  return keep(cx, {
    kind: "lambda",
    ...placeOf(cx, node),
    name: name === undefined ? undefined : textOf(cx, name),
    pattern: formals === undefined ? undefined : lowerFormals(cx, formals, depth),
    body: cx.expr(body, depth + 1),
  });
}

const OPERATORS = ["+", "-", "*", "/", "++", "//", "&&", "||", "->", "==", "!=", "<", "<=", ">", ">="] as const;

function operatorOf(cx: Lowering, node: number): BinaryOperator | undefined {
  const token = cx.tree.child(node, Kind.token);
  const written = token === undefined ? "" : textOf(cx, token);
  return OPERATORS.find((operator) => operator === written);
}
