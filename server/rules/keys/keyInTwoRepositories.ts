import { isKnown } from "../../clan/topology/facts.ts";
import { contentOf, keysIn } from "../../clan/topology/keys.ts";
import type { Repository, RepositoryKey } from "../../clan/topology/model.ts";
import type { Rule } from "../rule.ts";
import { repositoryOption } from "./keyFixes.ts";

/**
 * sshd takes the first line that has the client's key, so a key leads to one repository only. NixOS lists them in the order of their names.
 * Source: sshd(8); nixpkgs, services/backup/borgbackup.nix. Catalogue: K11.
 */
export const keyInTwoRepositories: Rule = {
  code: "key-in-two-repositories",
  severity: "error",
  *check({ machine }) {
    const seen = new Map<string, { readonly repository: Repository; readonly key: RepositoryKey }>();
    const sorted = [...machine.repositories.items].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    for (const repository of sorted) {
      if (!isKnown(repository.user)) continue;
      for (const key of repository.keys.items) {
        for (const { fingerprint, options } of keysIn(contentOf(key))) {
          // Options may say from where a key is taken.
          if (options !== undefined) continue;
          const id = `${repository.user.value} ${fingerprint}`;
          const first = seen.get(id);
          if (first === undefined) seen.set(id, { repository, key });
          else if (first.repository.key !== repository.key && !isOneFolder(first.repository, repository))
            yield {
              at: repository.origin.kind === "options" ? key.at : first.key.at,
              option: repositoryOption(repository, "authorizedKeys"),
              message: `Nobody will reach the repository ${repository.key} with this key: ${first.repository.key} has the same key, and sshd takes the first that it finds.`,
              related: [{ at: repository.origin.kind === "options" ? first.key.at : key.at, message: "the same key" }],
            };
        }
      }
    }
  },
};

function isOneFolder(a: Repository, b: Repository): boolean {
  return isKnown(a.path) && isKnown(b.path) && a.path.value === b.path.value;
}
