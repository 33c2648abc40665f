import { isKnown } from "../../clan/topology/facts.ts";
import type { ClanModel, MachineModel, Repository } from "../../clan/topology/model.ts";
import { baseNameOf } from "../../nix/paths.ts";
import type { ClanRule } from "../rule.ts";
import { changePath, keyInUse, ownRepositories, readFromFile, repositoryOption } from "./keyFixes.ts";
import { ownerOf, ownersOf } from "./keyOwners.ts";

/**
 * A repository that is called after one machine and has the key of another: the one is refused, "Permission denied (publickey)", and the other may
 * write into its folder. Mostly a stanza that was copied. Catalogue: K04.
 */
export const keyOfAnotherClient: ClanRule = {
  code: "key-of-another-client",
  severity: "error",
  *checkClan({ clan }) {
    const owners = ownersOf(clan);
    for (const server of clan.machines.values()) {
      for (const repository of ownRepositories(server)) {
        const [first] = repository.keys.items;
        if (first === undefined || !repository.keys.complete) continue;
        const found = repository.keys.items.map((key) => ownerOf(key, owners, clan.root));
        const client = clientMeant(clan, repository, found);
        const [owner] = found;
        if (client === undefined || owner === undefined) continue;
        const inUse = keyInUse(client, server)?.path;
        const { file } = first.value ?? {};
        yield {
          at: first.at,
          machine: server.name,
          option: repositoryOption(repository, "authorizedKeys"),
          message: `${client} cannot log in to its repository: this is the key of ${owner}.`,
          related: [{ at: repository.at, message: `the repository of ${client}` }],
          fixes: [fixOf(server, first.at, file, inUse)],
        };
      }
    }
  },
};

function fixOf(server: MachineModel, at: Repository["at"], file: string | undefined, inUse: string | undefined) {
  if (file === undefined || inUse === undefined) return undefined;
  return changePath(at, file, inUse, server.root) ?? readFromFile(at, inUse);
}

/** The machine after which the repository is called, when all keys are certainly those of others. */
function clientMeant(
  { machines }: ClanModel,
  { key, path }: Repository,
  owners: readonly (string | undefined)[],
): string | undefined {
  const folder = isKnown(path) ? baseNameOf(path.value.replace(/\/+$/, "")) : undefined;
  if (owners.includes(undefined) || owners.includes(key) || (folder !== undefined && owners.includes(folder)))
    return undefined;
  if (machines.has(key)) return key;
  return folder !== undefined && machines.has(folder) ? folder : undefined;
}
