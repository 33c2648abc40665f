/** Reads the tokens before a cursor and keeps what is still open around it. */
import {
  type Frame,
  type FrameKind,
  intoValue,
  isBinding,
  isNaming,
  newFrame,
  stepOf,
  trailingNames,
} from "./frame.ts";
import type { Step } from "./place.ts";
import { endWithoutQuote, inString, nextToken, type Token } from "./tokens.ts";

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
  readonly #onString: ((path: readonly Step[], text: string) => void) | undefined;

  /** Reads `text` up to `end`. `onString` is told each string that a name is bound to. */
  constructor(text: string, end: number, onString?: (path: readonly Step[], text: string) => void) {
    this.#text = text;
    this.#end = end;
    this.#onString = onString;
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
    const lost = frame.indented ? undefined : endWithoutQuote(this.#text, frame.start, this.#end);
    if (lost !== undefined) {
      this.frames.pop();
      this.top.items.push({ kind: "string", text: undefined, start: frame.start - 1, end: lost });
      this.#at = lost;
      return;
    }
    const found = inString(this.#text, this.#at, this.#end, frame.indented);
    this.#at = found.at;
    if (found.kind === "closed") {
      this.frames.pop();
      const start = frame.start - (frame.indented ? 2 : 1);
      const isPlain = frame.items.length === 0;
      const text = isPlain ? this.#text.slice(frame.start, found.at - (frame.indented ? 2 : 1)) : undefined;
      const { top } = this;
      if (text !== undefined && isBinding(top) && top.value !== undefined && top.items.length === 0)
        this.#onString?.(top.value, text);
      top.items.push({ kind: "string", text, start, end: found.at });
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
    else if (text === "with" || text === "assert") frame.prefix = true;
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
      if (top.kind === "string") top.tail = token.end;
      else top.items.push({ kind: "string", text: undefined, start: closed.start, end: token.end });
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
    frame.prefix = false;
    this.#at = token.end;
  }

  #endBinding(): void {
    let index = this.frames.length - 1;
    while (index > 0 && !isBinding(this.frames[index])) {
      const { kind, prefix = false } = this.frames[index] ?? {};
      if (kind === "paren" && prefix) break;
      index--;
    }
    const frame = this.frames[index];
    if (frame === undefined) return;
    const own = frame === this.top;
    this.frames.length = index + 1;
    const isPrefix = own && frame.prefix;
    frame.items = [];
    frame.prefix = false;
    if (!isPrefix && isBinding(frame)) frame.value = undefined;
  }

  #push(kind: FrameKind, start: number, path: readonly Step[]): Frame {
    const frame = newFrame(kind, start, path);
    this.frames.push(frame);
    return frame;
  }
}
