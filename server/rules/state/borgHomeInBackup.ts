import { isKnown } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Rule } from "../rule.ts";
import { foldersOption, savedFolders, usesBorg } from "./folders.ts";

/**
 * The job runs as root and borg keeps its cache and its security data in /root. They change while they are saved: "file changed while we backed
 * it up" is a warning, and a warning fails the job. Source: nixpkgs issue 177733; comes and goes, not reproduced with little data. Catalogue:
 * B41.
 */
export const borgHomeInBackup: Rule = {
  code: "borg-home-in-backup",
  severity: "info",
  *check({ machine }) {
    if (!usesBorg(machine) || excludesBorgHome(machine) !== false) return;
    for (const { state, folder } of savedFolders(machine)) {
      if (normalPath(folder.value) !== "/root") continue;
      yield {
        at: folder.at,
        option: foldersOption(state),
        message: `A backup may fail now and then: borg's own files in /root change while they are saved. Exclude /root/.cache/borg and /root/.config/borg.`,
      };
    }
  },
};

/** Whether some pattern covers borg's folders; `undefined` where patterns are not known. */
function excludesBorgHome({ excludes, jobs }: MachineModel): boolean | undefined {
  const lists = [
    ...excludes.map(({ patterns }) => patterns),
    ...jobs.items.map(({ options }) => options.texts("exclude")),
  ];
  const items = lists.flatMap((list) => list.items);
  if (items.some((pattern) => isKnown(pattern) && /borg|\.cache/.test(pattern.value))) return true;
  return lists.every(({ complete }) => complete) && items.every(isKnown) ? false : undefined;
}
