import { isWritten } from "../../clan/topology/facts.ts";
import { isSlip } from "../../nix/modules/nearName.ts";
import { replace, replaceString } from "../fixes.ts";
import type { ClanRule } from "../rule.ts";

const BACKUP_SERVICES = ["borgbackup", "localbackup"] as const;

/**
 * Services of clan-core are called by their plain names. `@clan/…` with the input `self` stands in their own documentation, and is right only
 * inside clan-core. Source: clan-core lib/resolve-module and clanServices, 2025-07-15 to 2026-08. Catalogue: B55.
 */
export const unknownService: ClanRule = {
  code: "unknown-service",
  severity: "error",
  since: "2025-07-15",
  *checkClan({ clan }) {
    const own = clan.options.names("modules");
    for (const instance of clan.instances.items) {
      const module = clan.options.below("inventory", "instances", instance.name, "module");
      const name = module.text("name");
      const input = module.textOrNull("input");
      if (!isWritten(name)) continue;
      const isUnset = module.definitions("input").length === 0;
      const isOfClan = isUnset || (input.known && (input.value === null || input.value === "clan-core"));
      const isOwn = isWritten(input) && input.value === "self" && own.complete && !own.items.includes(name.value);
      if (!isOfClan && !isOwn) continue;
      const meant = BACKUP_SERVICES.find(
        (service) => name.value === `@clan/${service}` || isMeant(name.value, service),
      );
      if (meant === undefined || (isOwn && name.value !== `@clan/${meant}`)) continue;
      const rename = replaceString(name.at, meant);
      const edits =
        isOwn && input.at !== undefined ? [...(rename?.edits ?? []), replace(input.at, "null")] : rename?.edits;
      yield {
        at: name.at,
        option: ["inventory", "instances", instance.name, "module", "name"],
        message: `Nix will stop here: ${isOwn ? "this flake" : "clan-core"} has no service ${name.value}. The one of clan-core is called ${meant}${isOwn ? ", without an input" : ""}.`,
        fixes: [rename && edits && { title: `Use ${meant} of clan-core`, edits }],
      };
    }
  },
};

function isMeant(name: string, service: string): boolean {
  return name !== service && isSlip(name, service);
}
