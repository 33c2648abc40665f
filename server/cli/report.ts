/** What `check` found, before a format dresses it. */
import { relative } from "node:path";
import type { Finding, Severity } from "../finding.ts";
import { withForwardSlashes } from "../nodeFiles.ts";

export interface Report {
  readonly version: string;
  /** The release that the first path was judged by, and one sentence that says why. */
  readonly release: string;
  readonly releaseReason: string;
  /** Files read as Nix. */
  readonly files: number;
  /** Sorted, without repetitions. */
  readonly findings: readonly Finding[];
  /** Sentences that are no finding. */
  readonly notes: readonly string[];
  /** How files are shown: relative to the current folder, with forward slashes. */
  readonly nameOf: (file: string) => string;
  /** The text of a file, or `undefined` when it cannot be read any more. */
  readonly sourceOf: (file: string) => string | undefined;
  /** The page about a code in Markdown, or `undefined` where this program has no pages beside it. */
  readonly pageOf: (code: string) => string | undefined;
}

export type Counts = Readonly<Record<Severity, number>>;

/** How many findings there are of each severity. */
export function countFindings(findings: readonly Finding[]): Counts {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Returns the function that names files as seen from `folder`; on another drive of Windows names stay absolute. */
export function namesFrom(folder: string): (file: string) => string {
  return (file) => withForwardSlashes(relative(folder, file)) || ".";
}
