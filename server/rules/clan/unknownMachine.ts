import { nearest } from "../../nix/modules/nearName.ts";
import type { ClanRule } from "../rule.ts";
import { mentionsIn, renameMention } from "./backupInstances.ts";

/**
 * The inventory takes any name for a machine. Of a client that does not exist the servers look for the key, and Nix stops; a server that does
 * not exist gets a job of every client, which fails. Source: clan-core lib/inventory and clanServices/borgbackup, 2025-07 to 2026-08.
 * Catalogue: B51, M13.
 */
export const unknownMachine: ClanRule = {
  code: "unknown-machine",
  severity: "error",
  *checkClan({ clan }) {
    if (!clan.complete) return;
    for (const { service, role, name, at, option, beside } of mentionsIn(clan, "machines")) {
      if (clan.machines.has(name)) continue;
      const meant = nearest(name, clan.machines.keys());
      yield {
        at,
        option,
        message: `There is no machine ${name}${meant === undefined ? "." : `; did you mean ${meant}?`} ${consequence(service, role, clan.release.date)}`,
        fixes: [meant !== undefined && beside.includes(meant) ? undefined : renameMention(at, meant)],
      };
    }
  },
};

/** Before instances a server left out a client without a key (clanModules/borgbackup, roles/server.nix). */
const INSTANCES_SINCE = "2025-06-02";

function consequence(service: string, role: string, date: string): string {
  if (service !== "borgbackup" || (role === "client" && date < INSTANCES_SINCE)) return "Nothing is saved by this.";
  return role === "server"
    ? "The backup of every client to it will fail."
    : "Nix stops where a server looks for the key of this client.";
}
