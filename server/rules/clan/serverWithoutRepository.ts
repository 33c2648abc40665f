import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { contentOf, machineNamedBy } from "../../clan/topology/keys.ts";
import type { Connection } from "../../clan/topology/match.ts";
import type { ClanModel, MachineModel, Repository } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { optionName } from "../../nix/options/optionName.ts";
import { addToSet, quoted } from "../fixes.ts";
import { keyInUse, ownRepositories, readFileText } from "../keys/keyFixes.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";
import { moduleBody } from "../written.ts";

/**
 * A machine of the clan is no backup server by itself: it lets in the keys of its `services.borgbackup.repos` only, and with the inventory those of
 * the clients in an instance where it has the role server. Catalogue: B13.
 */
export const serverWithoutRepository: ClanRule = {
  code: "server-without-repository",
  severity: "error",
  *checkClan({ clan, connections }) {
    for (const connection of connections) {
      const { client, destination, location, server, match } = connection;
      const { repo } = destination;
      if (match.kind !== "refused" || server.kind !== "machine" || client.name === undefined || !isWritten(repo))
        continue;
      if (destination.server !== undefined || location?.user === undefined) continue;
      if (!server.machine.complete || !isBorgUser(server.machine, location.user)) continue;
      const own = ownRepositories(server.machine).find(({ key }) => key === client.name);
      if (own !== undefined && isToldThere(own, clan)) continue;
      yield {
        at: repo.at,
        machine: client.name,
        option: destinationOption(destination, "repo"),
        message: `Every backup to ${server.machine.name} will fail with "Permission denied": no repository there takes the key of ${client.name}. Add one to services.borgbackup.repos of ${server.machine.name}.`,
        related: ownRepositories(server.machine)
          .slice(0, 1)
          .map(({ at }) => ({ at, message: "for other keys" })),
        fixes: [addRepository(connection, client.name, server.machine)],
      };
    }
  },
};

/** Whether other rules say what is wrong with the keys of the client's repository. */
function isToldThere({ keys }: Repository, clan: ClanModel): boolean {
  const isKey = keys.items.every((key) => contentOf(key)?.kind === "public-key");
  return keys.items.length === 0 || !isKey || keys.items.some((key) => machineNamedBy(key, clan.root) !== undefined);
}

/** Whether `user` is there for borg alone: one with an account of its own may have its keys there. */
function isBorgUser(server: MachineModel, user: string): boolean {
  const isServed = server.repositories.items.some(
    (repository) => isKnown(repository.user) && repository.user.value === user,
  );
  return (isServed || user === "borg") && server.config.isMentioned("users", "users", user) === false;
}

/** The repository for `client`, in the file of the server that has others, or in its own. */
function addRepository({ client, location }: Connection, name: string, server: MachineModel): Fix | undefined {
  const others = ownRepositories(server);
  const key = keyInUse(name, client)?.path;
  if (key === undefined || others.some((repository) => repository.key === name)) return undefined;
  const file = others[0]?.at?.chunk.source.path ?? `${server.root}/machines/${server.name}/configuration.nix`;
  const body = moduleBody(server, file);
  const read = body && readFileText(body, key);
  if (body === undefined || read === undefined) return undefined;
  const path = location?.path.startsWith("/var/") === true ? location.path : `/var/lib/borgbackup/${name}`;
  const edit = addToSet(
    body,
    [
      `${optionName(["services", "borgbackup", "repos", name])} = {`,
      `  path = ${quoted(path)};`,
      `  authorizedKeys = [ (${read}) ];`,
      "};",
      ...(server.config.isMentioned("services", "openssh") === false ? ["services.openssh.enable = true;"] : []),
    ].join("\n"),
  );
  return edit && { title: `Add a repository for ${name} to ${server.name}`, edits: [edit] };
}
