import type { Finding } from "../finding.ts";
import { LineIndex } from "../nix/source.ts";
import type { SyntaxFile } from "../nix/syntaxFile.ts";

/**
 * The place where the text of `file` is certainly not Nix; `undefined` when Nix may read it. At most one per file: what follows an error is
 * guesswork.
 */
export function syntaxFinding(file: SyntaxFile): Finding | undefined {
  const found = file.syntaxError;
  if (found === undefined) return undefined;
  return {
    file: file.path,
    range: new LineIndex(file.text).rangeOf(found),
    severity: "error",
    code: "syntax-error",
    message: found.message,
    option: undefined,
    machine: undefined,
    related: [],
    fixes: [],
  };
}
