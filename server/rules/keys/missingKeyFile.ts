import { generatedFileOf, machineNamedBy } from "../../clan/topology/keys.ts";
import type { MachineModel, RepositoryKey } from "../../clan/topology/model.ts";
import { baseNameOf } from "../../nix/paths.ts";
import type { Rule } from "../rule.ts";
import { changePath, generateCommand, keyInUse, ownRepositories, repositoryOption } from "./keyFixes.ts";

/**
 * `builtins.readFile` of a key that is not there ends the evaluation of the whole server. Clan keeps keys elsewhere since 2025-01-16 (clan-core
 * 038083bec), and a client has none before it is generated. Catalogue: K02.
 */
export const missingKeyFile: Rule = {
  code: "missing-key-file",
  severity: "error",
  *check({ machine }) {
    for (const repository of ownRepositories(machine)) {
      for (const key of repository.keys.items) {
        if (key.missing === undefined) continue;
        const client = machineNamedBy(key, machine.root);
        const inUse = client === undefined ? undefined : keyInUse(client, machine)?.path;
        yield {
          at: key.at,
          option: repositoryOption(repository, "authorizedKeys"),
          message: `Nix will stop here: ${remedy(machine, key, client, inUse)}`,
          fixes: [inUse === undefined ? undefined : changePath(key.at, key.missing, inUse, machine.root)],
          ...(client !== undefined && inUse === undefined && { missingKeys: { clan: machine.root, machine: client } }),
        };
      }
    }
  },
};

function remedy(
  machine: MachineModel,
  key: RepositoryKey,
  client: string | undefined,
  inUse: string | undefined,
): string {
  const { root, release } = machine;
  if (client === undefined)
    return `${baseNameOf(key.missing ?? "")} does not exist. Put the client's public key there.`;
  if (inUse !== undefined) return `Clan keeps the key of ${client} in ${inUse.slice(root.length + 1)}.`;
  const command = generateCommand(client, release.date);
  const isOld = generatedFileOf(key, root)?.layout === "facts" && command.startsWith("clan vars");
  const first = `there is no key for ${client} yet. Make it with \`${command}\``;
  return isOld
    ? `${first}, then read it from vars/per-machine/${client}/borgbackup/borgbackup.ssh.pub/value.`
    : `${first}.`;
}
