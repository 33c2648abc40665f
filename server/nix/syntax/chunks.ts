/** What the lowering remembers of an open file, so that an edit is lowered where it happened and nowhere else. */
import type { AttrBinding, Binding } from "../expr.ts";
import type { Chunk, SourceFile } from "../source.ts";

/** A node as the lowering makes it: it may still move. */
export interface MovablePlace {
  chunk: Chunk;
  start: number;
  end: number;
}

/** A set's or `let`'s bindings while they are being made and replaced. */
export interface BindingSet {
  readonly bindings: Binding[];
  damaged: boolean;
  /** An error stands between the bindings. */
  readonly gap: boolean;
  /** Number of bindings with an error of their own: such a binding may have swallowed the one behind it. */
  broken: number;
}

/** Where a chunk's binding stands. */
export interface Slot {
  readonly set: BindingSet;
  readonly index: number;
  /** Depth of the binding's value, to lower it again with the same allowance. */
  readonly depth: number;
}

/** A chunk with its own nodes and the chunks inside it. */
export class ChunkRecord {
  readonly chunk: { readonly source: SourceFile; origin: number };
  length: number;
  readonly parent: ChunkRecord | undefined;
  /** `undefined` for the whole file. */
  readonly slot: Slot | undefined;
  /** The chunks directly inside, in the order of the text. */
  readonly children: ChunkRecord[] = [];
  /** The nodes of this chunk; those of inner chunks are theirs. */
  readonly nodes: MovablePlace[] = [];
  /** The binding has an error of its own. */
  broken = false;

  constructor(
    source: SourceFile,
    span: { readonly start: number; readonly end: number },
    parent?: ChunkRecord,
    slot?: Slot,
  ) {
    this.chunk = { source, origin: span.start };
    this.length = span.end - span.start;
    this.parent = parent;
    this.slot = slot;
  }

  get start(): number {
    return this.chunk.origin;
  }

  get end(): number {
    return this.chunk.origin + this.length;
  }

  /** The innermost chunk of a binding that begins before `start` and ends behind `end`; the receiver when there is none inside it. */
  around(start: number, end: number): ChunkRecord {
    let found: ChunkRecord = this;
    for (;;) {
      const inner = found.children.find((child) => child.start < start && end < child.end);
      if (inner === undefined) return found;
      found = inner;
    }
  }

  /** Puts `fresh` with its `binding` in the place of the receiver, and moves what stands behind it by `delta`. */
  replaceWith(fresh: ChunkRecord, binding: AttrBinding, delta: number): void {
    const { slot, parent } = this;
    if (slot === undefined || parent === undefined) return;
    slot.set.bindings[slot.index] = binding;
    slot.set.broken += Number(fresh.broken) - Number(this.broken);
    slot.set.damaged = slot.set.gap || slot.set.broken > 0;
    parent.children[parent.children.indexOf(this)] = fresh;
    parent.grow(this.end, delta, fresh);
  }

  /** The text inside the receiver grew by `delta` at `oldEnd`, outside of its chunks or in `replaced`: moves what stands behind. */
  grow(oldEnd: number, delta: number, replaced?: ChunkRecord): void {
    if (delta === 0) return;
    for (let outer: ChunkRecord | undefined = this; outer !== undefined; outer = outer.parent) {
      for (const child of outer.children) if (child !== replaced && child.start >= oldEnd) child.moveBy(delta);
      outer.#stretch(oldEnd, delta);
    }
  }

  /** Moves the chunk and all inside it. */
  moveBy(delta: number): void {
    this.chunk.origin += delta;
    for (const child of this.children) child.moveBy(delta);
  }

  #stretch(oldEnd: number, delta: number): void {
    const at = oldEnd - this.chunk.origin;
    this.length += delta;
    for (const node of this.nodes) {
      if (node.end < at) continue;
      node.end += delta;
      if (node.start >= at) node.start += delta;
    }
  }
}
