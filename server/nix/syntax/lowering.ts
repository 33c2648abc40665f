/** What the parts of the lowering share. */

import type { BrokenExpr, Expr } from "../expr.ts";
import type { ChunkRecord, MovablePlace } from "./chunks.ts";
import type { FlatTree } from "./flatTree.ts";
import { isExpression } from "./kinds.ts";

/** Expressions nested deeper than this are Broken: later stages recurse along them, and the host's stack is finite. */
export const MAX_DEPTH = 400;

/** A running lowering: what is read and where its nodes go. */
export interface Lowering {
  readonly tree: FlatTree;
  /** The file's text. */
  readonly text: string;
  /** The chunk that new nodes belong to. */
  record: ChunkRecord;
  /** Keep the nodes in their records, for edits to come. */
  readonly tracked: boolean;
  /** Lowers the expression at `node`, which stands inside `depth` others. */
  expr(node: number, depth: number): Expr;
}

/** The place of `node`, to be spread into a node of the syntax. */
export function placeOf(cx: Lowering, node: number): MovablePlace {
  return placeAt(cx, cx.tree.start(node), cx.tree.end(node));
}

/** The place between two offsets of the file. */
export function placeAt(cx: Lowering, start: number, end: number): MovablePlace {
  const chunk = cx.record.chunk;
  return { chunk, start: start - chunk.origin, end: end - chunk.origin };
}

/** Remembers `node` as one of its chunk's, so that it moves when text before it changes. Gives `node` back. */
export function keep<const T extends MovablePlace>(cx: Lowering, node: T): T {
  if (cx.tracked) cx.record.nodes.push(node);
  return node;
}

/** The text of `node`. */
export function textOf(cx: Lowering, node: number): string {
  return cx.text.slice(cx.tree.start(node), cx.tree.end(node));
}

/** A Broken expression in the place of `node`. */
export function broken(cx: Lowering, node: number, parts: readonly Expr[]): BrokenExpr {
  return keep(cx, { kind: "broken", ...placeOf(cx, node), parts });
}

/** The children of `node` that are expressions and stand in the text. */
export function operands(cx: Lowering, node: number): number[] {
  const { tree } = cx;
  const found: number[] = [];
  const end = tree.next(node);
  for (let child = node + 1; child < end; child = tree.next(child)) {
    if (isExpression(tree.kind(child)) && !tree.isMissing(child)) found.push(child);
  }
  return found;
}
