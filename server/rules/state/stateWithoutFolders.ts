import { takesForWhole } from "../../clan/topology/mounts.ts";
import type { Rule } from "../rule.ts";
import { foldersOption, usesBorg, usesLocalBackup } from "./folders.ts";

/**
 * A restore runs once for every state. For one without folders borg is given no path, and then extracts the whole archive over the running
 * system; localbackup stops with "No folders given". Seen with borg 1.2.4; clanModules and clanServices/borgbackup, 2024-06 to 2026-08.
 * Catalogue: T13, B32.
 */
export const stateWithoutFolders: Rule = {
  code: "state-without-folders",
  severity: "error",
  *check({ machine }) {
    if (!takesForWhole(machine) || !(usesBorg(machine) || usesLocalBackup(machine))) return;
    for (const state of machine.states.items) {
      const { name, at, folders } = state;
      if (!folders.complete || folders.items.length > 0) continue;
      yield {
        at: folders.at ?? at,
        option: foldersOption(state),
        severity: machine.scope === "machine" ? "error" : "warning",
        message: usesBorg(machine)
          ? `clan backups restore will put back everything over the running system as soon as it comes to ${name}: without a folder borg takes out the whole archive. Name a folder, such as one with a dump.`
          : `clan backups restore will end as failed: ${name} has no folder, and localbackup refuses to restore nothing. Name a folder, such as one with a dump.`,
      };
    }
  },
};
