import type { ClanRule } from "../rule.ts";
import { BACKUP_SERVICES } from "./backupInstances.ts";

/**
 * The modules of services went with clanModules: a machine in a role of one is not evaluated any more. `inventory.services` itself was an option
 * until 2026-05-29. Source: clan-core 35e5f4a42 (2025-08-14, lib/modules/inventoryClass/builder), b8eeba6e9. Catalogue: M04.
 */
export const oldInventoryServices: ClanRule = {
  code: "old-inventory-services",
  severity: "warning",
  since: "2025-08-14",
  until: "2026-05-29",
  *checkClan({ clan }) {
    // A clan may have modules of its own under these names.
    if (clan.options.isMentioned("inventory", "modules") !== false) return;
    const services = clan.options.names("inventory", "services").items;
    const at = clan.options.namedAt("inventory", "services");
    const service = BACKUP_SERVICES.find((known) => services.includes(known));
    if (service === undefined) return;
    yield {
      at,
      option: ["inventory", "services"],
      message: `This clan-core has no modules for these services any more: Nix stops at the machines with a role of one. Make ${service} an instance: inventory.instances.${service}.`,
    };
  },
};
