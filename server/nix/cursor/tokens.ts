/**
 * Nix as tokens, for texts that are being typed: no text is wrong here. Nix reference manual, "Nix Language"; the shapes of names, paths
 * and numbers are those of Nix's lexer (src/libexpr/lexer.l).
 */
import type { Span } from "../expr.ts";

export interface Token extends Span {
  /** `quote` begins a string: `"` or `''`. */
  readonly kind: "name" | "number" | "path" | "uri" | "quote" | "mark";
  readonly text: string;
}

const BLANK = /(?:[ \t\r\n]+|#[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const TOKENS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["uri", /[a-zA-Z][a-zA-Z0-9+.-]*:[a-zA-Z0-9%/?:@&=+$,_.!~*'-]+/y],
  ["path", /(?:\.\.?|~)\/[\w./+-]*|[\w.+-]*(?:\/[\w.+-]+)+\/?|<[\w.+/-]*>?(?<=[\w>])/y],
  ["name", /[a-zA-Z_][\w'-]*/y],
  ["number", /\d+(?:\.\d*)?/y],
  ["quote", /"|''/y],
  ["mark", /\.\.\.|\$\{|\/\/|\+\+|->|==|!=|<=|>=|&&|\|\||[\s\S]/y],
];

/**
 * The next token of `text` at or after `at`, read as far as `end`; `undefined` at the end. A comment that reaches `end` gives nothing.
 */
export function nextToken(text: string, at: number, end: number): Token | undefined {
  const start = afterBlank(text, at);
  if (start >= end) return undefined;
  for (const [kind, shape] of TOKENS) {
    shape.lastIndex = start;
    const found = shape.exec(text)?.[0];
    if (found === undefined) continue;
    const stop = Math.min(start + found.length, end);
    return { kind, text: text.slice(start, stop), start, end: stop };
  }
  return undefined;
}

/** Where the blanks and comments at `at` end. */
export function afterBlank(text: string, at: number): number {
  BLANK.lastIndex = at;
  return at + (BLANK.exec(text)?.[0].length ?? 0);
}

/** What comes next in a string from `at` on: its end, an interpolation, or `end` while it is still open. */
export function inString(
  text: string,
  at: number,
  end: number,
  indented: boolean,
): { readonly kind: "closed" | "interpolation" | "open"; readonly at: number } {
  let index = at;
  while (index < end) {
    if (text.startsWith("${", index)) return { kind: "interpolation", at: index + 2 };
    if (!indented) {
      if (text[index] === '"') return { kind: "closed", at: index + 1 };
      index += text[index] === "\\" || text.startsWith("$$", index) ? 2 : 1;
    } else if (text.startsWith("''", index)) {
      const next = text[index + 2];
      if (next !== "$" && next !== "'" && next !== "\\") return { kind: "closed", at: index + 2 };
      index += next === "\\" ? 4 : 3;
    } else index += text.startsWith("$$", index) ? 2 : 1;
  }
  return { kind: "open", at: end };
}

const REST_OF_LINE = /[^"\r\n]*[\r\n]/y;

/**
 * Where the string that begins at `start` was to end, if its mark is missing: before what closes the binding at the end of the line. Such
 * strings rarely span lines, and still more rarely with a line that ends like a binding.
 */
export function endWithoutQuote(text: string, start: number, end: number): number | undefined {
  REST_OF_LINE.lastIndex = start;
  const line = REST_OF_LINE.exec(text)?.[0];
  if (line === undefined || start + line.length > end) return undefined;
  const closing = /[\s\])}]*;\s*$/.exec(line)?.index;
  return closing === undefined ? undefined : start + closing;
}

const NAME_CHARACTER = /[\w'-]/;

/** The end of the name or number that `offset` is in or behind. */
export function wordEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && NAME_CHARACTER.test(text[end] ?? "")) end++;
  return end;
}

const PATH_CHARACTER = /[\w./+-]/;

/** The end of the path that `offset` is in or in front of; `offset` where there is none. */
export function pathEnd(text: string, offset: number): number {
  let [start, end] = [offset, offset];
  while (start > 0 && PATH_CHARACTER.test(text[start - 1] ?? "")) start--;
  while (end < text.length && PATH_CHARACTER.test(text[end] ?? "")) end++;
  return /^(?:\.\.?)?\//.test(text.slice(start, end)) ? end : offset;
}

/** The start of the name or number that `offset` is in or behind. */
export function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && NAME_CHARACTER.test(text[start - 1] ?? "")) start--;
  return start;
}
