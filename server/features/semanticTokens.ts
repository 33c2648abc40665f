/** `textDocument/semanticTokens`: the options of backups, and those that are only old names. */
import type { SemanticTokens } from "vscode-languageserver-types";
import { spanOf } from "../nix/expr.ts";
import { LineIndex } from "../nix/source.ts";
import type { FeatureContext } from "./context.ts";
import { OptionTreesInUse } from "./optionPlace.ts";
import { writtenOptions } from "./optionWalk.ts";

export const TOKEN_TYPES = ["property"] as const;
export const TOKEN_MODIFIERS = ["defaultLibrary", "deprecated"] as const;

const LIBRARY = 1;
const DEPRECATED = 2;

/** The tokens of the document as LSP encodes them: five numbers each, positions relative to the token before. */
export function semanticTokens(context: FeatureContext): SemanticTokens {
  const lines = new LineIndex(context.file.text);
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const { name, place } of writtenOptions(context.file.root, new OptionTreesInUse(context))) {
    const declared = place.node.data?.path;
    const isOurs =
      place.tree !== "nixos" || place.path[0]?.startsWith("clan") === true || place.path[1] === "borgbackup";
    if (name.kind !== "static" || name.quoted || declared === undefined || !isOurs) continue;
    if (declared.at(-1) === "<name>") continue;
    const { start, end } = spanOf(name);
    const at = lines.positionAt(start);
    if (at.line < line || (at.line === line && at.character < character)) continue;
    const isOld = place.tree !== "settings" && place.path[0] !== declared[0];
    data.push(at.line - line, at.line === line ? at.character - character : at.character, end - start, 0);
    data.push(isOld ? DEPRECATED : LIBRARY);
    ({ line, character } = at);
  }
  return { data };
}
