import { machineNamedBy } from "../../clan/topology/keys.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { ClanRule } from "../rule.ts";
import { ownRepositories, repositoryOption } from "./keyFixes.ts";

/** A repository whose only client has no backup to this server any more: it is kept, but grows no older copies. Catalogue: K17. */
export const repositoryWithoutClient: ClanRule = {
  code: "repository-without-client",
  severity: "info",
  *checkClan({ clan, connections }) {
    const servers = new Map<MachineModel, Set<MachineModel | undefined>>();
    for (const { client, server } of connections) {
      const found = servers.get(client) ?? new Set();
      found.add(server.kind === "machine" ? server.machine : undefined);
      servers.set(client, found);
    }
    for (const server of clan.machines.values()) {
      for (const repository of ownRepositories(server)) {
        const [key, ...others] = repository.keys.items;
        if (key === undefined || others.length > 0 || !repository.keys.complete) continue;
        const name = machineNamedBy(key, clan.root);
        if (name === undefined || !hasNoBackupTo(server, clan.machines.get(name), servers, clan.complete)) continue;
        yield {
          at: repository.at,
          machine: server.name,
          option: repositoryOption(repository),
          message: `${name} sends no backup to this repository. Keep it as long as you need its archives.`,
        };
      }
    }
  },
};

/** Whether `client` certainly sends nothing to `server`, which it may reach by a name that is not known here. */
function hasNoBackupTo(
  server: MachineModel,
  client: MachineModel | undefined,
  servers: ReadonlyMap<MachineModel, ReadonlySet<MachineModel | undefined>>,
  knowsMachines: boolean,
): boolean {
  if (client === undefined) return knowsMachines;
  if (!client.complete || !client.destinations.complete || !client.jobs.complete || client.jobs.items.length > 0)
    return false;
  const own = servers.get(client);
  return own === undefined || (!own.has(server) && !own.has(undefined));
}
