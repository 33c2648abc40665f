/** Findings as LSP shows them. */
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import type { Finding, Severity } from "../finding.ts";
import { DIAGNOSTIC_SOURCE } from "../protocol.ts";

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Severity, DiagnosticSeverity>;

export interface DiagnosticTarget {
  /** Names the files of related places. */
  readonly uriOf: (path: string) => string;
  /** The folder of the pages about findings, as a URI that ends with a slash; without it there is no link to them. */
  readonly pages: string | undefined;
}

/** Returns the diagnostic of a finding. */
export function toDiagnostic(finding: Finding, { uriOf, pages }: DiagnosticTarget): Diagnostic {
  const { range, severity, code, message, related } = finding;
  return {
    range,
    severity: SEVERITY[severity],
    code,
    ...(pages !== undefined && { codeDescription: { href: `${pages}${code}.md` } }),
    source: DIAGNOSTIC_SOURCE,
    message,
    ...(related.length > 0 && {
      relatedInformation: related.map((place) => ({
        location: { uri: uriOf(place.file), range: place.range },
        message: place.message,
      })),
    }),
  };
}
