/** The user's settings, from wherever this client keeps them. */
import type { Connection } from "vscode-languageserver/node";
import type { Settings } from "../languageService.ts";
import { SETTINGS_SECTION } from "../protocol.ts";
import { readSettings } from "../settings.ts";
import type { Failures } from "./failures.ts";

export interface ConfigurationParts {
  readonly connection: Connection;
  readonly failures: Failures;
  /** Whether the client can be asked; else it sends settings of its own accord. */
  readonly canAsk: boolean;
  readonly apply: (settings: Settings) => void;
}

/** Settings may be sent bare or below our section's name. */
function ownSection(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return SETTINGS_SECTION in value ? Object.entries(value).find(([key]) => key === SETTINGS_SECTION)?.[1] : value;
}

export class Configuration {
  readonly #parts: ConfigurationParts;
  #asked = 0;
  #told: string = "";
  #first: unknown;

  constructor(parts: ConfigurationParts) {
    this.#parts = parts;
  }

  /** Takes initialization options, which hold until the client says otherwise. */
  begin(options: unknown): void {
    this.#first = options;
    this.take(options);
  }

  /** Takes what a client sent. */
  take(value: unknown): void {
    const { settings, problems } = readSettings(ownSection(value));
    const text = problems.join("\n");
    // One wrong setting is told once, not at each change of another.
    if (text !== "" && text !== this.#told) this.#parts.connection.console.warn(text);
    this.#told = text;
    this.#parts.apply(settings);
  }

  /** Asks the client where it can be asked; an answer that was overtaken by a later question counts no more. */
  async refresh(): Promise<void> {
    if (!this.#parts.canAsk) return;
    this.#asked += 1;
    const question = this.#asked;
    try {
      const answer: unknown = await this.#parts.connection.workspace.getConfiguration(SETTINGS_SECTION);
      // A client that has nothing of that name answers null (Zed, Neovim without `settings`): its initialization options go on to hold.
      if (question === this.#asked) this.take(answer ?? this.#first);
    } catch (error) {
      this.#parts.failures.report("Asking for settings", error);
    }
  }

  /** `settings` as a client that cannot be asked sends them. */
  async changed(settings: unknown): Promise<void> {
    if (this.#parts.canAsk) await this.refresh();
    else this.take(settings);
  }
}
