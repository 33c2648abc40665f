import { generateCommand } from "../keys/keyFixes.ts";
import type { ClanRule } from "../rule.ts";
import { mentionsIn } from "./backupInstances.ts";

/** From then on a server of the inventory stops at a client without a key (clan-core 64c339daf). */
const INSTANCES_SINCE = "2025-06-02";

/**
 * Before instances a server made repositories for those of its clients that have a key, and warned about the others among much else: their
 * backups fail with "Permission denied". Source: clanModules/borgbackup, roles/server.nix, 2024-06-25 to 2025-08. Catalogue: K16.
 */
export const clientWithoutKey: ClanRule = {
  code: "key-not-generated",
  severity: "warning",
  until: INSTANCES_SINCE,
  *checkClan({ clan }) {
    for (const { service, role, name, at, option } of mentionsIn(clan, "machines")) {
      const client = service === "borgbackup" && role === "client" ? clan.machines.get(name) : undefined;
      if (client?.publicKeys.find(({ current }) => current)?.missing !== true) continue;
      yield {
        at,
        option,
        machine: name,
        message: `The servers have no repository for ${name}, since there is no key for it: every backup will fail. \`${generateCommand(name, clan.release.date)}\` makes it; update the servers then.`,
      };
    }
  },
};
