/** The files of this machine, as the engine may see them: what lies in the roots, regular files only. */
import { isUtf8 } from "node:buffer";
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
} from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { parseGitIndex } from "./gitIndex.ts";
import type { FileHost, FileText } from "./languageService.ts";

/** A `FileHost` over `node:fs` whose roots can be replaced, since an editor's folders come and go. */
export interface NodeFiles extends FileHost {
  /** Sets the folders that may be read; absolute paths. */
  setRoots(roots: readonly string[]): void;
}

/** The path with forward slashes, as all paths in the engine are written. */
export function withForwardSlashes(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}

/** Whether `path` is `folder` or in it, judged by their names alone. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(isAbsolute(way) || way === ".." || way.startsWith(`..${sep}`));
}

/** The real path in the machine's own notation, or `undefined` where there is nothing, no permission or a circle of links. */
function resolveLinks(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** `path` with all links resolved and forward slashes, or `undefined` where there is nothing or links run in a circle. */
export function realPath(path: string): string | undefined {
  const real = resolveLinks(path);
  return real === undefined ? undefined : withForwardSlashes(real);
}

/** About half a million files. */
const INDEX_LIMIT_BYTES = 64 << 20;

const MISSING = { kind: "missing", size: 0 } as const;
const OTHER = { kind: "other", size: 0 } as const;

/** What is at a path whose links are resolved. */
function kindOf(real: string): ReturnType<FileHost["stat"]> {
  try {
    const stats = lstatSync(real);
    if (stats.isFile()) return { kind: "file", size: stats.size };
    return stats.isDirectory() ? { kind: "directory", size: stats.size } : OTHER;
  } catch {
    return MISSING;
  }
}

/** Up to `limit` bytes of an open file and whether that was all, whatever the file's size was said to be. */
function readUpTo(descriptor: number, size: number, limit: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(Math.min(size, limit) + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
  }
  return undefined;
}

/** Reads a regular file whole; `undefined` where it is none, larger than `limit` bytes or unreadable. */
function readBytes(path: string, limit: number): Buffer | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isFile() && stats.size <= limit ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** UTF-8 without NUL is text; a byte order mark is no part of it. */
function decode(bytes: Buffer): FileText {
  if (!isUtf8(bytes) || bytes.includes(0)) return { ok: false, why: "not text" };
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { ok: true, text: bytes.toString("utf8", hasMark ? 3 : 0) };
}

/**
 * Reads a path whose links are resolved. A file that was exchanged for a pipe or a link since then is still not read: the
 * open neither waits nor follows, and what was opened is looked at again. Windows knows neither flag.
 */
function readRegularFile(real: string, limit: number): FileText {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { ok: false, why: "not a file" };
    if (stats.size > limit) return { ok: false, why: "too large" };
    const bytes = readUpTo(descriptor, stats.size, limit);
    // It grew while it was being read: a later change event brings it back.
    return bytes === undefined ? { ok: false, why: "too large" } : decode(bytes);
  } catch {
    return { ok: false, why: "unreadable" };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function direntKind(entry: Dirent): "regular" | "directory" | "symlink" | "unknown" {
  if (entry.isFile()) return "regular";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "unknown";
}

/**
 * Returns the files below `roots` (absolute paths). What lies outside, by its name or through a link, is `other` to `stat`,
 * `unreadable` to `readText` and `undefined` to `readDirectory`: it may exist, but the configuration does not decide what
 * of this machine gets read. Devices, pipes and sockets are never opened. No method throws.
 */
export function createNodeFiles({ roots }: { readonly roots: readonly string[] }): NodeFiles {
  let realRoots: readonly string[] = [];
  const setRoots = (folders: readonly string[]) => {
    realRoots = folders.map((folder) => resolveLinks(folder) ?? folder);
  };
  const isAllowed = (real: string) => realRoots.some((root) => isInside(real, root));
  setRoots(roots);
  return {
    setRoots,
    realPath,
    stat(path) {
      const real = resolveLinks(path);
      if (real === undefined) return MISSING;
      return isAllowed(real) ? kindOf(real) : OTHER;
    },
    readText(path, limit) {
      const real = resolveLinks(path);
      if (real === undefined) return { ok: false, why: "missing" };
      if (!isAllowed(real)) return { ok: false, why: "unreadable" };
      const { kind } = kindOf(real);
      if (kind === "missing") return { ok: false, why: "missing" };
      return kind === "file" ? readRegularFile(real, limit) : { ok: false, why: "not a file" };
    },
    readGitIndex(folder) {
      const real = resolveLinks(join(folder, ".git"));
      if (real === undefined || !isAllowed(real) || kindOf(real).kind !== "directory") return undefined;
      const index = join(real, "index");
      // Before the first `git add` there is none.
      if (kindOf(index).kind === "missing") return { files: new Set(), closed: [] };
      const bytes = readBytes(index, INDEX_LIMIT_BYTES);
      return bytes === undefined ? undefined : parseGitIndex(bytes);
    },
    readDirectory(path) {
      const real = resolveLinks(path);
      if (real === undefined || !isAllowed(real)) return undefined;
      try {
        return readdirSync(real, { withFileTypes: true }).map((entry) => ({
          name: entry.name,
          kind: direntKind(entry),
        }));
      } catch {
        return undefined;
      }
    },
  };
}
