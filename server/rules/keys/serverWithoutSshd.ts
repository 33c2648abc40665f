import type { MachineModel, Repository } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { addToSet } from "../fixes.ts";
import type { ClanRule } from "../rule.ts";
import { bodyFor } from "../written.ts";
import { ownRepositories, repositoryOption } from "./keyFixes.ts";

/**
 * `services.borgbackup.repos` writes keys for sshd but does not start it; the roles of the inventory's borgbackup do. Silent where a module of
 * another project or a service may start it. Source: nixpkgs, services/backup/borgbackup.nix; clanServices/borgbackup. Catalogue: K15.
 */
export const serverWithoutSshd: ClanRule = {
  code: "server-without-sshd",
  severity: "warning",
  *checkClan({ clan }) {
    if (!clan.instances.complete) return;
    const inRoles = new Set<string>();
    for (const { roles } of clan.instances.items) {
      for (const { members } of roles.values()) {
        if (!members.complete) return;
        for (const { name } of members.items) inRoles.add(name);
      }
    }
    for (const [name, server] of clan.machines) {
      const [first] = ownRepositories(server);
      if (first === undefined || !server.complete || server.config.opaque || inRoles.has(name)) continue;
      if (server.config.isMentioned("services", "openssh") !== false) continue;
      if (server.config.isMentioned("services", "sshd") !== false) continue;
      yield {
        at: first.at,
        machine: name,
        option: repositoryOption(first),
        message: `No client will reach this repository: nothing starts sshd on ${name}. Set services.openssh.enable = true.`,
        fixes: [startSshd(server, first)],
      };
    }
  },
};

function startSshd(server: MachineModel, { at }: Repository): Fix | undefined {
  const body = bodyFor(server, at);
  const edit = body && addToSet(body, "services.openssh.enable = true;");
  return edit && { title: "Start sshd", edits: [edit] };
}
