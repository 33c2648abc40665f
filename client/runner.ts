/** Finds `clan` once for each folder and runs it; whatever it prints goes to the log. */
import { type LogOutputChannel, ProgressLocation, window, workspace } from "vscode";
import type { CliOptions } from "./clan/clanCli.ts";
import { type ClanProgram, type Found, findClan } from "./clan/findClan.ts";
import { withoutColours } from "./clan/ownWords.ts";
import { run } from "./clan/process.ts";
import { quoted } from "./clan/remote.ts";

export class Runner {
  readonly #log: LogOutputChannel;
  readonly #found = new Map<string, Promise<Found>>();

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  /** The program for the clan in `folder`; looked for again after a failure. */
  async program(folder: string): Promise<Found> {
    const known = this.#found.get(folder);
    if (known !== undefined) return known;
    const finding = this.#find(folder);
    this.#found.set(folder, finding);
    const found = await finding;
    if (!found.ok) this.#found.delete(folder);
    else this.#log.info(found.program.how);
    return found;
  }

  /** Looks for the program again when it is next needed. */
  forget(): void {
    this.#found.clear();
  }

  /** The options for a run of `program`. */
  options(program: ClanProgram, folder: string, signal: AbortSignal): CliOptions {
    return {
      program,
      folder,
      signal,
      onStart: (command) => this.#log.info(`$ ${command.map(quoted).join(" ")}`),
      onLine: (line) => this.#log.info(withoutColours(line)),
    };
  }

  /** Arguments for every ssh of ours. */
  get ssh(): readonly string[] {
    const file = workspace.getConfiguration("clanBackups").get<string>("sshConfigFile") ?? "";
    return file === "" ? [] : ["-F", file];
  }

  #find(folder: string): Promise<Found> {
    const setting = workspace.getConfiguration("clanBackups").get<string>("clanPath") ?? "";
    const progress = { location: ProgressLocation.Window, title: "Looking for clan" };
    return Promise.resolve(
      window.withProgress(progress, (report) =>
        findClan({
          folder,
          setting,
          path: process.env["PATH"] ?? "",
          run,
          onTry: (what) => report.report({ message: what }),
        }),
      ),
    );
  }
}
