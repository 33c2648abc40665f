/** What the engine asks of the machine it runs on. */
import type { GitIndex } from "../gitIndex.ts";

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
  /** What git knows of the work tree at `folder`; `undefined` where that cannot be told. */
  readGitIndex?(folder: string): GitIndex | undefined;
  /** The path with all links resolved, or `undefined` where there is nothing or links run in a circle. */
  realPath(path: string): string | undefined;
}

export type FileText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: "missing" | "not a file" | "too large" | "not text" | "unreadable" };
