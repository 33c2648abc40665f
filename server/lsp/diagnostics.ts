/** Findings as LSP shows them. */
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import type { Finding, Severity } from "../finding.ts";

export const DIAGNOSTIC_SOURCE = "clan-backups";

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Severity, DiagnosticSeverity>;

/** Returns the diagnostic of a finding; `uriOf` names the files of related places. */
export function toDiagnostic(finding: Finding, uriOf: (path: string) => string): Diagnostic {
  const { range, severity, code, message, related } = finding;
  const diagnostic: Diagnostic = { range, severity: SEVERITY[severity], code, source: DIAGNOSTIC_SOURCE, message };
  if (related.length === 0) return diagnostic;
  return {
    ...diagnostic,
    relatedInformation: related.map((place) => ({
      location: { uri: uriOf(place.file), range: place.range },
      message: place.message,
    })),
  };
}
