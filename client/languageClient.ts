/** Runs the language server and shows how it is doing. */
import {
  type Disposable,
  type Event,
  EventEmitter,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  type LogOutputChannel,
  languages,
  window,
} from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";
import {
  ADDITION_METHOD,
  type AdditionParams,
  type AdditionResult,
  EXPERIMENTAL_KEY,
  OVERVIEW_METHOD,
  type Overview,
  PLACE_METHOD,
  type PlaceParams,
  SETTINGS_SECTION,
  STATUS_METHOD,
  type StatusParams,
  type WireLocation,
} from "../server/protocol.ts";
import { TraceChannel } from "./traceChannel.ts";

const SELECTOR = [
  { scheme: "file", language: "nix" },
  { scheme: "untitled", language: "nix" },
];

const NAME = "Clan Backups";

/** Tells the server that this client understands `STATUS_METHOD` and has the commands that run backups. */
const statusFeature: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = { [EXPERIMENTAL_KEY]: { status: true, commands: true } };
  },
  initialize() {
    // The server sends its status unasked.
  },
  getState: () => ({ kind: "static" }),
  clear() {
    // Nothing is held.
  },
};

/** `module` is the bundle of the command line, which is the server too. */
function createClient(module: string, log: LogOutputChannel, trace: TraceChannel): LanguageClient {
  const run = { module, args: ["lsp"], transport: TransportKind.ipc };
  // The port that .vscode/launch.json attaches to.
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
  const server: ServerOptions = { run, debug };
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    outputChannel: log,
    traceOutputChannel: trace,
    diagnosticCollectionName: SETTINGS_SECTION,
  };
  const client = new LanguageClient(SETTINGS_SECTION, NAME, server, options);
  client.registerFeature(statusFeature);
  return client;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

function showStatus(item: LanguageStatusItem, { state, release, errors, warnings }: StatusParams): void {
  item.busy = state === "busy";
  item.text = release === undefined ? NAME : `${NAME}: clan-core ${release.name}`;
  item.detail = `${plural(errors, "error")}, ${plural(warnings, "warning")}. ${release?.reason ?? ""}`.trim();
  item.severity = LanguageStatusSeverity.Information;
  item.command = { command: "clanBackups.showLog", title: "Show Log" };
}

function showStopped(item: LanguageStatusItem): void {
  item.busy = false;
  item.text = `${NAME}: stopped`;
  item.detail = "The language server is not running, so nothing is checked.";
  item.severity = LanguageStatusSeverity.Error;
  item.command = { command: "clanBackups.restartServer", title: "Restart" };
}

/** The language server of this window: not started until asked for, and then at most one. */
export class Server implements Disposable {
  readonly #module: string;
  readonly #log: LogOutputChannel;
  readonly #idle = new EventEmitter<void>();
  /** Fires when the server has judged what was changed. */
  readonly onIdle: Event<void> = this.#idle.event;
  readonly #started = new EventEmitter<void>();
  /** Fires when the server is asked to start. */
  readonly onDidStart: Event<void> = this.#started.event;
  #client: LanguageClient | undefined;
  #parts: readonly Disposable[] = [];

  constructor(module: string, log: LogOutputChannel) {
    this.#module = module;
    this.#log = log;
  }

  /** Starts the server if it was never started; a failure is shown to the user. */
  async start(): Promise<void> {
    if (this.#client !== undefined) return;
    const trace = new TraceChannel(this.#log);
    const client = createClient(this.#module, this.#log, trace);
    const status = languages.createLanguageStatusItem(`${SETTINGS_SECTION}.status`, SELECTOR);
    status.name = NAME;
    status.text = NAME;
    status.busy = true;
    this.#client = client;
    this.#parts = [
      status,
      trace,
      client.onNotification(STATUS_METHOD, (params: StatusParams) => {
        showStatus(status, params);
        if (params.state === "idle") this.#idle.fire();
      }),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Stopped) showStopped(status);
      }),
    ];
    this.#started.fire();
    await this.#orTell(client.start());
  }

  /** It was asked to start, so there is something to read. */
  get isStarted(): boolean {
    return this.#client !== undefined;
  }

  /** Ends the server, if one is running, and starts a new one: a client whose start has failed cannot be started again. */
  async restart(): Promise<void> {
    await this.#end();
    await this.start();
  }

  /** What there is to back up. */
  overview(): Promise<Overview | undefined> {
    return this.ask(OVERVIEW_METHOD);
  }

  /** Where something stands in the configuration; `null` where that is not known. */
  place(params: PlaceParams): Promise<WireLocation | null | undefined> {
    return this.ask(PLACE_METHOD, params);
  }

  /** The edits that add a disk or a destination. */
  addition(params: AdditionParams): Promise<AdditionResult | undefined> {
    return this.ask(ADDITION_METHOD, params);
  }

  /** Sends a notification; nothing happens while no server is running. */
  tell(method: string, params: unknown): void {
    if (this.#client?.isRunning() !== true) return;
    this.#client
      .sendNotification(method, params)
      .catch((error: unknown) => this.#log.error(`${method}: ${String(error)}`));
  }

  /** The server's answer to a request of ours; `undefined` where it is not running or fails, which is logged. */
  async ask<T>(method: string, params?: unknown): Promise<T | undefined> {
    if (this.#client?.isRunning() !== true) return undefined;
    try {
      return await this.#client.sendRequest<T>(method, params);
    } catch (error) {
      this.#log.error(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  dispose(): void {
    this.#idle.dispose();
    this.#started.dispose();
    void this.#end();
  }

  /** The server gets two seconds to say goodbye, then its process is ended. */
  async #end(): Promise<void> {
    for (const part of this.#parts) part.dispose();
    this.#parts = [];
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose(2_000);
    } catch (error) {
      this.#log.error(String(error));
    }
  }

  /** The question does not hold up whoever waits for the server: VS Code for the activation, for instance. */
  async #orTell(starting: Promise<void>): Promise<void> {
    try {
      await starting;
    } catch (error) {
      this.#log.error(String(error));
      void this.#offerRetry();
    }
  }

  async #offerRetry(): Promise<void> {
    const answer = await window.showErrorMessage(
      "Clan Backups could not start its language server.",
      "Show Log",
      "Retry",
    );
    if (answer === "Show Log") this.#log.show();
    if (answer === "Retry") await this.restart();
  }
}
