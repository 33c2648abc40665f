/** Keeps a bug in one place from ending the server. */
import { ResponseError } from "vscode-languageserver/node";

/** More causes than this are not told apart: the set must not grow for as long as the server runs. */
const MAX_CAUSES = 100;

export class Failures {
  readonly #log: (message: string) => void;
  readonly #seen = new Set<string>();

  /** `log` writes to the client's output. */
  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** Logs what went wrong while `doing`, once per cause. */
  report(doing: string, error: unknown): void {
    const cause = `${doing} failed: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#seen.has(cause) || this.#seen.size >= MAX_CAUSES) return;
    this.#seen.add(cause);
    this.#log(error instanceof Error ? `${cause}\n${error.stack ?? ""}` : cause);
  }

  /** Runs `action`; when it fails that is reported, and `undefined` returned. */
  attempt<T>(doing: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.report(doing, error);
      return undefined;
    }
  }

  /** Runs what answers a request; a failure is reported and thrown on, for the client gets an error. */
  answer<T>(method: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof ResponseError)) this.report(method, error);
      throw error;
    }
  }
}
