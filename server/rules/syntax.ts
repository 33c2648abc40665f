/** What can be said of a file's text alone. */
import type { Finding } from "../finding.ts";
import { spanOf } from "../nix/expr.ts";
import type { RootScope } from "../nix/scope.ts";
import { LineIndex, type Range } from "../nix/source.ts";
import type { SyntaxFile } from "../nix/syntax/syntaxFile.ts";
import { undefinedNames } from "../nix/syntax/undefinedNames.ts";

const NOT_READ = {
  "too long": "This file is longer than two million characters and is not read, so nothing in it was judged.",
  "too slow": "This file takes too long to read and was given up, so nothing in it was judged.",
} as const;

/**
 * What keeps Nix from reading `file`, whatever is asked of it: the first place that is certainly not Nix (what follows an error is
 * guesswork), or else every name that nothing defines. Nothing of a file that is encrypted: it is decrypted before Nix reads it.
 */
export function textFindings(file: SyntaxFile, root: RootScope): readonly Finding[] {
  if (file.unreadable === "encrypted") return [];
  if (file.unreadable !== undefined) {
    const start = { line: 0, character: 0 };
    return [{ ...finding(file, { start, end: start }, "not-judged", NOT_READ[file.unreadable]), severity: "info" }];
  }
  const error = file.syntaxError;
  if (error !== undefined)
    return [finding(file, new LineIndex(file.text).rangeOf(error), "syntax-error", error.message)];
  const names = undefinedNames(file.root, root);
  if (names.length === 0) return [];
  const lines = new LineIndex(file.text);
  return names.map(({ name, at }) =>
    finding(file, lines.rangeOf(spanOf(at)), "undefined-variable", `${name} is not defined, so Nix refuses this file.`),
  );
}

function finding(file: SyntaxFile, range: Range, code: string, message: string): Finding {
  return {
    file: file.path,
    range,
    severity: "error",
    code,
    message,
    option: undefined,
    machine: undefined,
    related: [],
    fixes: [],
  };
}
