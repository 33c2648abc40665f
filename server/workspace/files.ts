/** Files as the engine sees them: open documents over what is on disk, each parsed once. */
import { NIXPKGS_MODULES } from "../clan/arguments.ts";
import type { GitIndex } from "../gitIndex.ts";
import type { Expr, Place } from "../nix/expr.ts";
import { directoryOf } from "../nix/paths.ts";
import type { NixParser } from "../nix/syntax/parser.ts";
import type { SyntaxFile, TextChange } from "../nix/syntax/syntaxFile.ts";
import type { EntryKind, FileKind, FileReader } from "../nix/thunk.ts";
import type { FileHost } from "./fileHost.ts";

/** Larger files are not read: real configurations are far smaller, and a larger one would hold up every answer. */
const READ_LIMIT_BYTES = 2 << 20;

/** Why a file that is there was not read, in plain words; shown to who asked for that file by name. */
export type ReadFailure = "missing" | "not a file" | "too large" | "not text" | "unreadable";

export class WorkspaceFiles {
  readonly #host: FileHost;
  readonly #parser: NixParser;
  #roots: readonly string[] = [];
  readonly #open = new Map<string, SyntaxFile>();
  readonly #kinds = new Map<string, FileKind>();
  readonly #failures = new Map<string, ReadFailure>();
  readonly #parsed = new Map<string, SyntaxFile | undefined>();
  readonly #folders = new Map<string, ReadonlyMap<string, EntryKind> | undefined>();
  /** By the path of the index. */
  readonly #indexes = new Map<string, GitIndex | undefined>();

  /** A module that defines nothing; stands for the modules of nixpkgs. */
  readonly emptyModule: Expr;

  constructor(host: FileHost, parser: NixParser) {
    this.#host = host;
    this.#parser = parser;
    this.emptyModule = parser.parseOnce("/", "{ }").root;
  }

