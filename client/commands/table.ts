/** All commands: one table. When each is enabled stands in package.json, under the same name. */
import { commands, type Disposable, window, workspace } from "vscode";
import { CREATE_COMMAND, LIST_COMMAND } from "../../server/protocol.ts";
import { destinationCommand, diskCommand } from "./additions.ts";
import { createCommand } from "./create.ts";
import { listCommand, refreshCommand } from "./list.ts";
import { checkCommand, copyNameCommand, filterCommand, openCommand } from "./other.ts";
import type { CommandParts, Given } from "./parts.ts";
import { restoreCommand } from "./restore.ts";
import { generateCommand, updateCommand } from "./terminal.ts";

interface Entry {
  /** It runs programs, so the workspace must be trusted. */
  readonly runs: boolean;
  readonly action: (given: Given, parts: CommandParts) => unknown;
}

/** By the id of package.json. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  [CREATE_COMMAND]: { runs: true, action: createCommand },
  [LIST_COMMAND]: { runs: true, action: listCommand },
  "clanBackups.restoreBackup": { runs: true, action: restoreCommand },
  "clanBackups.generateKeys": { runs: true, action: generateCommand },
  "clanBackups.updateMachines": { runs: true, action: updateCommand },
  "clanBackups.chooseDisk": { runs: true, action: diskCommand },
  "clanBackups.addDestination": { runs: false, action: destinationCommand },
  "clanBackups.refresh": { runs: true, action: (_, parts) => refreshCommand(parts) },
  "clanBackups.checkClan": { runs: false, action: (_, parts) => checkCommand(parts) },
  "clanBackups.copyArchiveName": { runs: false, action: copyNameCommand },
  "clanBackups.openDefinition": { runs: false, action: openCommand },
  "clanBackups.filterMachines": { runs: false, action: (_, parts) => filterCommand(parts) },
  "clanBackups.toggleOnlyIll": { runs: false, action: (_, { machines }) => machines.toggleIll() },
};

/** Registers them. */
export function registerCommands(parts: CommandParts): readonly Disposable[] {
  return Object.entries(COMMANDS).map(([id, { runs, action }]) =>
    commands.registerCommand(id, async (given: Given) => {
      if (runs && !workspace.isTrusted) {
        void window.showWarningMessage("Trust this workspace first: this runs programs.");
        return;
      }
      try {
        await action(given, parts);
      } catch (error) {
        void parts.notices.problem(error instanceof Error ? error.message : String(error));
      }
    }),
  );
}
