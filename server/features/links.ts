/** `textDocument/documentLink`: paths, imports and key files lead to their files. */
import type { DocumentLink } from "vscode-languageserver-types";
import { type Expr, type Span, spanOf } from "../nix/expr.ts";
import { directoryOf, normalise } from "../nix/paths.ts";
import { childrenOf } from "../nix/syntax/children.ts";
import { type FeatureContext, rangesOf } from "./context.ts";

/** The links of the document to files that are there. `uriOf` makes the address of a file. */
export function documentLinks(context: FeatureContext, uriOf: (path: string) => string): readonly DocumentLink[] {
  const rangeOf = rangesOf(context);
  return filesIn(context).map(({ span, file }) => ({ range: rangeOf(span), target: uriOf(file) }));
}

interface NamedFile {
  readonly span: Span;
  readonly file: string;
}

function filesIn(context: FeatureContext): readonly NamedFile[] {
  const found: NamedFile[] = [];
  const pending: Expr[] = [context.file.root];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    const file = pathOf(expr, context);
    if (file !== undefined && context.files.kindOf(file) === "file") found.push({ span: spanOf(expr), file });
    pending.push(...childrenOf(expr));
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** The file that `expr` names by itself: a path literal, or the clan's folder with a text behind it. */
function pathOf(expr: Expr, context: FeatureContext): string | undefined {
  if (expr.kind === "path") {
    const [only] = expr.parts;
    if (expr.form !== "relative" || expr.parts.length !== 1 || only?.kind !== "text") return undefined;
    const path = normalise(`${directoryOf(context.path)}/${only.text}`);
    return context.files.kindOf(path) === "directory" ? `${path}/default.nix` : path;
  }
  if (expr.kind !== "binary" || expr.operator !== "+" || expr.right.kind !== "string") return undefined;
  const [text] = expr.right.parts;
  const [clan] = context.clans;
  if (clan === undefined || expr.right.parts.length !== 1 || text?.kind !== "text" || !text.text.startsWith("/"))
    return undefined;
  return isClanFolder(expr.left) ? normalise(`${clan.root}${text.text}`) : undefined;
}

/** `config.clan.core.settings.directory`, which was `clanDir` until 2024-12-31 (clan-core 315be52e3), and `self`. */
function isClanFolder(expr: Expr): boolean {
  if (expr.kind === "variable") return expr.name === "self";
  if (expr.kind !== "select" || expr.target.kind !== "variable" || expr.target.name !== "config") return false;
  const path = expr.path.map((name) => (name.kind === "static" ? name.name : "")).join(".");
  return /^clan(?:Core|\.core)\.(?:settings\.directory|clanDir)$/.test(path);
}
