/** Finds `clan` once for each folder and runs it; whatever it prints goes to the log. */
import type { CliOptions } from "./clan/clanCli.ts";
import { type ClanProgram, type Found, findClan } from "./clan/findClan.ts";
import { withoutColours } from "./clan/ownWords.ts";
import type { Run } from "./clan/process.ts";
import { quoted, type RemoteOptions } from "./clan/remote.ts";
import { SecretFilter, withoutSecrets } from "./clan/secrets.ts";
import { Emitter, type Listen } from "./emitter.ts";
import type { Ui } from "./ui.ts";

/** Settings that name programs and files of this computer. */
export interface ProgramSettings {
  readonly clanPath: string;
  readonly sshConfigFile: string;
}

export interface RunnerParts {
  readonly run: Run;
  readonly log: { info(line: string): void };
  readonly ui: Pick<Ui, "progress">;
  readonly settings: () => ProgramSettings;
}

/** Lines of one program that are logged. */
const MOST_LOGGED = 5_000;

export class Runner {
  readonly #parts: RunnerParts;
  readonly #finding = new Map<string, Promise<Found>>();
  readonly #missing = new Map<string, string>();
  readonly #how = new Map<string, string>();
  readonly #changed = new Emitter();
  /** Fires when it is found out whether there is a `clan`. */
  readonly onDidChange: Listen = this.#changed.event;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get run(): Run {
    return this.#parts.run;
  }

  /** The program for the clan in `folder`; looked for again after a failure. */
  async program(folder: string): Promise<Found> {
    const known = this.#finding.get(folder);
    if (known !== undefined) return known;
    const finding = this.#find(folder);
    this.#finding.set(folder, finding);
    const found = await finding;
    if (found.ok) {
      this.#missing.delete(folder);
      this.#how.set(folder, found.program.how);
      this.#parts.log.info(found.program.how);
    } else {
      this.#finding.delete(folder);
      if (found.isCancelled !== true) this.#missing.set(folder, found.reason);
    }
    this.#changed.fire();
    return found;
  }

  /** The program where it is found without running anything: as known before, from the setting, or on PATH. */
  async atHand(folder: string): Promise<Found> {
    const known = this.#finding.get(folder);
    if (known !== undefined) return known;
    const { settings, run } = this.#parts;
    const none: Found = { ok: false, reason: "The clan program was not looked for yet." };
    const path = process.env["PATH"] ?? "";
    return findClan({ folder, setting: settings().clanPath, path, run, slowly: () => Promise.resolve(none) });
  }

  /** Why there is no `clan` for a folder; `undefined` while nothing is known against it. */
  missing(folder: string): string | undefined {
    return this.#missing.get(folder);
  }

  /** Sentences that say which programs are used and why; none before they are needed. */
  get how(): readonly string[] {
    return [...new Set(this.#how.values())];
  }

  /** Looks for the program again when it is next needed. */
  forget(): void {
    this.#finding.clear();
    this.#missing.clear();
    this.#how.clear();
    this.#changed.fire();
  }

  /** The options for a run of `program`. */
  options(program: ClanProgram, folder: string, signal: AbortSignal): CliOptions {
    const { log, run } = this.#parts;
    let count = 0;
    const filter = new SecretFilter((line) => log.info(line));
    return {
      program,
      folder,
      signal,
      run,
      onStart: (command) => log.info(withoutSecrets(`$ ${command.map(quoted).join(" ")}`)),
      onLine: (line) => {
        count++;
        if (count < MOST_LOGGED) filter.line(withoutColours(line));
        else if (count === MOST_LOGGED) log.info(`More than ${MOST_LOGGED} lines: the rest is not logged.`);
      },
    };
  }

  /** How a machine is asked over ssh. */
  remote(targetHost: string, folder: string, signal?: AbortSignal): RemoteOptions {
    return { targetHost, folder, signal, ssh: this.ssh, run: this.#parts.run };
  }

  /** Arguments for every ssh of ours. */
  get ssh(): readonly string[] {
    const file = this.#parts.settings().sshConfigFile;
    return file === "" ? [] : ["-F", file];
  }

  #find(folder: string): Promise<Found> {
    const { settings, run, ui, log } = this.#parts;
    return findClan({
      folder,
      setting: settings().clanPath,
      path: process.env["PATH"] ?? "",
      run,
      slowly: (work) =>
        ui.progress("Looking for clan", (report, signal) =>
          work((how) => {
            report(`trying whether ${how}`);
            log.info(`Trying whether ${how}`);
          }, signal),
        ),
    });
  }
}
