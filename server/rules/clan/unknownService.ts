import { isWritten } from "../../clan/topology/facts.ts";
import type { Instance } from "../../clan/topology/instances.ts";
import type { OptionReader } from "../../clan/topology/reader.ts";
import { isSlip } from "../../nix/modules/nearName.ts";
import { replace, replaceString } from "../fixes.ts";
import type { ClanRule, Report } from "../rule.ts";
import { BACKUP_SERVICES } from "./backupInstances.ts";

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
      if (!isWritten(name)) {
        yield* withoutName(instance, module);
        continue;
      }
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

/** Without a name the service is called as the instance. clan-core has none whose name only begins with that of a backup service. */
function* withoutName({ name, at }: Instance, module: OptionReader): Generator<Report> {
  const input = module.textOrNull("input");
  const isUnset = module.definitions("input").length === 0;
  if (module.definitions("name").length > 0 || module.open) return;
  if (!isUnset && !(input.known && (input.value === null || input.value === "clan-core"))) return;
  const meant = BACKUP_SERVICES.find((service) => name !== service && new RegExp(`^${service}[-_.]`).test(name));
  if (meant === undefined) return;
  yield {
    at,
    option: ["inventory", "instances", name, "module", "name"],
    message: `Nix will stop here: without module.name the service is called as the instance, and clan-core has no service ${name}. Set module.name = "${meant}".`,
  };
}

function isMeant(name: string, service: string): boolean {
  return name !== service && isSlip(name, service);
}
