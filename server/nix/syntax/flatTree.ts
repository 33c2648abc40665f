/** A syntax tree copied out of WebAssembly: one walk, then plain arrays. */
import type { TreeCursor } from "web-tree-sitter";
import { isBinding, isLeaf, Kind } from "./kinds.ts";

/**
 * The nodes of a (sub)tree in the order of the text, a parent before its children. Comments are left out. Nodes are named by their index;
 * `start` and `end` are UTF-16 offsets in the file.
 */
export class FlatTree {
  readonly #kinds: Kind[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #nexts: number[] = [];
  readonly #errors: number[] = [];
  readonly #missing = new Map<number, string>();
  readonly #dirty = new Set<number>();
  readonly #damaged = new Set<number>();

  /** The error nodes and the nodes the parser made up, in the order of the text; those inside another error node as well. */
  get errors(): readonly number[] {
    return this.#errors;
  }

  /** Number of nodes. */
  get size(): number {
    return this.#kinds.length;
  }

  kind(node: number): Kind {
    return this.#kinds[node] ?? Kind.other;
  }

  start(node: number): number {
    return this.#starts[node] ?? 0;
  }

  end(node: number): number {
    return this.#ends[node] ?? 0;
  }

  /** The first node behind `node` and all that is inside it: its next sibling, or what follows its parent. */
  next(node: number): number {
    return this.#nexts[node] ?? this.size;
  }

  /** The parser put `node` where the text has nothing. */
  isMissing(node: number): boolean {
    return this.#missing.size > 0 && this.#missing.has(node);
  }

  /** What the parser made up at `node`, in the grammar's words. */
  missingType(node: number): string | undefined {
    return this.#missing.get(node);
  }

  /** An error stands in `node` itself: not inside a complete binding or a complete set within it. */
  isDirty(node: number): boolean {
    return this.#dirty.size > 0 && this.#dirty.has(node);
  }

  /** An error stands between the bindings of this set. */
  isDamaged(node: number): boolean {
    return this.#damaged.size > 0 && this.#damaged.has(node);
  }

  /** Records that bindings may be missing from the set at `node`. */
  damage(node: number): void {
    this.#damaged.add(node);
  }

  /** The children of `node`. */
  *children(node: number): Generator<number> {
    const end = this.next(node);
    for (let child = node + 1; child < end; child = this.next(child)) yield child;
  }

  /** The first child of `node` whose kind is `kind`; `undefined` when there is none. */
  child(node: number, kind: Kind): number | undefined {
    const end = Math.min(this.next(node), this.size);
    for (let child = node + 1; child < end; child = this.next(child)) if (this.kind(child) === kind) return child;
    return undefined;
  }

  /** Adds a node without children. */
  add(kind: Kind, start: number, end: number, missing?: string): number {
    const node = this.#kinds.length;
    this.#kinds.push(kind);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#nexts.push(node + 1);
    if (missing !== undefined) this.#missing.set(node, missing);
    return node;
  }

  /** Begins the children of `node`: what is added from now on is inside it. */
  open(node: number): void {
    this.#nexts[node] = Number.MAX_SAFE_INTEGER;
  }

  /** Ends `node`: what is added from now on stands behind it. */
  close(node: number): void {
    this.#nexts[node] = this.#kinds.length;
  }

  /** Records an error at `node`, whose ancestors are `open`, outermost first. */
  markError(node: number, open: readonly number[]): void {
    this.#errors.push(node);
    this.#dirty.add(node);
    for (let at = open.length - 1; at >= 0; at--) {
      const ancestor = open[at] ?? 0;
      if (this.#dirty.has(ancestor)) return;
      if (this.#holds(ancestor, node)) {
        this.#damaged.add(ancestor);
        return;
      }
      this.#dirty.add(ancestor);
      if (isBinding(this.kind(ancestor))) return;
    }
  }

  /** An error between bindings leaves the place of the whole set or `let` certain, unless the error is its missing end. */
  #holds(ancestor: number, error: number): boolean {
    switch (this.kind(ancestor)) {
      case Kind.bindingSet:
        return true;
      case Kind.attrs:
      case Kind.recAttrs:
      case Kind.letAttrs:
        return !this.isMissing(error);
      case Kind.let:
        return !this.isMissing(error) && this.child(ancestor, Kind.inWord) === undefined;
      default:
        return false;
    }
  }
}

/**
 * Copies the node at `cursor` and all that is inside it; `text` is the file's. The cursor ends where it began. Kinds by type id come from
 * `kindTable`.
 */
export function flatten(cursor: TreeCursor, kinds: readonly Kind[], text: string): FlatTree {
  const flat = new FlatTree();
  const open: number[] = [];
  for (;;) {
    const kind = kinds[cursor.nodeTypeId] ?? Kind.error;
    if (kind !== Kind.comment) {
      const start = cursor.startIndex;
      const end = cursor.endIndex;
      const missing = start === end && cursor.nodeIsMissing ? cursor.nodeType : undefined;
      const node = flat.add(kind, start, end, missing);
      if ((kind === Kind.error || missing !== undefined) && !isGrammarGap(flat, node, open, text))
        flat.markError(node, open);
      if (!isLeaf(kind) && cursor.gotoFirstChild()) {
        flat.open(node);
        open.push(node);
        continue;
      }
    }
    for (;;) {
      if (open.length === 0) return flat;
      if (cursor.gotoNextSibling()) break;
      flat.close(open.pop() ?? 0);
      cursor.gotoParent();
    }
  }
}

/**
 * Whether the error at `node` is the grammar's and not the text's: Nix takes a comma behind the last formal and an `inherit` without names
 * (Nix 2.8, `parser.y`); tree-sitter-nix does not.
 */
function isGrammarGap(flat: FlatTree, node: number, open: readonly number[], text: string): boolean {
  const parent = open.at(-1);
  if (parent === undefined) return false;
  if (flat.isMissing(node)) {
    if (flat.kind(parent) === Kind.inheritedAttrs) return true;
    const formals = open.at(-2);
    if (flat.kind(parent) !== Kind.formal || formals === undefined || !endsFormals(text, flat.start(node)))
      return false;
    return flat.child(formals, Kind.formal) !== parent;
  }
  const isComma = flat.end(node) - flat.start(node) === 1 && text[flat.start(node)] === ",";
  if (!isComma || flat.kind(parent) !== Kind.formals || !endsFormals(text, flat.end(node))) return false;
  return flat.child(parent, Kind.formal) !== undefined && flat.child(parent, Kind.ellipses) === undefined;
}

/** Whether only blanks and comments stand between `offset` and a closing brace. */
function endsFormals(text: string, offset: number): boolean {
  const blank = /(?:\s|#[^\n\r]*|\/\*.*?\*\/)*/sy;
  blank.lastIndex = offset;
  blank.test(text);
  return text[blank.lastIndex] === "}";
}
