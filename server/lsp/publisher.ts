/** Decides when findings are computed and sends them: open documents first, the rest of the workspace when nothing else is to be done. */
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { compareFindings, type Finding } from "../finding.ts";
import type { LanguageService } from "../languageService.ts";
import { toDiagnostic } from "./diagnostics.ts";
import type { OpenDocuments } from "./documents.ts";
import type { Failures } from "./failures.ts";
import { uriOf } from "./uris.ts";

/** The findings of one document are sent at most this often; the first change after a pause does not wait. */
const PACE_MS = 150;
/** The workspace is judged after a pause of this length, or of three times what it took last: it holds up everything else meanwhile. */
const IDLE_MS = 300;
const IDLE_FACTOR = 3;
/** More findings in a file, or more files with some, help nobody and make editors slow. */
const MAX_FINDINGS = 1_000;
const MAX_FILES = 2_000;

export interface PublisherParts {
  readonly service: LanguageService;
  readonly documents: OpenDocuments;
  readonly failures: Failures;
  /** See `DiagnosticTarget`. */
  readonly pages: string | undefined;
  readonly send: (params: PublishDiagnosticsParams) => void;
  readonly log: (message: string) => void;
  /** Called when findings were sent, and when the publisher begins or ends working. */
  readonly onProgress: () => void;
}

export class Publisher {
  readonly #parts: PublisherParts;
  /** Open documents whose findings are to be sent, the one edited last in front. */
  #pending: readonly string[] = [];
  /** When the findings of an open document were last sent, in milliseconds of `performance.now()`. */
  readonly #sentAt = new Map<string, number>();
  /** What the editor shows, of all files that have findings. */
  readonly #shown = new Map<string, readonly Finding[]>();
  #slice: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWorkspaceStale = true;
  #workspaceTook = 0;
  #isHeld = true;
  #hasToldOfCap = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Whether something that is shown may be out of date. */
  get isBusy(): boolean {
    return this.#isHeld || this.#isWorkspaceStale || this.#pending.length > 0;
  }

  /** All findings that are shown now, in no order. */
  *shown(): Iterable<Finding> {
    for (const findings of this.#shown.values()) yield* findings;
  }

  /** Begins to publish; before, changes are only remembered. */
  release(): void {
    this.#isHeld = false;
    this.#schedule();
  }

  /** Something changed, in the document `path` if one is given. */
  changed(path?: string): void {
    this.#isWorkspaceStale = true;
    if (path !== undefined) this.#pending = [path, ...this.#pending.filter((other) => other !== path)];
    this.#schedule();
  }

  /** A document was closed: what is shown of it stays only when the workspace still holds the file. */
  closed(path: string, uri: string): void {
    this.#pending = this.#pending.filter((other) => other !== path);
    this.#sentAt.delete(path);
    if (this.#shown.delete(path)) this.#parts.send({ uri, diagnostics: [] });
    this.changed();
  }

  dispose(): void {
    this.#isHeld = true;
    this.#clearTimers();
  }

  #clearTimers(): void {
    clearImmediate(this.#slice);
    clearTimeout(this.#timer);
    this.#slice = undefined;
    this.#timer = undefined;
  }

  /** Between two pieces of work the connection gets its turn, so that no request waits for more than one document. */
  #schedule(): void {
    if (this.#isHeld || this.#slice !== undefined) return;
    this.#clearTimers();
    this.#slice = setImmediate(() => {
      this.#slice = undefined;
      this.#work();
    });
  }

  #later(delay: number, action: () => void): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      action();
    }, delay);
  }

  /** Does one piece of work and plans the next. */
  #work(): void {
    const { service, failures, documents, onProgress } = this.#parts;
    const stale = failures.attempt("Finding stale documents", () => service.takeStale()) ?? [];
    const known = new Set(this.#pending);
    this.#pending = [...this.#pending, ...stale.filter((path) => !known.has(path))].filter((path) =>
      documents.get(path),
    );
    const now = performance.now();
    const waits = this.#pending.map((path) => (this.#sentAt.get(path) ?? Number.NEGATIVE_INFINITY) + PACE_MS - now);
    const due = this.#pending.find((_, index) => (waits[index] ?? 0) <= 0);
    if (due !== undefined) {
      this.#publishOpen(due);
      this.#schedule();
    } else if (this.#pending.length > 0) {
      this.#later(Math.min(...waits), () => this.#work());
    } else if (this.#isWorkspaceStale) {
      this.#later(Math.max(IDLE_MS, IDLE_FACTOR * this.#workspaceTook), () => this.#publishWorkspace());
    }
    onProgress();
  }

  /** Findings and version are read in one go, so what is sent is never older than the version it names. */
  #publishOpen(path: string): void {
    this.#pending = this.#pending.filter((other) => other !== path);
    const document = this.#parts.documents.get(path);
    if (document === undefined) return;
    const findings = this.#parts.failures.attempt("Judging a document", () => this.#parts.service.findingsIn(path));
    this.#sentAt.set(path, performance.now());
    if (findings !== undefined) this.#show(path, document.uri, findings, document.version);
  }

  #publishWorkspace(): void {
    const { service, failures, documents, onProgress } = this.#parts;
    const start = performance.now();
    const all = failures.attempt("Judging the workspace", () => service.allFindings());
    this.#workspaceTook = performance.now() - start;
    this.#isWorkspaceStale = false;
    if (all !== undefined) {
      const files = [...all.keys()].filter((path) => !documents.get(path));
      if (files.length > MAX_FILES) this.#tellOfCap();
      const kept = new Set(files.slice(0, MAX_FILES));
      for (const path of [...this.#shown.keys()]) {
        if (!(kept.has(path) || documents.get(path))) this.#showIfNew(path, []);
      }
      for (const path of kept) this.#showIfNew(path, all.get(path) ?? []);
    }
    // Judging the workspace may have told the engine more about open documents.
    this.#schedule();
    onProgress();
  }

  #showIfNew(path: string, findings: readonly Finding[]): void {
    const shown = this.#shown.get(path) ?? [];
    if (shown === findings || isSame(shown, findings)) return;
    this.#show(path, uriOf(path), findings, undefined);
  }

  #show(path: string, uri: string, findings: readonly Finding[], version: number | undefined): void {
    if (findings.length > 0) this.#shown.set(path, findings);
    else this.#shown.delete(path);
    if (findings.length > MAX_FINDINGS) this.#tellOfCap();
    const { documents, pages } = this.#parts;
    const target = { uriOf: (file: string) => documents.get(file)?.uri ?? uriOf(file), pages };
    const diagnostics = findings.slice(0, MAX_FINDINGS).map((finding) => toDiagnostic(finding, target));
    this.#parts.send(version === undefined ? { uri, diagnostics } : { uri, version, diagnostics });
  }

  #tellOfCap(): void {
    if (this.#hasToldOfCap) return;
    this.#hasToldOfCap = true;
    this.#parts.log(
      `Only ${MAX_FINDINGS} findings per file and ${MAX_FILES} files with findings are shown; mend some to see more.`,
    );
  }
}

/** Whether both say the same at the same places. */
function isSame(a: readonly Finding[], b: readonly Finding[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((finding, index) => {
    const other = b[index];
    return (
      other !== undefined &&
      compareFindings(finding, other) === 0 &&
      finding.severity === other.severity &&
      JSON.stringify([finding.range.end, finding.related]) === JSON.stringify([other.range.end, other.related])
    );
  });
}
