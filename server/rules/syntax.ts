import type { Finding } from "../finding.ts";
import { LineIndex } from "../nix/source.ts";
import type { SyntaxFile } from "../nix/syntaxFile.ts";

const NOT_READ = {
  "too long": "This file is longer than two million characters and is not read, so nothing in it was judged.",
  "too slow": "This file takes too long to read and was given up, so nothing in it was judged.",
} as const;

function unreadFinding(file: SyntaxFile, why: keyof typeof NOT_READ): Finding {
  const start = { line: 0, character: 0 };
  return {
    file: file.path,
    range: { start, end: start },
    severity: "info",
    code: "not-judged",
    message: NOT_READ[why],
    option: undefined,
    machine: undefined,
    related: [],
    fixes: [],
  };
}

/**
 * The place where the text of `file` is certainly not Nix; `undefined` when Nix may read it. At most one per file: what follows an error is
 * guesswork.
 */
export function syntaxFinding(file: SyntaxFile): Finding | undefined {
  if (file.unreadable !== undefined) return unreadFinding(file, file.unreadable);
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
