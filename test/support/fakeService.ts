import { PassThrough } from "node:stream";
import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import type { Finding } from "../../server/finding.ts";
import type { LanguageService, Settings, TextChange } from "../../server/languageService.ts";
import { connect } from "../../server/lsp/connect.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { type ClientOptions, createLspClient, type LspClient } from "./lspClient.ts";

/** An engine that finds the word BAD, offers GOOD for it, and fails on the word CRASH. */
export class FakeService implements LanguageService {
  readonly texts = new Map<string, string>();
  readonly stale = new Set<string>();
  /** Files on disk, for the workspace's findings. */
  readonly disk = new Map<string, string>();
  readonly changedFiles: string[] = [];
  readonly settings: Settings[] = [];
  folders: readonly string[] = [];
  judged = 0;
  isDisposed = false;

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
  }

  setSettings(settings: Settings): void {
    this.settings.push(settings);
    for (const path of this.texts.keys()) this.stale.add(path);
  }

  openDocument(path: string, text: string): void {
    this.texts.set(path, text);
    this.stale.add(path);
  }

  changeDocument(path: string, changes: readonly TextChange[]): void {
    let text = this.texts.get(path) ?? "";
    for (const change of changes) text = text.slice(0, change.start) + change.text + text.slice(change.end);
    this.openDocument(path, text);
  }

  closeDocument(path: string): void {
    this.texts.delete(path);
  }

  documentText(path: string): string | undefined {
    return this.texts.get(path);
  }

  filesChanged(paths: readonly string[]): void {
    this.changedFiles.push(...paths);
  }

  /** It knows no clan, so features have nothing to say. */
  contextOf(): undefined {
    return undefined;
  }

  clans(): readonly never[] {
    return [];
  }

  isFile(): boolean {
    return false;
  }

  currentSettings(): Settings {
    return this.settings.at(-1) ?? DEFAULT_SETTINGS;
  }

  findingsIn(path: string): readonly Finding[] {
    this.judged += 1;
    const text = this.texts.get(path) ?? this.disk.get(path) ?? "";
    if (text.includes("CRASH")) throw new Error("the engine crashed");
    return text.split("\n").flatMap((line, number) => {
      const start = { line: number, character: line.indexOf("BAD") };
      if (start.character < 0) return [];
      const range = { start, end: { line: number, character: start.character + 3 } };
      return [
        {
          file: path,
          range,
          severity: "error" as const,
          code: "bad-word",
          message: `This is bad: ${line.trim()}.`,
          option: undefined,
          machine: undefined,
          related: [{ file: "/clan/other.nix", range, message: "see there" }],
          fixes: [{ title: "Make it good", edits: [{ file: path, range, newText: "GOOD" }] }],
        },
      ];
    });
  }

  allFindings(): ReadonlyMap<string, readonly Finding[]> {
    const paths = [...new Set([...this.disk.keys(), ...this.texts.keys()])];
    return new Map(paths.map((path) => [path, this.findingsIn(path)] as const).filter(([, found]) => found.length > 0));
  }

  takeStale(): readonly string[] {
    const paths = [...this.stale];
    this.stale.clear();
    return paths;
  }

  /** It has no scripts. */
  scriptsJudged(): boolean {
    return false;
  }

  releaseIn() {
    return { name: "2026-08", reason: "It is a test." };
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

export interface FakeSession {
  readonly service: FakeService;
  /** Every list of folders that the server was allowed to read. */
  readonly roots: readonly (readonly string[])[];
  readonly toServer: PassThrough;
  readonly toClient: PassThrough;
}

/** A session within this process over two streams, with the fake engine behind it. */
export function startFakeStreams(): FakeSession {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const service = new FakeService();
  const roots: (readonly string[])[] = [];
  connect({
    reader: new StreamMessageReader(toServer),
    writer: new StreamMessageWriter(toClient),
    version: "1.2.3",
    loadEngine: async () => ({ service, setRoots: (folders) => void roots.push(folders) }),
  });
  return { service, roots, toServer, toClient };
}

/** The same with a client that speaks to it. */
export function startFakeSession(options: ClientOptions = {}): FakeSession & { readonly client: LspClient } {
  const session = startFakeStreams();
  return { ...session, client: createLspClient(session.toClient, session.toServer, options) };
}
