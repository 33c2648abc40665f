/** Reads the tokens before a cursor and keeps what is still open around it. */
import type { Span } from "../expr.ts";
import { stepsInto } from "./calls.ts";
import type { Step } from "./place.ts";
import { inString, nextToken, type Token } from "./tokens.ts";

/** A piece of what was read since the last separator. */
export type Item =
  | ({ readonly kind: "name" | "number" | "path" | "mark"; readonly text: string } & Span)
  /** A string; `text` where it has no interpolation. */
  | ({ readonly kind: "string"; readonly text: string | undefined } & Span)
  | ({ readonly kind: "group"; readonly open: string } & Span);

export type FrameKind = "file" | "set" | "let" | "list" | "paren" | "string" | "interpolation";

/** Something that was opened and not closed. */
export interface Frame {
  readonly kind: FrameKind;
  /** Behind the mark that opened it. */
  readonly start: number;
  /** The steps to what it is or, in a set, to what holds its names. */
  readonly path: readonly Step[];
  /** A list whose elements are merged into the value at `path`. */
  readonly merges: boolean;
  /** Of a string: between `''`. */
  readonly indented: boolean;
  items: Item[];
  /** In a set or `let`: the steps to the value behind `=`; `undefined` while a name is written. */
  value: readonly Step[] | undefined;
  /** It has turned out to be the formals of a function. */
  formals: boolean;
}

/** Marks behind which another expression begins. */
const BREAKS: ReadonlySet<string> = new Set([
  ..."+-*?!@:<>",
  ...["//", "++", "->", "==", "!=", "<=", ">=", "&&", "||"],
]);
const KEYWORD_BREAKS: ReadonlySet<string> = new Set(["if", "then", "else", "in", "or"]);

const OPENING: ReadonlyMap<string, "set" | "list" | "paren"> = new Map([
  ["{", "set"],
  ["[", "list"],
  ["(", "paren"],
]);
const CLOSING: ReadonlyMap<string, readonly FrameKind[]> = new Map([
  ["}", ["set", "interpolation"]],
  ["]", ["list"]],
  [")", ["paren"]],
]);

export class Scanner {
  readonly #text: string;
  readonly #end: number;
  readonly frames: Frame[] = [];
  #at = 0;

  /** Reads `text` up to `end`. */
  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
    this.#push("file", 0, []);
    this.#run();
  }

  /** Where the last token ends. */
  get at(): number {
    return this.#at;
  }

  get top(): Frame {
    return this.frames.at(-1) ?? this.#push("file", 0, []);
  }

  #run(): void {
    while (this.#at < this.#end) {
      const frame = this.top;
      if (frame.kind === "string") {
        this.#readString(frame);
        continue;
      }
      const token = nextToken(this.#text, this.#at, this.#end);
      if (token === undefined) return;
      this.#at = token.end;
      this.#take(token, frame);
    }
  }

  #readString(frame: Frame): void {
    const found = inString(this.#text, this.#at, this.#end, frame.indented);
    this.#at = found.at;
    if (found.kind === "closed") {
      this.frames.pop();
      const start = frame.start - (frame.indented ? 2 : 1);
      const isPlain = frame.items.length === 0;
      const text = isPlain ? this.#text.slice(frame.start, found.at - (frame.indented ? 2 : 1)) : undefined;
      this.top.items.push({ kind: "string", text, start, end: found.at });
    } else if (found.kind === "interpolation") {
      frame.items.push({ kind: "mark", text: "${", start: found.at - 2, end: found.at });
      this.#push("interpolation", found.at, [{ kind: "let" }]);
    }
  }

  #take(token: Token, frame: Frame): void {
    if (token.kind === "quote") {
      const steps = intoValue(frame);
      this.frames.push({ ...newFrame("string", token.end, steps.path), indented: token.text === "''" });
      return;
    }
    if (token.kind === "mark") this.#mark(token, frame);
    else if (token.kind === "name") this.#name(token, frame);
    else frame.items.push({ ...token, kind: token.kind === "uri" ? "path" : token.kind });
  }

  #name(token: Token, frame: Frame): void {
    const { text } = token;
    if (isNaming(frame) && !(text === "in" && frame.kind === "let")) {
      frame.items.push({ ...token, kind: "name" });
      return;
    }
    // `rec { }` is a set like any other here.
    if (text === "rec") return;
    if (text === "let") {
      const { path } = intoValue(frame);
      this.#push("let", token.end, [...path, { kind: "let" }]);
    } else if (text === "in") this.#closeLet(token);
    else if (KEYWORD_BREAKS.has(text)) frame.items = [];
    else frame.items.push({ ...token, kind: "name" });
  }

  /** The body of `let` stands where the `let` stood. */
  #closeLet(token: Token): void {
    let index = this.frames.length - 1;
    while (index > 0 && this.frames[index]?.kind !== "let") index--;
    if (index > 0) this.frames.length = index;
    else this.top.items.push({ ...token, kind: "name" });
  }

  #mark(token: Token, frame: Frame): void {
    const opened = OPENING.get(token.text);
    const closed = CLOSING.get(token.text);
    if (opened !== undefined) this.#open(opened, token, frame);
    else if (closed !== undefined) this.#close(closed, token);
    else if (token.text === "${") this.#push("interpolation", token.end, [{ kind: "let" }]);
    else if (token.text === "=") this.#bind(token);
    else if (token.text === ";") this.#endBinding();
    else this.#operator(token, frame);
  }

  #operator(token: Token, frame: Frame): void {
    const { text } = token;
    if (frame.kind === "set" && frame.value === undefined && (text === "," || text === "?" || text === "..."))
      frame.formals = true;
    if (text === "," || (BREAKS.has(text) && !isNaming(frame))) {
      frame.items = [];
      // `{ … }:` and `name:` are the heads of functions, whose bodies stand where they stand.
      return;
    }
    frame.items.push({ ...token, kind: "mark" });
  }

  #open(kind: "set" | "list" | "paren", token: Token, frame: Frame): void {
    const { path, merges } = intoValue(frame);
    const isMerged = frame.kind === "list" && frame.merges;
    const elements = kind === "list" && !merges ? [...path, { kind: "element" } as const] : path;
    const opened = this.#push(kind, token.end, kind === "list" ? elements : path);
    this.frames[this.frames.length - 1] = { ...opened, merges: merges || (isMerged && kind === "paren") };
  }

  #close(kinds: readonly FrameKind[], token: Token): void {
    let index = this.frames.length - 1;
    while (index > 0 && !kinds.includes(this.frames[index]?.kind ?? "file")) index--;
    const closed = this.frames[index];
    if (index === 0 || closed === undefined) return;
    this.frames.length = index;
    const { top } = this;
    if (closed.kind === "interpolation") {
      if (top.kind !== "string")
        top.items.push({ kind: "string", text: undefined, start: closed.start, end: token.end });
      return;
    }
    top.items.push({ kind: "group", open: closed.kind, start: closed.start - 1, end: token.end });
  }

  /** `=` stands in sets and `let` only: whatever is open inside of them was never closed. */
  #bind(token: Token): void {
    let index = this.frames.length - 1;
    while (index > 0 && !isBinding(this.frames[index])) index--;
    const frame = this.frames[index];
    if (frame === undefined || !isBinding(frame)) return;
    const items = this.top.items;
    this.frames.length = index + 1;
    const names = trailingNames(items, this.#text);
    frame.value = [...frame.path, ...names.map(stepOf)];
    frame.items = [];
    this.#at = token.end;
  }

  #endBinding(): void {
    let index = this.frames.length - 1;
    while (index > 0 && !isBinding(this.frames[index])) {
      const { kind, items = [] } = this.frames[index] ?? {};
      if (kind === "paren" && isPrefixWord(items[0])) break;
      index--;
    }
    const frame = this.frames[index];
    if (frame === undefined) return;
    const own = frame === this.top;
    this.frames.length = index + 1;
    const isPrefix = own && !isNaming(frame) && isPrefixWord(frame.items[0]);
    frame.items = [];
    if (!isPrefix && isBinding(frame)) frame.value = undefined;
  }

  #push(kind: FrameKind, start: number, path: readonly Step[]): Frame {
    const frame = newFrame(kind, start, path);
    this.frames.push(frame);
    return frame;
  }
}

