/** Composes the parts of the extension; VS Code disposes them with the context. */
import { commands, type ExtensionContext, window, workspace } from "vscode";
import { looksLikeClan, mentionsBackups } from "./clanFolders.ts";
import { ClanState } from "./clanState.ts";
import { registerCommands } from "./commands/table.ts";
import { Server } from "./languageClient.ts";
import { Notices } from "./notices.ts";
import { Runner } from "./runner.ts";
import { createStatusBar } from "./statusBar.ts";
import { registerTasks } from "./tasks.ts";
import { MachinesView } from "./views/machinesView.ts";
import { PictureView } from "./views/pictureView.ts";
import { ScheduleView } from "./views/scheduleView.ts";
import { showContext } from "./walkthrough.ts";

/**
 * Called by VS Code when one of the activation events of package.json happens. The server starts at once in a workspace that looks like
 * a clan, else as soon as a Nix file is opened or saved that speaks of Clan or of backups: in all other Nix projects nothing runs.
 */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Clan Backups", { log: true });
  const server = new Server(context.asAbsolutePath("dist/cli.js"), log);
  const startIf = (isWanted: boolean) => (isWanted ? server.start() : Promise.resolve());
  const state = new ClanState(server, context.workspaceState);
  const runner = new Runner(log);
  const machines = new MachinesView(state);
  const picture = new PictureView(server, state);
  const schedule = new ScheduleView(state, () => runner.ssh);
  const parts = { state, server, runner, machines, schedule, notices: new Notices(log) };
  context.subscriptions.push(
    log,
    server,
    state,
    machines,
    schedule,
    picture,
    createStatusBar(state, machines),
    registerTasks(runner),
    ...registerCommands(parts),
    server.onIdle(() => void state.refresh()),
    state.onDidChange(() => showContext(state)),
    commands.registerCommand("clanBackups.restartServer", () => server.restart()),
    commands.registerCommand("clanBackups.showPicture", () => picture.show()),
    commands.registerCommand("clanBackups.showLog", () => log.show()),
    workspace.onDidOpenTextDocument((document) => startIf(mentionsBackups(document))),
    workspace.onDidSaveTextDocument((document) => startIf(mentionsBackups(document))),
    workspace.onDidChangeWorkspaceFolders(async ({ added }) => startIf(await looksLikeClan(added))),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("clanBackups.clanPath")) runner.forget();
    }),
  );
  const isOpen = workspace.textDocuments.some(mentionsBackups);
  await startIf(isOpen || (await looksLikeClan(workspace.workspaceFolders ?? [])));
  await state.refresh();
  showContext(state);
}

/** Called by VS Code before the extension host ends. What was registered in the context, the server too, is disposed by VS Code. */
export function deactivate(): void {
  // Nothing is held outside the context.
}
