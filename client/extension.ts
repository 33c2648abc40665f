/** Composes the parts of the extension; VS Code disposes them with the context. */
import { commands, type Disposable, type ExtensionContext, window, workspace } from "vscode";
import { BACKUPS_METHOD } from "../server/protocol.ts";
import { Processes } from "./clan/processes.ts";
import { looksLikeClan, mentionsBackups } from "./clanFolders.ts";
import { ClanState } from "./clanState.ts";
import { listWhenShown } from "./commands/list.ts";
import type { CommandParts, Given } from "./commands/parts.ts";
import { COMMANDS, runCommand } from "./commands/table.ts";
import { contextOf } from "./contextKeys.ts";
import { checkOffSteps } from "./gettingStarted.ts";
import { knownBackups } from "./knownBackups.ts";
import { Server } from "./languageClient.ts";
import { explainFinding } from "./rulePages.ts";
import { Runner } from "./runner.ts";
import { createStatusBar } from "./statusBar.ts";
import { registerTasks } from "./tasks.ts";
import { MachinesView } from "./views/machinesView.ts";
import { PictureView } from "./views/pictureView.ts";
import { ScheduleView } from "./views/scheduleView.ts";
import { VscodeUi } from "./vscodeUi.ts";

/**
 * Called by VS Code when one of the activation events of package.json happens. The server starts at once in a workspace that looks like
 * a clan, else as soon as a Nix file is opened or saved that speaks of Clan or of backups: in all other Nix projects nothing runs.
 */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Clan Backups", { log: true });
  const server = new Server(context.asAbsolutePath("dist/cli.js"), log);
  const state = new ClanState(server, context.storageUri?.fsPath);
  const processes = new Processes();
  const ui = new VscodeUi(log);
  const runner = new Runner({ run: processes.run, log, ui, settings: programSettings });
  const machines = new MachinesView(state, runner, (target) => void listWhenShown(target, parts));
  const picture = new PictureView(server, state);
  const schedule = new ScheduleView(state, (host, folder, signal) => runner.remote(host, folder, signal));
  const parts: CommandParts = { state, server, runner, ui, machines, schedule, log };
  const keys = new Context(state, server);
  const startIf = (isWanted: boolean) => (isWanted ? server.start() : Promise.resolve());
  context.subscriptions.push(
    log,
    server,
    // The guard of the processes ends what does not end at once: VS Code does not wait for this.
    { dispose: () => void processes.end() },
    state,
    machines,
    schedule,
    picture,
    createStatusBar(state, machines, runner),
    registerTasks(runner, state),
    keys,
    checkOffSteps(state),
    ...registerCommands(parts),
    server.onIdle(() => void state.refresh()),
    state.onDidChange(() =>
      server.tell(
        BACKUPS_METHOD,
        knownBackups(state.clans, (...of) => state.listingOf(...of)),
      ),
    ),
    commands.registerCommand("clanBackups.restartServer", () => server.restart()),
    commands.registerCommand("clanBackups.showPicture", () => picture.show()),
    commands.registerCommand("clanBackups.explainFinding", () => explainFinding(context, ui)),
    commands.registerCommand("clanBackups.showLog", () => log.show()),
    workspace.onDidOpenTextDocument((document) => startIf(mentionsBackups(document))),
    workspace.onDidSaveTextDocument((document) => startIf(mentionsBackups(document))),
    workspace.onDidChangeWorkspaceFolders(async ({ added }) => startIf(await looksLikeClan(added))),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("clanBackups.clanPath")) runner.forget();
    }),
  );
  await state.recall();
  const isOpen = workspace.textDocuments.some(mentionsBackups);
  await startIf(isOpen || (await looksLikeClan(workspace.workspaceFolders ?? [])));
  keys.searched();
  await state.refresh();
}

/** Called by VS Code before the extension host ends. What was registered in the context, the server too, is disposed by VS Code. */
export function deactivate(): void {
  // Nothing is held outside the context.
}

function programSettings() {
  const settings = workspace.getConfiguration("clanBackups");
  return {
    clanPath: settings.get<string>("clanPath") ?? "",
    sshConfigFile: settings.get<string>("sshConfigFile") ?? "",
  };
}

function registerCommands(parts: CommandParts): readonly Disposable[] {
  return Object.keys(COMMANDS).map((id) =>
    commands.registerCommand(id, (given: Given) => runCommand(id, given, parts, workspace.isTrusted)),
  );
}

/** Keeps the conditions of package.json up to date. */
class Context implements Disposable {
  readonly #state: ClanState;
  readonly #server: Server;
  readonly #shown = new Map<string, boolean>();
  readonly #listeners: readonly Disposable[];
  /** The folders have been looked through for a clan. */
  #isSearched = false;

  constructor(state: ClanState, server: Server) {
    this.#state = state;
    this.#server = server;
    this.#listeners = [state.onDidChange(() => this.#show()), server.onDidStart(() => this.#show())];
    this.#show();
  }

  /** Without a server by now there is no clan here. */
  searched(): void {
    this.#isSearched = true;
    this.#show();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #show(): void {
    const hasNoClan = this.#isSearched && !this.#server.isStarted;
    for (const [key, value] of Object.entries({ ...contextOf(this.#state), hasNoClan })) {
      if (this.#shown.get(key) === value) continue;
      this.#shown.set(key, value);
      void commands.executeCommand("setContext", `clanBackups.${key}`, value);
    }
  }
}
