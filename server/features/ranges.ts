/** `textDocument/foldingRange` and `textDocument/selectionRange`: sets, lists, texts. */
import type { FoldingRange, Position, SelectionRange } from "vscode-languageserver-types";
import { type Binding, type Expr, type Span, spanOf } from "../nix/expr.ts";
import { LineIndex } from "../nix/source.ts";
import { childrenOf } from "../nix/syntax/children.ts";
import type { FeatureContext } from "./context.ts";

const FOLDED: ReadonlySet<Expr["kind"]> = new Set(["attrs", "list", "string"]);

/** What can be folded: everything in brackets or quotes over more than one line, and runs of comments. */
export function foldingRanges({ file }: FeatureContext): readonly FoldingRange[] {
  const lines = new LineIndex(file.text);
  const ranges = new Map<number, FoldingRange>();
  const pending: Expr[] = [file.root];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    pending.push(...childrenOf(expr));
    if (!FOLDED.has(expr.kind)) continue;
    const span = spanOf(expr);
    const startLine = lines.positionAt(span.start).line;
    // The line of the closing bracket stays to be seen.
    const endLine = lines.positionAt(span.end).line - 1;
    const known = ranges.get(startLine);
    if (endLine > startLine && (known === undefined || known.endLine < endLine))
      ranges.set(startLine, { startLine, endLine });
  }
  for (const range of commentRuns(file.text)) if (!ranges.has(range.startLine)) ranges.set(range.startLine, range);
  return [...ranges.values()].sort((a, b) => a.startLine - b.startLine);
}

function commentRuns(text: string): readonly FoldingRange[] {
  const runs: FoldingRange[] = [];
  let start: number | undefined;
  const lines = text.split("\n");
  for (let line = 0; line <= lines.length; line++) {
    const isComment = /^\s*#/.test(lines[line] ?? "");
    if (isComment) start ??= line;
    else {
      if (start !== undefined && line - 1 > start) runs.push({ startLine: start, endLine: line - 1, kind: "comment" });
      start = undefined;
    }
  }
  return runs;
}

/** For each position the stretches around it, from the word to the file. */
export function selectionRanges({ file }: FeatureContext, positions: readonly Position[]): readonly SelectionRange[] {
  const lines = new LineIndex(file.text);
  return positions.map((position) => {
    const offset = lines.offsetAt(position);
    const spans = around(file.root, offset, file.text.length);
    const [outer, ...inner] = spans.map((span) => lines.rangeOf(span));
    const whole: SelectionRange = { range: outer ?? { start: position, end: position } };
    return inner.reduce<SelectionRange>((parent, range) => ({ range, parent }), whole);
  });
}

/** The stretches that hold `offset`, each inside of the one before and smaller. */
function around(root: Expr, offset: number, length: number): readonly Span[] {
  const spans: Span[] = [{ start: 0, end: length }];
  const add = (span: Span) => {
    const last = spans.at(-1);
    const isInside = last !== undefined && span.start >= last.start && span.end <= last.end;
    const isSmaller = last !== undefined && span.end - span.start < last.end - last.start;
    if (isInside && isSmaller && span.start <= offset && offset <= span.end) spans.push(span);
  };
  let at: Expr | undefined = root;
  while (at !== undefined) {
    const span = spanOf(at);
    add(span);
    // Between the brackets first.
    if (at.kind === "attrs" || at.kind === "list") add({ start: span.start + 1, end: span.end - 1 });
    if (at.kind === "attrs" || at.kind === "let") for (const binding of at.bindings) addBinding(binding, add);
    at = childrenOf(at).find((child) => holds(spanOf(child), offset));
  }
  return spans;
}

function addBinding(binding: Binding, add: (span: Span) => void): void {
  add(spanOf(binding));
  const names = binding.kind === "bind" ? binding.path : binding.names;
  const [first, last] = [names[0], names.at(-1)];
  if (binding.kind === "bind" && first !== undefined && last !== undefined)
    add({ start: spanOf(first).start, end: spanOf(last).end });
  for (const name of names) add(spanOf(name));
}

function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
