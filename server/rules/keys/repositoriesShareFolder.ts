import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import { machineNamedBy } from "../../clan/topology/keys.ts";
import type { MachineModel, Repository } from "../../clan/topology/model.ts";
import type { Rule } from "../rule.ts";
import { ownRepositories, repositoryOption } from "./keyFixes.ts";

/**
 * Each machine has a passphrase of its own: the second client in a folder is told that its passphrase is incorrect. Without `path` every
 * repository is in /var/lib/borgbackup. Source: nixpkgs, services/backup/borgbackup.nix; borg 1.2 init. Catalogue: K12.
 */
export const repositoriesShareFolder: Rule = {
  code: "repositories-share-folder",
  severity: "error",
  *check({ machine }) {
    const seen = new Map<string, Repository>();
    // Those that instances make are different from each other, and may be hit by one that is written by hand.
    const made = machine.repositories.items.filter(({ origin }) => origin.kind === "instance");
    for (const repository of [...made, ...ownRepositories(machine)]) {
      const { path, at, key, allowSubRepos, origin } = repository;
      // With sub repositories each client may have its own below.
      if (!isKnown(path) || !isKnown(allowSubRepos) || allowSubRepos.value) continue;
      const folder = normalPath(path.value);
      const first = seen.get(folder);
      if (first === undefined) {
        seen.set(folder, repository);
        continue;
      }
      // One name is one repository.
      if (origin.kind === "instance" || first.key === key) continue;
      const places = [first, repository].flatMap((one) => (isWritten(one.path) ? [one.path.at] : []));
      const isCertain = places.length < 2 || isOfClients(machine, first, repository);
      yield {
        at: isWritten(path) ? path.at : at,
        severity: isCertain ? "error" : "warning",
        option: repositoryOption(repository, "path"),
        message: `Only one client can use ${folder}: it is the folder of the repository ${first.key} and of ${key}, and each machine has a passphrase of its own. Give each a path.`,
        related: [{ at: isWritten(first.path) ? first.path.at : first.at, message: "the same folder" }],
      };
    }
  },
};

/** Whether the keys of both are those of two machines of the clan. */
function isOfClients({ root }: MachineModel, a: Repository, b: Repository): boolean {
  const [one, other] = [a, b].map(({ keys }) => keys.items.map((key) => machineNamedBy(key, root)));
  return one?.[0] !== undefined && other?.[0] !== undefined && one[0] !== other[0];
}
