/** Composes the parts of the extension; VS Code disposes them with the context. */
import { commands, type ExtensionContext, window, workspace } from "vscode";
import { looksLikeClan, mentionsBackups } from "./clanFolders.ts";
import { Server } from "./languageClient.ts";

/**
 * Called by VS Code when one of the activation events of package.json happens. The server starts at once in a workspace that looks like
 * a clan, else as soon as a Nix file is opened or saved that speaks of Clan or of backups: in all other Nix projects nothing runs.
 */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Clan Backups", { log: true });
  const server = new Server(context.asAbsolutePath("dist/cli.js"), log);
  const startIf = (isWanted: boolean) => (isWanted ? server.start() : Promise.resolve());
  context.subscriptions.push(
    log,
    server,
    commands.registerCommand("clanBackups.restartServer", () => server.restart()),
    commands.registerCommand("clanBackups.showLog", () => log.show()),
    workspace.onDidOpenTextDocument((document) => startIf(mentionsBackups(document))),
    workspace.onDidSaveTextDocument((document) => startIf(mentionsBackups(document))),
    workspace.onDidChangeWorkspaceFolders(async ({ added }) => startIf(await looksLikeClan(added))),
  );
  const isOpen = workspace.textDocuments.some(mentionsBackups);
  await startIf(isOpen || (await looksLikeClan(workspace.workspaceFolders ?? [])));
}

/** Called by VS Code before the extension host ends. What was registered in the context, the server too, is disposed by VS Code. */
export function deactivate(): void {
  // Nothing is held outside the context.
}
