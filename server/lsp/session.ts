/** One client's connection: wires LSP's messages to the engine. */
import {
  type CodeAction,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  WatchKind,
} from "vscode-languageserver/node";
import type { LanguageService } from "../languageService.ts";
import { SETTINGS_SECTION, STATUS_METHOD, type StatusParams } from "../protocol.ts";
import { BackupsKnown } from "./backupsKnown.ts";
import {
  abilitiesOf,
  type ClientAbilities,
  SERVER_CAPABILITIES,
  WATCHED_FOLDERS,
  WATCHED_GLOBS,
} from "./capabilities.ts";
import { listenToClanRequests } from "./clanRequests.ts";
import { codeActions } from "./codeActions.ts";
import { Configuration } from "./configuration.ts";
import { OpenDocuments } from "./documents.ts";
import { Failures } from "./failures.ts";
import { listenToFeatures } from "./features.ts";
import type { Gate } from "./gate.ts";
import { isChange, isClose, isCodeAction, isFileEvents, isFolderEvent, isOpen } from "./params.ts";
import { Publisher } from "./publisher.ts";
import { filePathOf, pathOf, uriOf } from "./uris.ts";

export interface Engine {
  readonly service: LanguageService;
  /** Sets the folders that may be read; absolute paths. */
  readonly setRoots: (folders: readonly string[]) => void;
  /** The folder of the pages about findings, as a URI that ends with a slash, where this program has them beside it. */
  readonly pages?: string | undefined;
  /** Registers who is to know that more is known of scripts. */
  readonly onScriptsJudged?: (listener: () => void) => void;
  /** Ends what runs outside of this process. */
  readonly dispose?: () => void;
}

export interface SessionParts {
  readonly connection: Connection;
  readonly gate: Gate;
  readonly version: string;
  readonly loadEngine: () => Promise<Engine>;
}

/** A client that does not answer the question for its settings gets its findings after this time all the same. */
const SETTINGS_PATIENCE_MS = 1_000;

/** Registers all handlers; what they share begins to exist with the initialize request. */
export function startSession(parts: SessionParts): void {
  const { connection, gate } = parts;
  const failures = new Failures((message) => connection.console.error(message));
  const engine = parts.loadEngine();
  // A failure is told as the answer to initialize; until then it must not count as unhandled.
  engine.catch(() => undefined);
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const session = new Session(parts, failures, await engine, abilitiesOf(params.capabilities));
    session.begin(params);
    gate.open();
    return {
      capabilities: SERVER_CAPABILITIES,
      serverInfo: { name: "clan-backups", version: parts.version },
    };
  });
}

