import { nearest } from "../../nix/modules/nearName.ts";
import { optionName } from "../../nix/options/optionName.ts";
import { replace } from "../fixes.ts";
import type { ClanRule } from "../rule.ts";
import { backupInstances, roleOption } from "./backupInstances.ts";

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
    for (const { name: instance, service, roles } of backupInstances(clan)) {
      for (const role of roles.values()) {
        for (const { name, at } of role.machines.items) {
          if (clan.machines.has(name)) continue;
          const meant = nearest(name, clan.machines.keys());
          const isTaken = role.machines.items.some((other) => other.name === meant);
          yield {
            at,
            option: roleOption(instance, role.name, "machines", name),
            message: `There is no machine ${name}${meant === undefined ? "." : `; did you mean ${meant}?`} ${consequence(service, role.name)}`,
            fixes: [
              at && meant !== undefined && !isTaken
                ? { title: `Change to ${meant}`, edits: [replace(at, optionName([meant]))] }
                : undefined,
            ],
          };
        }
      }
    }
  },
};

function consequence(service: string | undefined, role: string): string {
  if (service !== "borgbackup") return "Nothing is saved by this.";
  return role === "server"
    ? "The backup of every client to it will fail."
    : "Nix stops where a server looks for the key of this client.";
}