/** The steps to an expression that begins in `frame` behind `items`: what functions among them make of it. */
export function intoValue(
  frame: Frame,
  items: readonly Item[] = frame.items,
): { readonly path: readonly Step[]; readonly merges: boolean } {
  const base = frame.value ?? frame.path;
  if (frame.kind === "list" || frame.kind === "string" || isNaming(frame)) return { path: base, merges: false };
  const call = callIn(items);
  if (call === undefined) return { path: base, merges: frame.kind === "paren" && frame.merges };
  const { steps, merges } = stepsInto(call.fn, call.index);
  return { path: [...base, ...steps], merges };
}

/** `with x;` and `assert x;` end no binding. */
function isPrefixWord(item: Item | undefined): boolean {
  return item?.kind === "name" && (item.text === "with" || item.text === "assert");
}

function newFrame(kind: FrameKind, start: number, path: readonly Step[]): Frame {
  return { kind, start, path, merges: false, indented: false, items: [], value: undefined, formals: false };
}

function isBinding(frame: Frame | undefined): boolean {
  return frame?.kind === "set" || frame?.kind === "let";
}

/** In a set or `let`, before the `=` of a binding. */
export function isNaming(frame: Frame): boolean {
  return isBinding(frame) && frame.value === undefined;
}

function stepOf(item: Item): Step {
  return (item.kind === "name" || item.kind === "string") && item.text !== undefined
    ? { kind: "name", name: item.text, start: item.start, end: item.end }
    : { kind: "any" };
}

/** The attribute path that `items` end in: names and strings with a dot between each two. */
export function trailingNames(items: readonly Item[], text: string): readonly Item[] {
  const names: Item[] = [];
  for (let index = items.length - 1; index >= 0; index -= 2) {
    const item = items[index];
    if (item === undefined || (item.kind !== "name" && item.kind !== "string")) break;
    names.unshift(item);
    const dot = items[index - 1];
    if (dot?.kind !== "mark" || dot.text !== ".") break;
    // A dot that ends a line belongs to a binding that is not finished.
    if (text.slice(dot.end, item.start).includes("\n")) break;
  }
  return names;
}

/** The function that `items` apply, and how many arguments it has got. */
export function callIn(items: readonly Item[]): { readonly fn: string; readonly index: number } | undefined {
  let fn: string | undefined;
  let index = 0;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined || item.kind === "mark") continue;
    const previous = items[at - 1];
    const isSelected = previous?.kind === "mark" && previous.text === ".";
    if (isSelected) {
      if (index <= 0 && (item.kind === "name" || item.kind === "string")) fn = item.text;
    } else if (fn === undefined && at === 0) fn = item.kind === "name" ? item.text : undefined;
    else index++;
  }
  return items.length === 0 ? undefined : { fn: fn ?? "", index };
}
