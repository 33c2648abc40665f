/** Where the conversation with the language server is written. */
import {
  type Disposable,
  type Event,
  EventEmitter,
  LogLevel,
  type LogOutputChannel,
  type ViewColumn,
  workspace,
} from "vscode";
import { SETTINGS_SECTION } from "../server/protocol.ts";

const SETTING = "trace.server";

/**
 * The log, as vscode-languageclient writes the conversation to it. That library (version 11) asks the level of the log whether there is to be
 * a conversation at all, and the setting only how much of it: who sets the setting alone would see nothing. So here the setting is the level.
 */
export class TraceChannel implements LogOutputChannel {
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<LogLevel>();
  readonly onDidChangeLogLevel: Event<LogLevel> = this.#changed.event;
  readonly #listener: Disposable;

  constructor(log: LogOutputChannel) {
    this.#log = log;
    this.#listener = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SETTINGS_SECTION}.${SETTING}`)) this.#changed.fire(this.logLevel);
    });
  }

  get name(): string {
    return this.#log.name;
  }

  get logLevel(): LogLevel {
    const value = workspace.getConfiguration(SETTINGS_SECTION).get<string>(SETTING);
    return value === "messages" || value === "verbose" ? LogLevel.Trace : LogLevel.Info;
  }

  /** At a level that the log shows unless the user says otherwise. */
  trace(message: string): void {
    this.#log.info(message);
  }

  debug(message: string): void {
    this.#log.debug(message);
  }

  info(message: string): void {
    this.#log.info(message);
  }

  warn(message: string): void {
    this.#log.warn(message);
  }

  error(error: string | Error): void {
    this.#log.error(error);
  }

  append(value: string): void {
    this.#log.append(value);
  }

  appendLine(value: string): void {
    this.#log.appendLine(value);
  }

  replace(value: string): void {
    this.#log.replace(value);
  }

  clear(): void {
    this.#log.clear();
  }

  show(_column?: ViewColumn | boolean, preserveFocus?: boolean): void {
    this.#log.show(preserveFocus);
  }

  hide(): void {
    this.#log.hide();
  }

  /** The log itself is not ours to dispose. */
  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }
}
