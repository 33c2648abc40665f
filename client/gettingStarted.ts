/**
 * Checks off the steps of getting started. VS Code does so when a key turns true, and never for one that was true already when it first
 * read the walkthrough, which may be as late as when that is opened. So each step has a key that is true for a moment only.
 */
import { commands, Disposable, window } from "vscode";
import type { ClanState } from "./clanState.ts";
import { contextOf } from "./contextKeys.ts";

/** Tells of what is done whenever something has changed, and whenever a page is opened that may be the walkthrough. */
export function checkOffSteps(state: ClanState): Disposable {
  const tell = () => {
    for (const [key, isDone] of Object.entries(contextOf(state)))
      if (key.startsWith("has") && isDone) void pulse(`clanBackups.${key}.now`);
  };
  return Disposable.from(
    state.onDidChange(tell),
    // Pages of VS Code itself have no input that extensions know.
    window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      if ([...opened, ...changed].some(({ input }) => input === undefined)) tell();
    }),
  );
}

async function pulse(key: string): Promise<void> {
  await commands.executeCommand("setContext", key, true);
  await commands.executeCommand("setContext", key, false);
}
