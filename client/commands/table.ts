/** All commands: one table. When each is enabled stands in package.json, under the same name. */
import { CREATE_COMMAND, LIST_COMMAND, TRACK_COMMAND } from "../../server/protocol.ts";
import { withoutSecrets } from "../clan/secrets.ts";
import { destinationCommand, diskCommand } from "./additions.ts";
import { createCommand } from "./create.ts";
import { listCommand, refreshCommand } from "./list.ts";
import { checkCommand, copyNameCommand, filterCommand, openCommand } from "./other.ts";
import type { CommandParts, Given } from "./parts.ts";
import { restoreCommand } from "./restore.ts";
import { generateCommand, updateCommand } from "./terminal.ts";
import { trackCommand } from "./track.ts";

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
  [TRACK_COMMAND]: { runs: true, action: trackCommand },
  "clanBackups.updateMachines": { runs: true, action: updateCommand },
  "clanBackups.chooseDisk": { runs: true, action: diskCommand },
  "clanBackups.addDestination": { runs: false, action: destinationCommand },
  "clanBackups.refresh": { runs: true, action: refreshCommand },
  "clanBackups.refreshSchedule": { runs: true, action: (_, { schedule }) => schedule.refresh() },
  "clanBackups.checkClan": { runs: false, action: (_, parts) => checkCommand(parts) },
  "clanBackups.copyArchiveName": { runs: false, action: copyNameCommand },
  "clanBackups.openDefinition": { runs: false, action: openCommand },
  "clanBackups.filterMachines": { runs: false, action: (_, parts) => filterCommand(parts) },
  "clanBackups.toggleOnlyIll": { runs: false, action: (_, { machines }) => machines.toggleIll() },
};

/** Runs a command of the table. In a workspace that is not trusted none of them runs a program; what goes wrong is told. */
export async function runCommand(id: string, given: Given, parts: CommandParts, isTrusted: boolean): Promise<void> {
  const entry = COMMANDS[id];
  if (entry === undefined) return;
  if (entry.runs && !isTrusted) return parts.ui.tell("Trust this workspace first: this runs programs.");
  try {
    await entry.action(given, parts);
  } catch (error) {
    parts.ui.problem(withoutSecrets(error instanceof Error ? error.message : String(error)));
  }
}
