/** Bindings, attribute paths and formals. */

import type {
  AttrBinding,
  AttrName,
  AttrsExpr,
  DynamicName,
  Formal,
  InheritBinding,
  LetExpr,
  SetPattern,
} from "../expr.ts";
import { type BindingSet, ChunkRecord, type Slot } from "./chunks.ts";
import { isExpression, Kind } from "./kinds.ts";
import { broken, keep, type Lowering, MAX_DEPTH, operands, placeOf, textOf } from "./lowering.ts";
import { lowerInterpolation, lowerString } from "./lowerStrings.ts";

/** A binding shorter than this is lowered along with what surrounds it. */
const CHUNK_LENGTH = 80;

/** `{ … }` or `rec { … }`. */
export function lowerAttrs(cx: Lowering, node: number, depth: number, recursive: boolean): AttrsExpr {
  const set = lowerBindingSet(cx, node, depth);
  return keep(cx, Object.assign(set, { kind: "attrs" as const, ...placeOf(cx, node), recursive }));
}

/** `let … in body`. */
export function lowerLet(cx: Lowering, node: number, depth: number, body: number): LetExpr {
  const set = lowerBindingSet(cx, node, depth);
  const parts = { kind: "let" as const, ...placeOf(cx, node), body: cx.expr(body, depth + 1) };
  return keep(cx, Object.assign(set, parts));
}

/** The bindings inside `node`, a set or a `let`. */
function lowerBindingSet(cx: Lowering, node: number, depth: number): BindingSet {
  const { tree } = cx;
  const list = tree.child(node, Kind.bindingSet);
  const hasError = tree.isDamaged(node) || tree.isDirty(node) || (list !== undefined && tree.isDamaged(list));
  const set = startBindingSet(hasError);
  if (list !== undefined) for (const child of tree.children(list)) addBinding(cx, set, child, depth);
  return set;
}

/** An empty set of bindings; `gap` says that a syntax error stands between them. */
export function startBindingSet(gap: boolean): BindingSet {
  return { bindings: [], damaged: gap, gap, broken: 0 };
}

/** Adds the binding or `inherit` at `node` to `set`, which stands at `depth`; other nodes are no bindings. */
export function addBinding(cx: Lowering, set: BindingSet, node: number, depth: number): void {
  const { tree } = cx;
  const kind = tree.kind(node);
  if (kind === Kind.inherit || kind === Kind.inheritFrom) {
    if (!tree.isDirty(node)) set.bindings.push(lowerInherit(cx, node, depth));
    else {
      set.broken++;
      set.damaged = true;
    }
    return;
  }
  if (kind !== Kind.binding) return;
  const slot = { set, index: set.bindings.length, depth };
  const isChunk = tree.end(node) - tree.start(node) >= CHUNK_LENGTH;
  set.bindings.push(isChunk ? lowerChunk(cx, node, slot).binding : lowerBinding(cx, node, depth));
  if (tree.isDirty(node)) {
    set.broken++;
    set.damaged = true;
  }
}

/** Lowers the binding at `node` into a chunk of its own inside the current one. */
export function lowerChunk(
  cx: Lowering,
  node: number,
  slot: Slot,
): { readonly binding: AttrBinding; readonly record: ChunkRecord } {
  const { tree } = cx;
  const outer = cx.record;
  const span = { start: tree.start(node), end: tree.end(node) };
  const record = new ChunkRecord(outer.chunk.source, span, outer, slot);
  record.broken = tree.isDirty(node);
  if (cx.tracked) outer.children.push(record);
  cx.record = record;
  const binding = lowerBinding(cx, node, slot.depth);
  cx.record = outer;
  return { binding, record };
}

function lowerBinding(cx: Lowering, node: number, depth: number): AttrBinding {
  const { tree } = cx;
  const path = lowerAttrPath(cx, tree.child(node, Kind.attrPath), depth);
  const value = operands(cx, node)[0];
  const lowered = value === undefined ? [] : [cx.expr(value, depth + 1)];
  const first = tree.isDirty(node) || path.length > MAX_DEPTH ? undefined : lowered[0];
  const place = value ?? node;
  return keep(cx, {
    kind: "bind",
    ...placeOf(cx, node),
    path: path.slice(0, MAX_DEPTH),
    value: first ?? broken(cx, place, lowered),
  });
}

function lowerInherit(cx: Lowering, node: number, depth: number): InheritBinding {
  const from = operands(cx, node)[0];
  const names = lowerAttrPath(cx, cx.tree.child(node, Kind.inheritedAttrs), depth);
  return keep(cx, {
    kind: "inherit",
    ...placeOf(cx, node),
    from: from === undefined ? undefined : cx.expr(from, depth + 1),
    names,
  });
}

/** The names in an attribute path or behind `inherit`. */
export function lowerAttrPath(cx: Lowering, node: number | undefined, depth: number): AttrName[] {
  if (node === undefined) return [];
  const names: AttrName[] = [];
  const { tree } = cx;
  for (const child of tree.children(node)) {
    if (tree.isMissing(child)) continue;
    const kind = tree.kind(child);
    if (kind === Kind.identifier) {
      names.push(keep(cx, { kind: "static", ...placeOf(cx, child), name: textOf(cx, child), quoted: false }));
    } else if (kind === Kind.string) names.push(lowerQuotedName(cx, child, depth));
    else if (kind === Kind.interpolation) names.push(lowerDynamicName(cx, child, depth));
  }
  return names;
}

/** `"…"` as a name, or `"…${…}…"`. */
function lowerQuotedName(cx: Lowering, node: number, depth: number): AttrName {
  const string = lowerString(cx, node, depth + 1);
  let name = "";
  for (const part of string.parts) {
    if (part.kind === "interpolation") return keep(cx, { kind: "dynamic", ...placeOf(cx, node), expr: string });
    name += part.text;
  }
  return keep(cx, { kind: "static", ...placeOf(cx, node), name, quoted: true });
}

/** `${…}` as a name. */
function lowerDynamicName(cx: Lowering, node: number, depth: number): DynamicName {
  return keep(cx, { kind: "dynamic", ...placeOf(cx, node), expr: lowerInterpolation(cx, node, depth).expr });
}

/** `{ a, b ? 1, ... }`. */
export function lowerFormals(cx: Lowering, node: number, depth: number): SetPattern {
  const { tree } = cx;
  const formals: Formal[] = [];
  let ellipsis = false;
  for (const child of tree.children(node)) {
    if (tree.kind(child) === Kind.ellipses) ellipsis = true;
    else if (tree.kind(child) === Kind.formal) {
      const formal = lowerFormal(cx, child, depth);
      if (formal !== undefined) formals.push(formal);
    }
  }
  return { formals, ellipsis };
}

function lowerFormal(cx: Lowering, node: number, depth: number): Formal | undefined {
  const { tree } = cx;
  const name = tree.child(node, Kind.identifier);
  if (name === undefined || tree.isMissing(name)) return undefined;
  let fallback: number | undefined;
  for (const child of tree.children(node)) if (isExpression(tree.kind(child))) fallback = child;
  return keep(cx, {
    ...placeOf(cx, node),
    name: textOf(cx, name),
    fallback: fallback === undefined ? undefined : cx.expr(fallback, depth + 1),
  });
}
