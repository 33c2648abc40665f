import picocolors from "picocolors";
import type { Report } from "../../server/cli/report.ts";
import { namesFrom } from "../../server/cli/report.ts";
import type { Finding } from "../../server/finding.ts";

/** A range on one line, or up to another one. */
export function rangeOf(line: number, from: number, to: number, endLine = line) {
  return { start: { line, character: from }, end: { line: endLine, character: to } };
}

export function findingOf(fields: Partial<Finding> = {}): Finding {
  return {
    file: "/clan/machines/a/configuration.nix",
    range: rangeOf(1, 2, 10),
    severity: "error",
    code: "unknown-option",
    message: "There is no option directry. Did you mean directory?",
    option: undefined,
    machine: undefined,
    related: [],
    fixes: [],
    ...fields,
  };
}

/** A report over files given as text, as seen from /clan. */
export function reportOf(findings: readonly Finding[], sources: Readonly<Record<string, string>> = {}): Report {
  return {
    version: "1.2.3",
    release: "2024-06",
    releaseReason: "clan-core in flake.lock is of 2024-06-20.",
    files: 12,
    findings,
    notes: [],
    nameOf: namesFrom("/clan"),
    sourceOf: (file) => sources[file],
    pageOf: () => undefined,
  };
}

export const plain = picocolors.createColors(false);
export const coloured = picocolors.createColors(true);
