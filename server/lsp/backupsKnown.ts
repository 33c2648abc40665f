/** What a client has told of the backups that machines have. */
import type { Connection } from "vscode-languageserver/node";
import { BACKUPS_METHOD, type BackupsParams, type KnownBackups } from "../protocol.ts";
import type { Failures } from "./failures.ts";

export class BackupsKnown {
  readonly #machines = new Map<string, KnownBackups>();

  /** Takes what the client tells; what is not as the protocol says is logged and ignored. */
  listen(connection: Connection, failures: Failures): void {
    connection.onNotification(BACKUPS_METHOD, (params: unknown) => {
      if (!isBackups(params)) {
        failures.report(BACKUPS_METHOD, "its parameters are not as the protocol says; it is ignored");
        return;
      }
      this.#machines.clear();
      for (const known of params.machines) this.#machines.set(keyOf(known.clan, known.machine), known);
    });
  }

  readonly of = (clan: string, machine: string): KnownBackups | undefined => this.#machines.get(keyOf(clan, machine));
}

function keyOf(clan: string, machine: string): string {
  return JSON.stringify([clan, machine]);
}

function isBackups(params: unknown): params is BackupsParams {
  const machines: unknown = Object(params).machines;
  return Array.isArray(machines) && machines.every(isKnown);
}

function isKnown(known: unknown): known is KnownBackups {
  const { clan, machine, askedAt, newest } = Object(known);
  return (
    typeof clan === "string" &&
    typeof machine === "string" &&
    Number.isFinite(askedAt) &&
    (newest === null || Number.isFinite(newest))
  );
}
