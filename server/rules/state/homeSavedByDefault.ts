import { isInside } from "../../clan/topology/folders.ts";
import { addToSet } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { bodyFor } from "../written.ts";
import { knowsAllFolders, savedFolders } from "./folders.ts";

/** clan-core c3a491a8d. */
const HOME_GOES = "2024-08-20";
/** Day on which `clanCore` became `clan.core` (clan-core 4db2e8303). */
const RENAMED = "2024-06-18";

/**
 * Until that day every machine had the state HOME with /home by itself; after an update the home folders are not saved any more, and nothing
 * says so. Source: clan-core nixosModules/clanCore/backups.nix. Catalogue: T18.
 */
export const homeSavedByDefault: Rule = {
  code: "home-saved-by-default",
  severity: "warning",
  absence: true,
  until: HOME_GOES,
  *check({ machine }) {
    const { destinations, localBackup, release } = machine;
    if (machine.scope !== "machine") return;
    const at = destinations.items[0]?.at ?? localBackup.targets.items[0]?.at;
    // A module alone says nothing of the home folders.
    if (at === undefined || machine.scope !== "machine" || !knowsAllFolders(machine)) return;
    const folders = [...savedFolders(machine)].map(({ folder }) => folder.value);
    if (folders.some((folder) => isInside(folder, "/home") || isInside("/home", folder))) return;
    const body = bodyFor(machine, at);
    const core = release.date < RENAMED ? "clanCore" : "clan.core";
    const edit = body && addToSet(body, `${core}.state.home.folders = [ "/home" ];`);
    yield {
      at,
      message: `/home is saved only because Clan names it by itself, and clan-core of ${HOME_GOES} and later does not: after an update nobody's files are saved. Name it in a state of your own.`,
      fixes: [edit && { title: "Add a state for /home", edits: [edit] }],
    };
  },
};
