import { userOfTarget } from "../../clan/topology/addresses.ts";
import { isWritten } from "../../clan/topology/facts.ts";
import type { Rule } from "../rule.ts";

/**
 * `clan backups` runs the programs of a provider as the user of `targetHost`, without sudo. Starting borg's job, mounting a disk and restoring
 * need root. Source: clan_cli/backups 2024-06 to 2025-03, clan_lib/backups 2025-07 to 2026-08. Catalogue: M12.
 */
export const targetUserNotRoot: Rule = {
  code: "target-user-not-root",
  severity: "error",
  *check({ machine }) {
    const { targetHost, destinations, localBackup } = machine;
    if (destinations.items.length + localBackup.targets.items.length === 0) return;
    if (!isWritten(targetHost) || targetHost.value === null) return;
    const user = userOfTarget(targetHost.value);
    if (user === undefined || user === "root") return;
    yield {
      at: targetHost.at,
      option: ["clan", "core", "networking", "targetHost"],
      message: `\`clan backups create\` and \`restore\` will fail: they run as ${user} on the machine, without sudo, and need root. Backups on a timer are not concerned.`,
    };
  },
};