  /** Only what is inside these folders is read; the rest of the disk is unknown. */
  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
    this.forgetDisk();
  }

  openDocument(path: string, text: string): void {
    this.#open.get(path)?.dispose();
    this.#open.set(path, this.#parser.parse(path, text));
    this.#parsed.delete(path);
  }

  changeDocument(path: string, changes: readonly TextChange[]): void {
    const file = this.#open.get(path);
    file?.edit(changes);
  }

  closeDocument(path: string): void {
    this.#open.get(path)?.dispose();
    this.#open.delete(path);
    this.forget([path]);
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  /** The text of an open document, or `undefined`. */
  openText(path: string): string | undefined {
    return this.#open.get(path)?.text;
  }

  openPaths(): string[] {
    return [...this.#open.keys()];
  }

  /** Forgets what is known from disk about `paths`, what lies below them and the folders that list them. */
  forget(paths: readonly string[]): void {
    for (const path of paths) {
      const below = `${path}/`;
      for (const cache of [this.#kinds, this.#failures, this.#parsed, this.#folders, this.#indexes]) {
        cache.delete(path);
        cache.delete(directoryOf(path));
        for (const key of cache.keys()) if (key.startsWith(below)) cache.delete(key);
      }
    }
  }

  forgetDisk(): void {
    for (const cache of [this.#kinds, this.#failures, this.#parsed, this.#folders, this.#indexes]) cache.clear();
  }

  kindOf(path: string): FileKind {
    if (this.#open.has(path)) return "file";
    if (!this.#isInside(path)) return "unknown";
    let kind = this.#kinds.get(path);
    if (kind === undefined) {
      const found = this.#host.stat(path).kind;
      kind = found === "other" ? "unknown" : found;
      this.#kinds.set(path, kind);
    }
    return kind;
  }

  /** The text, or why it is not to be had. */
  readText(path: string): { readonly text: string } | { readonly failure: ReadFailure } {
    const open = this.#open.get(path);
    if (open !== undefined) return { text: open.text };
    if (!this.#isInside(path)) return { failure: "unreadable" };
    const failed = this.#failures.get(path);
    if (failed !== undefined) return { failure: failed };
    const read = this.#host.readText(path, READ_LIMIT_BYTES);
    if (read.ok) return { text: read.text };
    this.#failures.set(path, read.why);
    return { failure: read.why };
  }

  readDirectory(path: string): ReadonlyMap<string, EntryKind> | undefined {
    if (!this.#isInside(path)) return undefined;
    if (this.#folders.has(path)) return this.#folders.get(path);
    const listed = this.#host.readDirectory(path);
    const entries = listed && new Map(listed.map(({ name, kind }) => [name, kind]));
    this.#folders.set(path, entries);
    return entries;
  }

  /** The folder of the git repository around `path`, as far up as may be read. */
  repositoryOf(path: string): string | undefined {
    for (let folder = directoryOf(path); this.#isInside(folder); folder = directoryOf(folder)) {
      // Jujutsu keeps an index for git that lags behind its own.
      if (this.kindOf(`${folder}/.jj`) !== "missing") return undefined;
      const kind = this.kindOf(`${folder}/.git`);
      if (kind !== "missing") return kind === "directory" ? folder : undefined;
      if (folder === "/") return undefined;
    }
    return undefined;
  }

  /** Whether git knows the file; `undefined` where that cannot be told. */
  isTracked(path: string): boolean | undefined {
    const folder = this.repositoryOf(path);
    if (folder === undefined || this.#host.realPath(path) !== path) return undefined;
    const key = `${folder}/.git/index`;
    if (!this.#indexes.has(key)) this.#indexes.set(key, this.#host.readGitIndex?.(folder));
    const index = this.#indexes.get(key);
    if (index === undefined) return undefined;
    const name = path.slice(folder.length + 1);
    return index.closed.some((closed) => name.startsWith(`${closed}/`)) ? undefined : index.files.has(name);
  }

  /** The file as Nix, or `undefined` where it cannot be read. Parsed once until it changes. */
  parsed(path: string): SyntaxFile | undefined {
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    if (this.#parsed.has(path)) return this.#parsed.get(path);
    const read = this.readText(path);
    const parsed = "text" in read ? this.#parser.parseOnce(path, read.text) : undefined;
    this.#parsed.set(path, parsed);
    return parsed;
  }

  /** Lets go of the parsed file; it is parsed again when asked for. */
  forgetParsed(path: string): void {
    this.#parsed.delete(path);
  }

  dispose(): void {
    for (const file of this.#open.values()) file.dispose();
    this.#open.clear();
    this.forgetDisk();
  }

  #isInside(path: string): boolean {
    return this.#roots.some((root) => path === root || root === "/" || path.startsWith(`${root}/`));
  }
}

/** What an answer depends on: what a file says, or only whether it is there and what kind it is. */
export type Dependency = "content" | "existence";

/** A reader that tells `onRead` each path it was asked about and which file asked. */
export class RecordingReader implements FileReader {
  readonly #files: WorkspaceFiles;
  readonly #onRead: (path: string, dependency: Dependency, from: string | undefined) => void;

  constructor(files: WorkspaceFiles, onRead: (path: string, dependency: Dependency, from: string | undefined) => void) {
    this.#files = files;
    this.#onRead = onRead;
  }

  kindOf(path: string, from?: Place): FileKind {
    if (isNixpkgs(path)) return "file";
    this.#onRead(path, "existence", from?.chunk.source.path);
    return this.#files.kindOf(path);
  }

  readText(path: string, from?: Place): string | undefined {
    this.#onRead(path, "content", from?.chunk.source.path);
    const read = this.#files.readText(path);
    return "text" in read ? read.text : undefined;
  }

  readDirectory(path: string, from?: Place): ReadonlyMap<string, EntryKind> | undefined {
    this.#onRead(path, "existence", from?.chunk.source.path);
    return this.#files.readDirectory(path);
  }

  isTracked(path: string): boolean | undefined {
    const folder = this.#files.repositoryOf(path);
    if (folder !== undefined) this.#onRead(`${folder}/.git/index`, "content", undefined);
    return this.#files.isTracked(path);
  }

  parse(path: string, from?: Place): Expr | undefined {
    if (isNixpkgs(path)) return this.#files.emptyModule;
    this.#onRead(path, "content", from?.chunk.source.path);
    return this.#files.parsed(path)?.root;
  }
}

function isNixpkgs(path: string): boolean {
  return path.startsWith(`${NIXPKGS_MODULES}/`);
}
