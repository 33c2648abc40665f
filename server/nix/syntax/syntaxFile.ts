/** A file's text with its syntax, kept up to date through edits. */
import { Edit, type Parser, type Point, type Tree } from "web-tree-sitter";
import type { Expr, Span } from "../expr.ts";
import type { SourceFile } from "../source.ts";
import { ChunkRecord } from "./chunks.ts";
import { isEncrypted } from "./encrypted.ts";
import { type FlatTree, flatten } from "./flatTree.ts";
import { Kind } from "./kinds.ts";
import { lowerAgain, lowerFile } from "./lower.ts";
import { firstSyntaxError, type SyntaxFault } from "./syntaxErrors.ts";

/**
 * Longer texts are not parsed. Nix modules written by hand stay far below; tree-sitter recovers from errors in time that grows faster than
 * the text, so a limit on length alone would not do: see `PARSE_MILLISECONDS`.
 */
export const MAX_TEXT_LENGTH = 2_000_000;

/** A parse that takes longer is given up. */
export const PARSE_MILLISECONDS = 400;

/** Replaces the text from `start` to `end` (UTF-16 offsets) by `text`. */
export interface TextChange extends Span {
  readonly text: string;
}

/** Why a file has no syntax. */
export type Unreadable = "too long" | "too slow" | "encrypted";

/** The parser with what the lowering needs to know of its grammar. */
export interface ParserParts {
  readonly parser: Parser;
  readonly kinds: readonly Kind[];
}

/** The region an edit touched: offsets before it and after it. */
interface Region {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export class SyntaxFile implements SourceFile {
  readonly path: string;
  readonly #parts: ParserParts;
  readonly #tracked: boolean;
  #text: string;
  #tree: Tree | undefined;
  #record: ChunkRecord;
  #root: Expr;
  #unreadable: Unreadable | undefined;
  #lastRelowered = 0;
  #error: SyntaxFault | undefined;
  #errorKnown = false;
  /** The tree has no errors but the grammar's own (see `FlatTree.errors`). */
  #clean = false;

  /** Parses `text`. With `tracked`, the tree is kept for edits until `dispose`. */
  constructor(parts: ParserParts, path: string, text: string, tracked: boolean) {
    this.path = path;
    this.#parts = parts;
    this.#tracked = tracked;
    this.#text = text;
    this.#record = new ChunkRecord(this, { start: 0, end: text.length });
    this.#root = this.#empty();
    this.#lowerAll(this.#parse(undefined));
  }

  get text(): string {
    return this.#text;
  }

  /** The file's expression. Bindings that no edit touched are the same objects as before the edit; what is around an edit changes in place. */
  get root(): Expr {
    return this.#root;
  }

  /** Why there is no syntax; then `root` is Broken. */
  get unreadable(): Unreadable | undefined {
    return this.#unreadable;
  }

  /** Number of tree nodes that the last edit (or the opening) lowered. */
  get lastRelowered(): number {
    return this.#lastRelowered;
  }

