/** Pop-ups: one for each cause at a time, with what can be done. */
import { type LogOutputChannel, window } from "vscode";

export class Notices {
  readonly #log: LogOutputChannel;
  readonly #open = new Set<string>();

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  /** Tells of something that went wrong; `actions` are offered beside the log. The same is not told again while it is shown. */
  async problem(message: string, actions: Readonly<Record<string, () => unknown>> = {}): Promise<void> {
    this.#log.error(message);
    if (this.#open.has(message)) return;
    this.#open.add(message);
    const answer = await window.showErrorMessage(message, ...Object.keys(actions), "Show Log");
    this.#open.delete(message);
    if (answer === "Show Log") this.#log.show();
    else if (answer !== undefined) await actions[answer]?.();
  }

  /** Tells of something that went well. */
  good(message: string): void {
    this.#log.info(message);
    void window.showInformationMessage(message);
  }
}
