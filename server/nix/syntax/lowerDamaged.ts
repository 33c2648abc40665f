/** What can still be read of a text that the parser could not put together. */

import type { Expr } from "../expr.ts";
import type { BindingSet } from "./chunks.ts";
import { isBinding, isExpression, Kind } from "./kinds.ts";
import { addBinding, lowerAttrPath, lowerFormals, startBindingSet } from "./lowerBindings.ts";
import { broken, keep, type Lowering, MAX_DEPTH, placeAt, textOf } from "./lowering.ts";

/** What stands before a body: `args:`, `let … in`, `with …;`. */
type Prefix =
  | {
      readonly kind: "lambda";
      readonly start: number;
      readonly formals: number | undefined;
      readonly name: string | undefined;
    }
  | { readonly kind: "let"; readonly start: number; readonly set: BindingSet }
  | { readonly kind: "with"; readonly start: number; readonly env: Expr };

/** A set or `let` that is open while the pieces are read; the lowest frame stands for the expression as a whole. */
interface Frame {
  readonly kind: "whole" | "set" | "let";
  readonly start: number;
  readonly recursive: boolean;
  readonly set: BindingSet;
  /** The path of the binding whose value is being read. */
  path: number | undefined;
  prefixes: Prefix[];
  parts: Expr[];
}

/**
 * Reads the pieces of the ERROR node at `node`: an unclosed set is a damaged set with the bindings found in it, and the function, `let` or
 * `with` before it stays. A binding that is still open is kept by name; its value is Broken, since nobody knows where it ends.
 */
export function lowerDamaged(cx: Lowering, node: number, depth: number): Expr {
  const reader = new PieceReader(cx, node, depth);
  for (const child of cx.tree.children(node)) if (!reader.read(child)) break;
  return reader.finish();
}

class PieceReader {
  readonly #cx: Lowering;
  readonly #node: number;
  readonly #depth: number;
  readonly #frames: Frame[] = [];
  #previous: number | undefined;
  #header: { readonly formals: number | undefined; readonly name: number | undefined } | undefined;
  #withAt: number | undefined;

  constructor(cx: Lowering, node: number, depth: number) {
    this.#cx = cx;
    this.#node = node;
    this.#depth = depth;
    this.#frames.push(openFrame("whole", cx.tree.start(node), false));
  }

  /** Takes the next piece; `false` when the text is nested too deep to go on. */
  read(child: number): boolean {
    const { tree } = this.#cx;
    const kind = tree.kind(child);
    const start = tree.start(child);
    switch (kind) {
      case Kind.openBrace:
        return this.#open("set", start, this.#previous !== undefined && tree.kind(this.#previous) === Kind.recWord);
      case Kind.letWord:
        return this.#open("let", start, false);
      case Kind.inWord:
        this.#endLet();
        break;
      case Kind.closeBrace:
        this.#endSet(tree.end(child));
        break;
      case Kind.withWord:
        this.#withAt = start;
        break;
      case Kind.semicolon:
        this.#endStatement();
        break;
      case Kind.colon:
        this.#addLambda(start);
        break;
      case Kind.formals:
        this.#header = { formals: child, name: this.#header?.name };
        break;
      case Kind.identifier:
        this.#header = { formals: this.#header?.formals, name: child };
        break;
      default:
        this.#readContent(child);
    }
    this.#previous = child;
    return true;
  }

  /** The expression that the pieces make. */
  finish(): Expr {
    const end = this.#cx.tree.end(this.#node);
    while (this.#frames.length > 1) this.#close(end);
    const whole = this.#top();
    const [only] = whole.parts;
    if (whole.parts.length === 1 && only !== undefined) return only;
    return broken(this.#cx, this.#node, whole.parts);
  }

  #top(): Frame {
    return this.#frames.at(-1) ?? openFrame("whole", 0, false);
  }

  #level(): number {
    return this.#depth + this.#frames.length * 3;
  }

  #open(kind: "set" | "let", start: number, recursive: boolean): boolean {
    if (this.#level() >= MAX_DEPTH) return false;
    this.#frames.push(openFrame(kind, start, recursive));
    this.#header = undefined;
    return true;
  }

