/**
 * The engine's face: what shells (command line, language server) ask. No connection, no process; files come through `FileHost`.
 */
import type { Finding } from "./finding.ts";

/** The files of the machine the engine runs on, or of a test. Every method answers at once and never throws. */
export interface FileHost {
  /** What is at the absolute `path`, links followed; `other` is a device, a socket, a pipe. `size` in bytes. */
  stat(path: string): { readonly kind: "file" | "directory" | "missing" | "other"; readonly size: number };
  /** The file as text, or why not. Regular files only, up to `limit` bytes; a byte order mark is taken off. */
  readText(path: string, limit: number): FileText;
  /** The names in a folder, or `undefined`. */
  readDirectory(
    path: string,
  ): readonly { readonly name: string; readonly kind: "regular" | "directory" | "symlink" | "unknown" }[] | undefined;
  /** The path with all links resolved, or `undefined` where there is nothing or links run in a circle. */
  realPath(path: string): string | undefined;
}

export type FileText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: "missing" | "not a file" | "too large" | "not text" | "unreadable" };

/** What a user may set; every field has a default in `DEFAULT_SETTINGS`. */
export interface Settings {
  /** `auto`, or the name of a release such as `2024-06`. */
  readonly release: string;
  /** Report text that is certainly not Nix. */
  readonly syntaxErrors: boolean;
}

export const DEFAULT_SETTINGS: Settings = { release: "auto", syntaxErrors: true };

/** The judgement of one path. */
export interface CheckResult {
  /** The release of clan-core the findings are for, such as `2024-06`. */
  readonly release: string;
  /** One plain sentence: why this release. */
  readonly releaseReason: string;
  /** Files read as Nix. */
  readonly files: number;
  /** Sorted by `compareFindings`. */
  readonly findings: readonly Finding[];
  /** Things the user should know that are no finding: a scan that hit its limit. */
  readonly notes: readonly string[];
}

/** An edit of an open document, as LSP sends it, already turned into offsets of the text before this edit. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A workspace kept up to date: open documents over files on disk. */
export interface LanguageService {
  /** Sets the folders that are looked into; absolute paths with forward slashes. */
  setFolders(folders: readonly string[]): void;
  setSettings(settings: Settings): void;
  openDocument(path: string, text: string): void;
  /** Applies `changes` one after the other to an open document. */
  changeDocument(path: string, changes: readonly TextChange[]): void;
  closeDocument(path: string): void;
  /** The text of an open document, or `undefined`. */
  documentText(path: string): string | undefined;
  /** Files on disk that were made, changed or deleted. */
  filesChanged(paths: readonly string[]): void;
  /** Findings in one file, judged in every machine that it is part of. */
  findingsIn(path: string): readonly Finding[];
  /** Findings in all files of the folders (and in open documents), by file; files without findings are left out. */
  allFindings(): ReadonlyMap<string, readonly Finding[]>;
  /** Open documents whose findings may have changed since they were last asked for. */
  takeStale(): readonly string[];
  /** Lets go of all memory. */
  dispose(): void;
}
