import type { Rule } from "../rule.ts";
import { repositoryOption } from "./keyFixes.ts";

/**
 * A flake in a git repository is copied with the files that git knows, and no others: a key that was put beside them by hand is there for
 * everybody but Nix. `clan` commits the keys that it generates. Source: Nix manual, "nix flake", git+file; seen with Nix 2.8, where `git add --intent-to-add` is enough. Catalogue: K03.
 */
export const untrackedKeyFile: Rule = {
  code: "untracked-key-file",
  severity: "error",
  *check({ machine }) {
    const { root, config, repositories } = machine;
    const { files } = config.evaluation;
    if (files.kindOf(`${root}/flake.nix`) !== "file") return;
    for (const repository of repositories.items) {
      for (const { at, value } of repository.keys.items) {
        const file = value?.file;
        if (file?.startsWith(`${root}/`) !== true || files.isTracked?.(file) !== false) continue;
        const name = file.slice(root.length + 1);
        yield {
          at,
          option: repositoryOption(repository, "authorizedKeys"),
          message: `Nix will stop here: git does not know ${name}, so it is not in the flake. Run git add ${name}.`,
          untracked: { clan: root, file },
        };
      }
    }
  },
};
