/** Where a text is certainly not Nix, in words. */
import type { Span } from "../expr.ts";
import type { FlatTree } from "./flatTree.ts";
import { isExpression, Kind } from "./kinds.ts";

export interface SyntaxFault extends Span {
  /** What is wrong and, where it is known, what is missing. */
  readonly message: string;
}

interface Reader {
  readonly flat: FlatTree;
  readonly text: string;
}

/**
 * The first error; its span is not empty unless the text is. `undefined` where Nix may take the text all the same: with the pipe operators
 * `|>` and `<|` (an experimental feature since Nix 2.24) and with NUL characters, which the grammar cannot read and Nix (2.8) can.
 */
export function firstSyntaxError(flat: FlatTree, text: string): SyntaxFault | undefined {
  const [first] = flat.errors;
  if (first === undefined || text.includes("\0")) return undefined;
  const mayBePipe = flat.errors.some((node) => /\|>|<\|/.test(text.slice(flat.start(node) - 1, flat.end(node) + 1)));
  if (mayBePipe) return undefined;
  const reader = { flat, text };
  const missing = flat.missingType(first);
  const fault = missing === undefined ? unexpected(reader, first) : absent(reader, first, missing);
  return { ...visible(text, fault), message: fault.message };
}

/** Something that the parser had to make up. It is shown at what stands before it. */
function absent({ flat, text }: Reader, node: number, type: string): SyntaxFault {
  const end = text.slice(0, flat.start(node)).trimEnd().length;
  const span = { start: Math.max(0, end - 1), end };
  if (type === "identifier") return { ...span, message: "A name or a value is missing after this." };
  if (parentKind(flat, node) === Kind.formals) return { ...span, message: "`=` or `,` is missing after this name." };
  const opener = ENDS.get(type);
  const open = opener === undefined ? undefined : previousSibling(flat, node, (at) => text.startsWith(opener, at));
  if (open !== undefined)
    return { start: flat.start(open), end: flat.end(open), message: `This \`${opener}\` is never closed.` };
  return { ...span, message: `\`${type}\` is missing after this.` };
}

const ENDS: ReadonlyMap<string, string> = new Map([
  ["}", "{"],
  ["]", "["],
  [")", "("],
  ['"', '"'],
  ["''", "''"],
]);

/** The nearest leaf before `node` within its parent that begins with what `isIt` looks for. */
function previousSibling(flat: FlatTree, node: number, isIt: (offset: number) => boolean): number | undefined {
  for (let at = node - 1; at >= 0; at--) {
    const isChildOfParent = flat.next(at) <= node;
    if (isChildOfParent && isToken(flat.kind(at)) && isIt(flat.start(at)) && !isClosedBefore(flat, at, node)) return at;
  }
  return undefined;
}

/** The kind of the innermost node around `node`. */
function parentKind(flat: FlatTree, node: number): Kind | undefined {
  for (let at = node - 1; at >= 0; at--) if (flat.next(at) > node) return flat.kind(at);
  return undefined;
}

/** Whether the innermost node around `token` ends before `node`. */
function isClosedBefore(flat: FlatTree, token: number, node: number): boolean {
  for (let at = token - 1; at >= 0; at--) if (flat.next(at) > token) return flat.next(at) <= node;
  return false;
}

function isToken(kind: Kind): boolean {
  return kind >= Kind.openBrace;
}

/** Text that the parser could not fit in. */
function unexpected(reader: Reader, node: number): SyntaxFault {
  const { flat, text } = reader;
  const start = flat.start(node);
  for (const at of [start, start - 1]) {
    if (text.startsWith("/*", at)) return { start: at, end: at + 2, message: "This comment is never closed." };
  }
  return unbalanced(reader, node) ?? unfinished(reader, node) ?? misplaced(reader, node);
}

/** Brackets and quotes among the pieces of the error at `node` that have no partner. */
function unbalanced({ flat, text }: Reader, node: number): SyntaxFault | undefined {
  const open: number[] = [];
  for (const child of flat.children(node)) {
    if (!isToken(flat.kind(child))) continue;
    const span = { start: flat.start(child), end: flat.end(child) };
    const written = text.slice(span.start, span.end);
    if (written === '"' || written === "''")
      return { ...span, message: `A string at this \`${written}\` lacks its closing quote.` };
    if (["{", "(", "[", "${"].includes(written)) open.push(child);
    else if (["}", ")", "]"].includes(written) && open.pop() === undefined) {
      return { ...span, message: `This \`${written}\` closes nothing that is open.` };
    }
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  const span = { start: flat.start(last), end: flat.end(last) };
  return { ...span, message: `This \`${text.slice(span.start, span.end)}\` is never closed.` };
}

/** Words and bindings among the pieces that lack what must follow them. */
function unfinished({ flat, text }: Reader, node: number): SyntaxFault | undefined {
  const children = [...flat.children(node)];
  const written = children.map((child) =>
    isToken(flat.kind(child)) ? text.slice(flat.start(child), flat.end(child)) : "",
  );
  for (const [index, child] of children.entries()) {
    const word = written[index];
    const span = { start: flat.start(child), end: flat.end(child) };
    const rest = written.slice(index + 1);
    if (word === "if" && !rest.includes("then")) return { ...span, message: "This `if` has no `then`." };
    if (word === "if" && !rest.includes("else")) return { ...span, message: "This `if` has no `else`." };
    if (word === "let" && !rest.includes("in")) {
      const hasIn = /\bin\b/.test(text.slice(span.end, flat.end(node)));
      const message = hasIn ? "`;` may be missing between this `let` and its `in`." : "This `let` has no `in`.";
      return { ...span, message };
    }
    const value = children[index + 2];
    if (flat.kind(child) !== Kind.attrPath || written[index + 1] !== "=") continue;
    const name = text.slice(span.start, span.end);
    if (value === undefined || !isExpression(flat.kind(value)))
      return { ...span, message: `\`${name}\` has no value here.` };
    if (written[index + 3] !== ";") return { ...span, message: `\`;\` is missing after the value of \`${name}\`.` };
  }
  return undefined;
}

/** The first word of the error at `node`, which does not belong where it stands. */
function misplaced({ flat, text }: Reader, node: number): SyntaxFault {
  let leaf = node;
  while (flat.next(leaf) > leaf + 1) leaf++;
  const span = { start: flat.start(leaf), end: flat.end(leaf) };
  const written = text.slice(span.start, span.end);
  const before = /([\w'-]+)\s*$/.exec(text.slice(Math.max(0, span.start - 80), span.start))?.[1];
  if (written === "=" && before !== undefined) {
    const start = text.lastIndexOf(before, span.start);
    return {
      start,
      end: span.end,
      message: `\`;\` may be missing before \`${before} =\`, or \`${before}\` is not a name.`,
    };
  }
  if (written === ",")
    return {
      ...span,
      message: "`,` stands between arguments only; bindings end with `;`, list elements with a blank.",
    };
  if (written === ";") return { ...span, message: "Nothing that `;` could end stands before it." };
  if (flat.end(node) > span.end) return { ...span, message: "Nix cannot make sense of what begins here." };
  return { ...span, message: `\`${written.slice(0, 20)}\` is not expected here.` };
}

/** A span that an editor can show: not empty where the text has a character near it. */
function visible(text: string, { start, end }: Span): Span {
  if (end > start) return { start, end };
  return start < text.length ? { start, end: start + 1 } : { start: Math.max(0, text.length - 1), end: text.length };
}