  /** The first place where the text is certainly not Nix. */
  get syntaxError(): SyntaxFault | undefined {
    if (!this.#errorKnown) {
      this.#errorKnown = true;
      this.#error = undefined;
      // A walk over the whole tree takes longer than everything else an edit needs.
      if (this.#tree?.rootNode.hasError === true && !this.#clean)
        this.#findError(flattenAll(this.#tree, this.#parts.kinds, this.#text));
    }
    return this.#error;
  }

  /** Applies changes one after the other; each has offsets in the text that the one before left (LSP 3.17, `didChange`). */
  edit(changes: readonly TextChange[]): void {
    const old = this.#tree;
    let region: Region | undefined;
    for (const change of changes) {
      old?.edit(treeEdit(this.#text, change));
      this.#text = this.#text.slice(0, change.start) + change.text + this.#text.slice(change.end);
      region = joinRegions(region, change);
    }
    if (region === undefined) return;
    this.#errorKnown = false;
    const rest = old === undefined ? this.#parse(undefined) : this.#reparse(old, region);
    if (rest !== "lowered") this.#lowerAll(rest);
    old?.delete();
  }

  /** Frees the tree. The expressions stay. */
  dispose(): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }

  /**
   * Takes over an edit; gives the tree that is still to be lowered as a whole. Where the text has errors, tree-sitter's answer depends on
   * the tree it starts from; then it parses afresh, so that the same text always gives the same syntax.
   */
  #reparse(old: Tree, region: Region): "lowered" | Tree | undefined {
    const tree = this.#parse(old);
    if (tree === undefined) return undefined;
    const hasError = tree.rootNode.hasError;
    if ((!hasError || this.#clean) && this.#relower(old, tree, region, true)) {
      this.#tree = tree;
      this.#clean = true;
      return "lowered";
    }
    if (!hasError) return tree;
    tree.delete();
    const fresh = this.#parse(undefined);
    this.#clean = false;
    if (fresh === undefined || !this.#relower(old, fresh, region, false)) return fresh;
    this.#tree = fresh;
    return "lowered";
  }

  #parse(old: Tree | undefined): Tree | undefined {
    this.#unreadable = unreadableText(this.#text);
    if (this.#unreadable !== undefined) return undefined;
    const { parser } = this.#parts;
    const deadline = performance.now() + PARSE_MILLISECONDS;
    const tree = parser.parse(this.#text, old ?? null, { progressCallback: () => performance.now() > deadline });
    if (tree !== null) return tree;
    parser.reset();
    this.#unreadable = "too slow";
    return undefined;
  }

  #lowerAll(tree: Tree | undefined): void {
    this.#record = new ChunkRecord(this, { start: 0, end: this.#text.length });
    this.#lastRelowered = 0;
    this.#errorKnown = true;
    this.#error = undefined;
    this.#tree = undefined;
    this.#clean = false;
    if (tree === undefined) {
      this.#root = this.#empty();
      return;
    }
    const flat = flattenAll(tree, this.#parts.kinds, this.#text);
    this.#root = lowerFile(flat, this.#text, this.#record, this.#tracked);
    this.#lastRelowered = flat.size;
    this.#findError(flat);
    if (this.#tracked) this.#tree = tree;
    else tree.delete();
  }

  #empty(): Expr {
    return { kind: "broken", chunk: this.#record.chunk, start: 0, end: this.#text.length, parts: [] };
  }

  #findError(flat: FlatTree): void {
    this.#clean = flat.errors.length === 0;
    this.#error = firstSyntaxError(flat, this.#text);
  }

  /**
   * Lowers the smallest chunk that holds the whole difference between the trees; `false` when no chunk does or, with `clean`, when it has
   * errors.
   */
  #relower(old: Tree, tree: Tree, edited: Region, clean: boolean): boolean {
    const delta = edited.newEnd - edited.oldEnd;
    let start = edited.start;
    let end = edited.newEnd;
    for (const range of old.getChangedRanges(tree)) {
      start = Math.min(start, range.startIndex);
      end = Math.max(end, range.endIndex);
    }
    let record: ChunkRecord | undefined = this.#record.around(start, Math.max(end - delta, start));
    if (clean && this.#isInComment(old, tree, start, end)) {
      record.grow(edited.oldEnd, delta);
      this.#lastRelowered = 0;
      return true;
    }
    for (; record?.slot !== undefined; record = record.parent) {
      const flat = this.#bindingAt(tree, record.start, record.end + delta);
      if (flat === undefined) continue;
      if (clean && flat.errors.length > 0) return false;
      const lowered = lowerAgain(flat, this.#text, record);
      if (lowered === undefined) return false;
      record.replaceWith(lowered.record, lowered.binding, delta);
      this.#lastRelowered = flat.size;
      return true;
    }
    return false;
  }

  /** Whether everything from `start` to `end` is inside one comment that was there before. */
  #isInComment(old: Tree, tree: Tree, start: number, end: number): boolean {
    const comment = tree.rootNode.descendantForIndex(start, end);
    if (comment === null || this.#parts.kinds[comment.typeId] !== Kind.comment || comment.startIndex >= start)
      return false;
    const before = old.rootNode.descendantForIndex(start, end);
    return (
      before !== null &&
      this.#parts.kinds[before.typeId] === Kind.comment &&
      before.startIndex === comment.startIndex &&
      before.endIndex === comment.endIndex
    );
  }

  /** A copy of the binding between two offsets of `tree`; `undefined` when none stands there. */
  #bindingAt(tree: Tree, start: number, end: number): FlatTree | undefined {
    const { kinds } = this.#parts;
    const node = tree.rootNode.descendantForIndex(start, end);
    if (node === null || node.startIndex !== start || node.endIndex !== end) return undefined;
    if (kinds[node.typeId] !== Kind.binding) return undefined;
    const cursor = node.walk();
    const found = flatten(cursor, kinds, this.#text);
    cursor.delete();
    return found;
  }
}

function flattenAll(tree: Tree, kinds: readonly Kind[], text: string): FlatTree {
  const cursor = tree.walk();
  const flat = flatten(cursor, kinds, text);
  cursor.delete();
  return flat;
}

function joinRegions(before: Region | undefined, change: TextChange): Region {
  const delta = change.text.length - (change.end - change.start);
  if (before === undefined) return { start: change.start, oldEnd: change.end, newEnd: change.end + delta };
  const reach = Math.max(before.newEnd, change.end);
  return {
    start: Math.min(before.start, change.start),
    oldEnd: reach - (before.newEnd - before.oldEnd),
    newEnd: reach + delta,
  };
}

function treeEdit(text: string, { start, end, text: inserted }: TextChange): Edit {
  const startPosition = pointAt(text, start, { row: 0, column: 0 });
  return new Edit({
    startIndex: start,
    oldEndIndex: end,
    newEndIndex: start + inserted.length,
    startPosition,
    oldEndPosition: pointAt(text.slice(start, end), end - start, startPosition),
    newEndPosition: pointAt(inserted, inserted.length, startPosition),
  });
}

/** The row and column of `offset` in a text that begins at `origin`; tree-sitter's rows end at `\n`. */
function pointAt(text: string, offset: number, origin: Point): Point {
  let { row } = origin;
  let lineStart = -origin.column;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

/** Why a text is not even given to the parser. */
function unreadableText(text: string): Unreadable | undefined {
  if (text.length > MAX_TEXT_LENGTH) return "too long";
  return isEncrypted(text) ? "encrypted" : undefined;
}
