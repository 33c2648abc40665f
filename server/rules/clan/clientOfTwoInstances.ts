import type { Instance, RoleName } from "../../clan/topology/instances.ts";
import type { ClanRule } from "../rule.ts";

/**
 * Each instance brings its own `borgbackup-create`, `-list` and `-restore`, and only one of them ends on the PATH: `clan backups` sees one
 * instance. The service says in a comment that a client can only be in one. Source: clanServices/borgbackup, 2025-06-02 to 2026-08; nixpkgs,
 * config/system-path.nix (ignoreCollisions). Catalogue: B48.
 */
export const clientOfTwoInstances: ClanRule = {
  code: "client-of-two-instances",
  severity: "warning",
  *checkClan({ clan }) {
    const seen = new Map<string, { readonly instance: Instance; readonly member: RoleName }>();
    for (const instance of clan.instances.items) {
      if (instance.service !== "borgbackup") continue;
      for (const member of instance.roles.get("client")?.members.items ?? []) {
        const first = seen.get(member.name);
        if (first === undefined) {
          seen.set(member.name, { instance, member });
          continue;
        }
        yield {
          at: member.at,
          machine: member.name,
          option: ["inventory", "instances", instance.name, "roles", "client"],
          message: `\`clan backups\` will see only one of the instances ${first.instance.name} and ${instance.name} on ${member.name}, so the other's archives cannot be listed or restored with it. Make ${member.name} a client of one instance, with all servers and destinations in it.`,
          related: [{ at: first.member.at, message: `client of ${first.instance.name}` }],
        };
      }
    }
  },
};
