import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/**
 * Destinations that a client is given take the place of those that Clan makes for the servers, name by name; Nix warns "You are overwriting an
 * internalDestinations". Source: clanServices/borgbackup, 2025-06-02 to 2026-08. Catalogue: B20.
 */
export const destinationReplacesServer: ClanRule = {
  code: "destination-replaces-server",
  severity: "warning",
  *checkClan({ clan, connections }) {
    const servers = new Map(
      clan.instances.items.map(({ name, roles }) => [
        name,
        new Set(roles.get("server")?.members.items.map((member) => member.name)),
      ]),
    );
    for (const { client, destination } of connections) {
      const { origin, key } = destination;
      if (origin.kind !== "instance" || destination.server !== undefined) continue;
      if (servers.get(origin.instance)?.has(key) !== true) continue;
      yield {
        at: destination.at,
        machine: client.name,
        option: destinationOption(destination),
        message: `The server ${key} gets no backup of ${client.name}: this destination has its name and takes its place. Give it another name.`,
      };
    }
  },
};