/** Absolute paths of the folders that a client opened, in any of the ways LSP has known. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.flatMap(({ uri }) => filePathOf(uri) ?? []);
  if (typeof rootUri === "string") return [filePathOf(rootUri) ?? []].flat();
  return typeof rootPath === "string" ? [rootPath.replaceAll("\\", "/")] : [];
}

class Session {
  readonly #connection: Connection;
  readonly #failures: Failures;
  readonly #engine: Engine;
  readonly #abilities: ClientAbilities;
  readonly #documents = new OpenDocuments();
  readonly #publisher: Publisher;
  readonly #configuration: Configuration;
  #folders: readonly string[] = [];
  #status = "";

  constructor({ connection }: SessionParts, failures: Failures, engine: Engine, abilities: ClientAbilities) {
    this.#connection = connection;
    this.#failures = failures;
    this.#engine = engine;
    this.#abilities = abilities;
    this.#publisher = new Publisher({
      service: engine.service,
      documents: this.#documents,
      failures,
      pages: this.#pages,
      send: (params) => void connection.sendDiagnostics(params),
      log: (message) => connection.console.info(message),
      onProgress: () => this.#sendStatus(),
    });
    this.#configuration = new Configuration({
      connection,
      failures,
      canAsk: abilities.configuration,
      apply: (settings) => {
        engine.service.setSettings(settings);
        this.#publisher.changed();
      },
    });
  }

  get #pages(): string | undefined {
    return this.#abilities.codeLinks ? this.#engine.pages : undefined;
  }

  begin(params: InitializeParams): void {
    this.#setFolders(foldersOf(params));
    this.#configuration.begin(params.initializationOptions);
    this.#connection.onInitialized(() => this.#initialized());
    this.#connection.onShutdown(() => {
      this.#publisher.dispose();
      this.#engine.dispose?.();
      this.#engine.service.dispose();
    });
    this.#listenToDocuments();
    this.#listenToWorkspace();
    this.#engine.onScriptsJudged?.(() =>
      this.#failures.attempt("Taking up what is known of scripts", () => {
        if (this.#engine.service.scriptsJudged()) this.#publisher.changed();
      }),
    );
    listenToClanRequests({
      connection: this.#connection,
      service: this.#engine.service,
      failures: this.#failures,
      uriOf: (path) => this.#documents.get(path)?.uri ?? uriOf(path),
      isFile: (path) => this.#engine.service.isFile(path),
    });
    const backups = new BackupsKnown();
    backups.listen(this.#connection, this.#failures);
    listenToFeatures({
      backups,
      connection: this.#connection,
      service: this.#engine.service,
      documents: this.#documents,
      failures: this.#failures,
      abilities: this.#abilities,
    });
    this.#connection.onCodeAction((it) =>
      this.#failures.answer("textDocument/codeAction", () => this.#codeActions(it)),
    );
  }

  #setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#engine.setRoots(folders);
    this.#engine.service.setFolders(folders);
    this.#publisher.changed();
  }

  /** The first findings wait for the settings, lest they be shown and taken back. */
  #initialized(): void {
    this.#listenToFolders();
    const patience = setTimeout(() => this.#publisher.release(), SETTINGS_PATIENCE_MS);
    void this.#configuration.refresh().then(() => {
      clearTimeout(patience);
      this.#publisher.release();
    });
    void this.#register();
  }

  async #register(): Promise<void> {
    try {
      if (this.#abilities.registersWatchers) {
        const watchers = [
          ...WATCHED_GLOBS.map((globPattern) => ({ globPattern })),
          { globPattern: WATCHED_FOLDERS, kind: WatchKind.Create | WatchKind.Delete },
        ];
        await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      }
      if (this.#abilities.registersConfiguration) {
        await this.#connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
      }
    } catch (error) {
      this.#failures.report("Registering for changes", error);
    }
  }

  /** Hands `params` on when they are what LSP says; a notification has no answer, so what is wrong is logged. */
  #notified<T>(method: string, fits: (params: unknown) => params is T, handle: (params: T) => void) {
    return (params: unknown): void => {
      if (fits(params)) this.#failures.attempt(method, () => handle(params));
      else this.#failures.report(method, "its parameters are not as LSP says; it is ignored");
    };
  }

  #listenToDocuments(): void {
    const { service } = this.#engine;
    this.#connection.onDidOpenTextDocument(
      this.#notified("textDocument/didOpen", isOpen, ({ textDocument }) => {
        const path = this.#documents.open(textDocument);
        if (path === undefined) return;
        service.openDocument(path, textDocument.text);
        this.#publisher.changed(path);
      }),
    );
    this.#connection.onDidChangeTextDocument(
      this.#notified("textDocument/didChange", isChange, ({ textDocument, contentChanges }) => {
        const edit = this.#documents.change(textDocument.uri, textDocument.version, contentChanges);
        if (edit === undefined) return;
        service.changeDocument(edit.path, edit.changes);
        this.#publisher.changed(edit.path);
      }),
    );
    this.#connection.onDidCloseTextDocument(
      this.#notified("textDocument/didClose", isClose, ({ textDocument }) => {
        const path = this.#documents.close(textDocument.uri);
        if (path === undefined) return;
        service.closeDocument(path);
        this.#publisher.closed(path, textDocument.uri);
      }),
    );
  }

  #listenToWorkspace(): void {
    this.#connection.onDidChangeWatchedFiles(
      this.#notified("workspace/didChangeWatchedFiles", isFileEvents, ({ changes }) => {
        this.#engine.service.filesChanged(changes.flatMap(({ uri }) => filePathOf(uri) ?? []));
        this.#publisher.changed();
      }),
    );
    this.#connection.onDidChangeConfiguration((params) => void this.#configuration.changed(params?.settings));
  }

  /**
   * Not before the answer to initialize: until then the library does not know that clients need no registration for this, and VS Code
   * refuses one that comes so early.
   */
  #listenToFolders(): void {
    if (!this.#abilities.workspaceFolders) return;
    this.#connection.workspace.onDidChangeWorkspaceFolders(
      this.#notified("workspace/didChangeWorkspaceFolders", isFolderEvent, ({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => filePathOf(uri)));
        const come = added.flatMap(({ uri }) => filePathOf(uri) ?? []);
        this.#setFolders([...new Set([...this.#folders.filter((folder) => !gone.has(folder)), ...come])]);
      }),
    );
  }

  #codeActions(params: unknown): CodeAction[] {
    if (!isCodeAction(params))
      throw new ResponseError(ErrorCodes.InvalidParams, "A document, a range and a context are needed.");
    const path = pathOf(params.textDocument.uri);
    if (path === undefined || this.#documents.get(path) === undefined) return [];
    return codeActions(params, this.#engine.service.findingsIn(path), {
      documents: this.#documents,
      versionedEdits: this.#abilities.versionedEdits,
      commands: this.#abilities.commands,
      pages: this.#pages,
    });
  }

  #sendStatus(): void {
    if (!this.#abilities.status) return;
    let errors = 0;
    let warnings = 0;
    for (const { severity } of this.#publisher.shown()) {
      if (severity === "error") errors += 1;
      if (severity === "warning") warnings += 1;
    }
    const [folder] = this.#folders;
    const release = this.#failures.attempt("Naming the release", () =>
      folder === undefined ? undefined : this.#engine.service.releaseIn(folder),
    );
    const status: StatusParams = { state: this.#publisher.isBusy ? "busy" : "idle", release, errors, warnings };
    const text = JSON.stringify(status);
    if (text === this.#status) return;
    this.#status = text;
    void this.#connection.sendNotification(STATUS_METHOD, status);
  }
}