  #readContent(child: number): void {
    const { tree } = this.#cx;
    const kind = tree.kind(child);
    const top = this.#top();
    if (kind === Kind.bindingSet) for (const binding of tree.children(child)) this.#addBinding(binding);
    else if (kind === Kind.attrPath) top.path = child;
    else if (kind === Kind.error) top.parts.push(lowerDamagedInside(this.#cx, child, this.#level()));
    else if (isExpression(kind)) top.parts.push(this.#cx.expr(child, this.#level()));
    else if (isBinding(kind)) this.#addBinding(child);
  }

  #addBinding(binding: number): void {
    const top = this.#top();
    addBinding(this.#cx, top.set, binding, this.#level());
    top.path = undefined;
  }

  #addLambda(at: number): void {
    const header = this.#header;
    this.#header = undefined;
    const top = this.#top();
    if (header === undefined || top.parts.length > 0) return;
    const { tree } = this.#cx;
    const start = Math.min(
      at,
      ...[header.formals, header.name].filter((n) => n !== undefined).map((n) => tree.start(n)),
    );
    const name = header.name === undefined ? undefined : textOf(this.#cx, header.name);
    if (top.prefixes.length < MAX_DEPTH / 4)
      top.prefixes.push({ kind: "lambda", start, formals: header.formals, name });
  }

  #endStatement(): void {
    const top = this.#top();
    const env = top.parts[0];
    if (this.#withAt !== undefined && env !== undefined && top.parts.length === 1) {
      if (top.prefixes.length < MAX_DEPTH / 4) top.prefixes.push({ kind: "with", start: this.#withAt, env });
      top.parts = [];
    } else if (top.kind !== "whole") this.#endOpenBinding(top, this.#cx.tree.start(this.#previous ?? this.#node));
    this.#withAt = undefined;
  }

  /** Keeps the binding whose value was being read by its name. */
  #endOpenBinding(frame: Frame, end: number): void {
    const cx = this.#cx;
    if (frame.path !== undefined) {
      const start = cx.tree.start(frame.path);
      const path = lowerAttrPath(cx, frame.path, this.#level()).slice(0, MAX_DEPTH);
      const place = placeAt(cx, cx.tree.end(frame.path), Math.max(end, cx.tree.end(frame.path)));
      const value = keep(cx, { kind: "broken" as const, ...place, parts: frame.parts });
      frame.set.bindings.push(keep(cx, { kind: "bind", ...placeAt(cx, start, Math.max(end, start)), path, value }));
    }
    frame.path = undefined;
    frame.parts = [];
    frame.prefixes = [];
  }

  #endLet(): void {
    const top = this.#top();
    if (top.kind !== "let") return;
    this.#endOpenBinding(top, this.#cx.tree.start(this.#previous ?? this.#node));
    this.#frames.pop();
    this.#top().prefixes.push({ kind: "let", start: top.start, set: top.set });
  }

  #endSet(end: number): void {
    if (this.#top().kind === "set") this.#close(end);
  }

  /** Closes the innermost frame: its set is a part of the frame around it. */
  #close(end: number): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    this.#endOpenBinding(frame, end);
    const cx = this.#cx;
    const place = placeAt(cx, frame.start, end);
    const outer = this.#top();
    const parts =
      frame.kind === "set"
        ? { kind: "attrs" as const, ...place, recursive: frame.recursive }
        : {
            kind: "let" as const,
            ...place,
            body: keep(cx, { kind: "broken" as const, ...placeAt(cx, end, end), parts: [] }),
          };
    let value: Expr = keep(cx, Object.assign(frame.set, parts));
    for (const prefix of outer.prefixes.reverse()) value = this.#wrap(prefix, value, end);
    outer.prefixes = [];
    outer.parts.push(value);
  }

  #wrap(prefix: Prefix, body: Expr, end: number): Expr {
    const cx = this.#cx;
    const place = placeAt(cx, prefix.start, end);
    switch (prefix.kind) {
      case "lambda": {
        const pattern = prefix.formals === undefined ? undefined : lowerFormals(cx, prefix.formals, this.#level());
        return keep(cx, { kind: "lambda", ...place, name: prefix.name, pattern, body });
      }
      case "let":
        return keep(cx, Object.assign(prefix.set, { kind: "let" as const, ...place, body }));
      case "with":
        return keep(cx, { kind: "with", ...place, env: prefix.env, body });
    }
  }
}

function openFrame(kind: Frame["kind"], start: number, recursive: boolean): Frame {
  return { kind, start, recursive, set: startBindingSet(true), path: undefined, prefixes: [], parts: [] };
}

function lowerDamagedInside(cx: Lowering, node: number, depth: number): Expr {
  return depth >= MAX_DEPTH ? broken(cx, node, []) : lowerDamaged(cx, node, depth);
}
