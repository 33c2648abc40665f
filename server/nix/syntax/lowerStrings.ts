/** Strings, indented strings and paths: what their text says once escapes and indentation are taken out. */
import type { InterpolationPart, PathExpr, StringExpr, StringPart, TextPart } from "../expr.ts";
import { Kind } from "./kinds.ts";
import { keep, type Lowering, operands, placeAt, placeOf, textOf } from "./lowering.ts";

/** `"…"`. Escapes: Nix reference manual, "String literal"; line ends become `\n` as in Nix's lexer (`unescapeStr`). */
export function lowerString(cx: Lowering, node: number, depth: number): StringExpr {
  const parts: StringPart[] = [];
  for (const piece of pieces(cx, node)) {
    if (piece.kind === "interpolation") parts.push(lowerInterpolation(cx, piece.node, depth));
    else if (piece.kind === "escape") parts.push(textPart(cx, piece.start, piece.end, piece.text));
    else pushLines(cx, parts, piece.start, piece.end);
  }
  return keep(cx, { kind: "string", ...placeOf(cx, node), indented: false, parts });
}

/** `''…''`, without the common indentation. */
export function lowerIndentedString(cx: Lowering, node: number, depth: number): StringExpr {
  const all = pieces(cx, node);
  dropBlankFirstLine(cx, all);
  const indentation = commonIndentation(cx, all);
  const parts: StringPart[] = [];
  let atLineStart = true;
  let dropped = 0;
  for (const [index, piece] of all.entries()) {
    if (piece.kind === "interpolation") {
      parts.push(lowerInterpolation(cx, piece.node, depth));
      atLineStart = false;
      dropped = 0;
      continue;
    }
    const isLast = index === all.length - 1;
    if (piece.kind === "escape") {
      // Nix strips escaped characters as it does plain ones: behind `''\n` a line begins.
      const isBlank = atLineStart && piece.text === " ";
      if (!isBlank || dropped++ >= indentation) parts.push(textPart(cx, piece.start, piece.end, piece.text));
      if (piece.text === "\n") {
        atLineStart = true;
        dropped = 0;
      } else if (!isBlank) atLineStart = false;
      continue;
    }
    const end = isLast ? withoutBlankLastLine(cx.text, piece.start, piece.end) : piece.end;
    ({ atLineStart, dropped } = pushStripped(cx, parts, { ...piece, end }, { atLineStart, dropped, indentation }));
  }
  return keep(cx, { kind: "string", ...placeOf(cx, node), indented: true, parts });
}

/** A URI without quotes: a string. */
export function lowerUri(cx: Lowering, node: number): StringExpr {
  const part = textPart(cx, cx.tree.start(node), cx.tree.end(node), textOf(cx, node));
  return keep(cx, { kind: "string", ...placeOf(cx, node), indented: false, parts: [part] });
}

/** `./a`, `/a`, `a/b`, `~/a`; the text is as written. */
export function lowerPath(cx: Lowering, node: number, depth: number): PathExpr {
  const { tree } = cx;
  const parts: StringPart[] = [];
  for (const child of tree.children(node)) {
    if (tree.kind(child) === Kind.interpolation) parts.push(lowerInterpolation(cx, child, depth));
    else if (tree.kind(child) === Kind.pathFragment) {
      parts.push(textPart(cx, tree.start(child), tree.end(child), textOf(cx, child)));
    }
  }
  const first = cx.text[tree.start(node)];
  const form = first === "~" ? "home" : first === "/" ? "absolute" : "relative";
  return keep(cx, { kind: "path", ...placeOf(cx, node), form, parts });
}

/** `<nixpkgs/lib>`; the text is what stands between the brackets. */
export function lowerSearchPath(cx: Lowering, node: number): PathExpr {
  const start = cx.tree.start(node) + 1;
  const end = cx.tree.end(node) - 1;
  const part = textPart(cx, start, end, cx.text.slice(start, end));
  return keep(cx, { kind: "path", ...placeOf(cx, node), form: "search", parts: [part] });
}

/** `${…}`. */
export function lowerInterpolation(cx: Lowering, node: number, depth: number): InterpolationPart {
  const inner = operands(cx, node)[0] ?? node;
  return keep(cx, { kind: "interpolation", ...placeOf(cx, node), expr: cx.expr(inner, depth + 1) });
}

type Piece =
  | { readonly kind: "interpolation"; readonly node: number }
  | { kind: "text"; start: number; readonly end: number }
  | { readonly kind: "escape"; readonly start: number; readonly end: number; readonly text: string };

