import type { ClanRule, Rule } from "../rule.ts";

/** Since clan-core 9cbfaca5b a machine without state gets no job and no `borgbackup-list`. */
const NOTHING_WITHOUT_STATE = "2026-05-22";

/**
 * The command `borgbackup-list` is made of one line for each destination: without any it is `( ) | jq`, which bash refuses when the machine is
 * built. Source: clanServices/borgbackup, 2025-06-02 to 2026-08. Catalogue: B49.
 */
export const clientWithoutDestination: ClanRule = {
  code: "client-without-destination",
  severity: "error",
  *checkClan({ clan }) {
    for (const { name, service, roles, settings } of clan.instances.items) {
      if (service !== "borgbackup") continue;
      const server = roles.get("server");
      if (server !== undefined && (server.members.items.length > 0 || !server.members.complete)) continue;
      if (!clan.tagsComplete && server !== undefined && server.tags.items.length > 0) continue;
      for (const member of roles.get("client")?.members.items ?? []) {
        const destinations = settings("client", member.name)?.entries("destinations");
        if (destinations === undefined || !destinations.complete || destinations.items.length > 0) continue;
        if (!clan.machines.has(member.name)) continue;
        const hasState = (clan.machines.get(member.name)?.states.items.length ?? 0) > 0;
        const isBroken = hasState || clan.release.date < NOTHING_WITHOUT_STATE;
        yield {
          at: member.at,
          severity: isBroken ? "error" : "warning",
          machine: member.name,
          option: ["inventory", "instances", name, "roles", "client"],
          message: `Nothing backs up ${member.name}: the instance ${name} has no server, and this client no destination.${isBroken ? " The machine cannot be built like this." : ""} Add a machine to roles.server, or a destination to the client's settings.`,
        };
      }
    }
  },
};

/** The module that came before the service makes the same command, and is there as soon as it is imported. Until 2025-08-14. */
export const moduleWithoutDestination: Rule = {
  code: "client-without-destination",
  severity: "error",
  absence: true,
  *check({ machine }) {
    const { config, destinations, complete, name } = machine;
    if (!complete || !destinations.complete || destinations.items.length > 0) return;
    const [at] = config.definedAt("clan", "borgbackup");
    if (at === undefined || config.importsClanModule("borgbackup") !== true) return;
    yield {
      at,
      option: ["clan", "borgbackup", "destinations"],
      message: `The machine cannot be built like this: ${name} imports borgbackup, and has no destination. Add one to clan.borgbackup.destinations.`,
    };
  },
};
