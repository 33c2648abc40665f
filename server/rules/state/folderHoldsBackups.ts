import { isKnown } from "../../clan/topology/facts.ts";
import { isInside } from "../../clan/topology/folders.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Place } from "../../nix/expr.ts";
import type { Rule } from "../rule.ts";
import { foldersOption, savedFolders } from "./folders.ts";

interface Receiver {
  readonly path: string;
  readonly what: string;
  readonly at: Place | undefined;
}

/**
 * A folder with backups in it is saved with them: the backup grows by itself each night. borg leaves out its own repository and rsnapshot its
 * own root, but not each other's, nor those of other machines. Seen with borg 1.2.4 and rsnapshot 1.4.5. Catalogue: B39.
 */
export const folderHoldsBackups: Rule = {
  code: "folder-holds-backups",
  severity: "error",
  *check({ machine }) {
    const receivers = receiversOf(machine);
    for (const { state, folder } of savedFolders(machine)) {
      const inside = receivers.find(({ path }) => folder.value.startsWith("/") && isInside(path, folder.value));
      if (inside === undefined) continue;
      yield {
        at: folder.at,
        option: foldersOption(state),
        severity: machine.scope === "machine" ? "error" : "warning",
        message: `The backup will hold backups: ${inside.what} lie in ${inside.path}, which is below ${folder.value}. Name the folders with data instead.`,
        related: [{ at: inside.at, message: "backups are kept here" }],
      };
    }
  },
};

function receiversOf({ repositories, localBackup, destinations, jobs }: MachineModel): Receiver[] {
  const receivers: Receiver[] = [];
  for (const { key, path, at } of repositories.items)
    if (isKnown(path)) receivers.push({ path: path.value, what: `the backups of ${key}`, at: path.at ?? at });
  const targets = localBackup.targets.items;
  // rsnapshot leaves out its own folder only.
  if (destinations.items.length > 0 || targets.length > 1)
    for (const { key, directory } of targets)
      if (isKnown(directory))
        receivers.push({ path: directory.value, what: `the snapshots of ${key}`, at: directory.at });
  if (targets.length > 0 || destinations.items.length > 1)
    for (const { key, repo } of destinations.items)
      if (isKnown(repo) && repo.value.startsWith("/"))
        receivers.push({ path: repo.value, what: `the archives of ${key}`, at: repo.at });
  const own = new Set(destinations.items.map(({ key }) => key));
  for (const { key, options } of jobs.items) {
    const repo = options.text("repo");
    if (!own.has(key) && isKnown(repo) && repo.value.startsWith("/"))
      receivers.push({ path: repo.value, what: `the archives of ${key}`, at: repo.at });
  }
  return receivers;
}