/** The contents of a string literal in order. */
function pieces(cx: Lowering, node: number): Piece[] {
  const { tree } = cx;
  const found: Piece[] = [];
  let escapeStart: number | undefined;
  for (const child of tree.children(node)) {
    const start = tree.start(child);
    const end = tree.end(child);
    switch (tree.kind(child)) {
      case Kind.interpolation:
        found.push({ kind: "interpolation", node: child });
        break;
      case Kind.escape:
        found.push({ kind: "escape", start, end, text: unescaped(cx.text.slice(start, end)) });
        break;
      case Kind.dollarEscape:
        escapeStart = start;
        break;
      case Kind.stringFragment:
        if (escapeStart !== undefined) found.push({ kind: "escape", start: escapeStart, end, text: "$" });
        else found.push({ kind: "text", start, end });
        escapeStart = undefined;
        break;
      default:
    }
  }
  return found;
}

function unescaped(written: string): string {
  if (written === "'''") return "''";
  const escaped = written.slice(written.indexOf("\\") + 1);
  if (escaped === "n") return "\n";
  if (escaped === "r") return "\r";
  return escaped === "t" ? "\t" : escaped;
}

function textPart(cx: Lowering, start: number, end: number, text: string): TextPart {
  return keep(cx, { kind: "text", ...placeAt(cx, start, end), text });
}

/** Adds the text between two offsets; a `\r\n` or `\r` is a part of its own, since its value is `\n`. */
function pushLines(cx: Lowering, parts: StringPart[], start: number, end: number): void {
  const text = cx.text.slice(start, end);
  let from = 0;
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", from)) {
    if (at > from) parts.push(textPart(cx, start + from, start + at, text.slice(from, at)));
    const behind = text[at + 1] === "\n" ? at + 2 : at + 1;
    parts.push(textPart(cx, start + at, start + behind, "\n"));
    from = behind;
  }
  if (from < text.length) parts.push(textPart(cx, start + from, end, text.slice(from)));
}

function dropBlankFirstLine(cx: Lowering, all: Piece[]): void {
  const first = all[0];
  if (first?.kind !== "text") return;
  const blank = /^ *\n/.exec(cx.text.slice(first.start, first.end));
  if (blank === null) return;
  first.start += blank[0].length;
  if (first.start === first.end) all.shift();
}

/** The least number of spaces that lines begin with; lines of spaces only do not count (Nix's `stripIndentation`). */
function commonIndentation(cx: Lowering, all: readonly Piece[]): number {
  let least = Number.POSITIVE_INFINITY;
  let atLineStart = true;
  let spaces = 0;
  for (const piece of all) {
    if (piece.kind !== "text") {
      if (atLineStart) least = Math.min(least, spaces);
      atLineStart = false;
      continue;
    }
    for (let at = piece.start; at < piece.end; at++) {
      const unit = cx.text[at];
      if (unit === "\n") {
        atLineStart = true;
        spaces = 0;
      } else if (atLineStart && unit === " ") spaces++;
      else if (atLineStart) {
        atLineStart = false;
        least = Math.min(least, spaces);
      }
    }
  }
  return least;
}

/** Where the text ends once a last line of spaces only is taken away; its line end stays. */
function withoutBlankLastLine(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] === " ") at--;
  return at > start && text[at - 1] === "\n" ? at : end;
}

interface Stripping {
  readonly atLineStart: boolean;
  readonly dropped: number;
  readonly indentation: number;
}

/** Adds a piece of text, a part for each stretch that stays. */
function pushStripped(
  cx: Lowering,
  parts: StringPart[],
  piece: { readonly start: number; readonly end: number },
  before: Stripping,
): { atLineStart: boolean; dropped: number } {
  let { atLineStart, dropped } = before;
  let from = piece.start;
  const flush = (to: number) => {
    if (to > from) parts.push(textPart(cx, from, to, cx.text.slice(from, to)));
  };
  for (let at = piece.start; at < piece.end; at++) {
    const unit = cx.text[at];
    if (unit === "\n") {
      atLineStart = true;
      dropped = 0;
    } else if (atLineStart && unit === " ") {
      if (dropped++ < before.indentation) {
        flush(at);
        from = at + 1;
      }
    } else if (atLineStart) {
      atLineStart = false;
      dropped = 0;
    }
  }
  flush(piece.end);
  return { atLineStart, dropped };
}
