/** What the engine tells its users, before any protocol dresses it. */
import type { Range } from "./nix/source.ts";

export type Severity = "error" | "warning" | "info" | "hint";

/** Severities from the gravest down. */
export const SEVERITIES = ["error", "warning", "info", "hint"] as const satisfies readonly Severity[];

/** Another place that a finding speaks of. */
export interface RelatedPlace {
  /** Absolute, with forward slashes. */
  readonly file: string;
  readonly range: Range;
  readonly message: string;
}

/** A replacement of text; an empty range inserts. */
export interface TextEdit {
  readonly file: string;
  readonly range: Range;
  readonly newText: string;
}

/** One way to mend what a finding tells. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Keys that Clan has not generated yet. */
export interface MissingKeys {
  /** The clan's folder, absolute. */
  readonly clan: string;
  /** Whose keys they are. */
  readonly machine: string;
}

/** A file that git does not know. */
export interface Untracked {
  /** The clan's folder, absolute. */
  readonly clan: string;
  /** Absolute. */
  readonly file: string;
}

export interface Finding {
  /** Absolute, with forward slashes. */
  readonly file: string;
  readonly range: Range;
  readonly severity: Severity;
  /** In plain words with hyphens, such as `unknown-option`. */
  readonly code: string;
  readonly message: string;
  /** The option as Nix writes its path, where the finding is about one. */
  readonly option: string | undefined;
  /** The machine that was judged, where it is one of a clan. */
  readonly machine: string | undefined;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** What has to be generated, where that mends it: an editor that runs programs can offer to. */
  readonly missingKeys?: MissingKeys | undefined;
  /** What has to be added to git, where that mends it. */
  readonly untracked?: Untracked | undefined;
}

/** Negative, zero or positive: findings are shown by file, position and code. */
export function compareFindings(a: Finding, b: Finding): number {
  const text = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return (
    text(a.file, b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    text(a.code, b.code) ||
    text(a.option ?? "", b.option ?? "") ||
    text(a.machine ?? "", b.machine ?? "") ||
    text(a.message, b.message)
  );
}
