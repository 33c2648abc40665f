import type { ClanRule } from "../rule.ts";
import { roleOption } from "./backupInstances.ts";

/**
 * For four months the service read `roles.server` of every instance, there or not: "attribute 'server' missing". Source: clan-core 64c339daf
 * (2025-06-02) and f9681d49b (2025-09-25). Catalogue: B56.
 */
export const instanceWithoutServer: ClanRule = {
  code: "instance-without-server",
  severity: "error",
  since: "2025-06-02",
  until: "2025-09-25",
  *checkClan({ clan }) {
    for (const { name, at, service, roles } of clan.instances.items) {
      if (service !== "borgbackup" || roles.has("server")) continue;
      const isClient = (roles.get("client")?.members.items.length ?? 0) > 0;
      if (!isClient || !clan.options.names("inventory", "instances", name, "roles").complete) continue;
      yield {
        at,
        option: roleOption(name, "server"),
        message: `Nix will stop here: this clan-core wants a role server in every instance of borgbackup. Write roles.server.machines = { }; if there is none.`,
      };
    }
  },
};
