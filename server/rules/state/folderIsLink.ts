import { DYNAMIC_SERVICES, type DynamicService } from "../../clan/stateDirectories.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import { booleanOf } from "../../clan/topology/reader.ts";
import { replaceString } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { foldersOption, savedFolders, usesBorg } from "./folders.ts";

/**
 * borg stores a symbolic link as a link: of a service with DynamicUser it archives that one link and no data. rsnapshot follows it. Seen with
 * borg 1.2.4 and rsnapshot 1.4.5; the services were read in nixpkgs. Catalogue: B37.
 */
export const folderIsLink: Rule = {
  code: "folder-is-link",
  severity: "error",
  *check({ machine }) {
    if (!usesBorg(machine)) return;
    for (const { state, folder } of savedFolders(machine)) {
      const path = normalPath(folder.value);
      const found = DYNAMIC_SERVICES.find(({ directory }) => path === `/var/lib/${directory}`);
      if (found === undefined || !isEnabled(machine, found)) continue;
      const real = `/var/lib/private/${found.directory}`;
      yield {
        at: folder.at,
        option: foldersOption(state),
        message: `No data of ${found.service} is saved: ${path} is a link to ${real}, and borg stores the link alone. Write ${real}.`,
        fixes: [replaceString(folder.at, real)],
      };
    }
  },
};

function isEnabled({ config }: MachineModel, { service, unit = service, unless }: DynamicService): boolean {
  const enable = booleanOf(config.undeclared("services", service, "enable"));
  if (!enable.known || !enable.value) return false;
  if (config.isMentioned("systemd", "services", unit) !== false) return false;
  return unless.every((name) => config.isMentioned("services", service, name) === false);
}
