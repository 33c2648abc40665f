import type { BorgLocation } from "../../clan/borgRepo.ts";
import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { isInside, normalPath } from "../../clan/topology/folders.ts";
import type { MachineModel, Repository } from "../../clan/topology/model.ts";
import { replaceString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/**
 * NixOS ties a key to the folder of its repository: `cd '<path>' && borg serve --restrict-to-repository .`. Any other folder is refused with
 * "Repository path not allowed". Source: nixpkgs, services/backup/borgbackup.nix; borg 1.2.4, remote.py. Catalogue: B10.
 */
export const repositoryPathDiffers: ClanRule = {
  code: "repository-path-differs",
  severity: "error",
  *checkClan({ connections }) {
    for (const { client, destination, location, server, match } of connections) {
      if (match.kind !== "accepted" && match.kind !== "outdated") continue;
      const { repository } = match;
      const { repo } = destination;
      if (server.kind !== "machine" || location === undefined || !isWritten(repo) || !isKnown(repository.path))
        continue;
      const folder = repository.path.value;
      const home = homeOf(server.machine, repository);
      if (destination.server !== undefined || isServed(location.path, repository, folder, home) !== false) continue;
      yield {
        at: repo.at,
        machine: client.name,
        option: destinationOption(destination, "repo"),
        message: `Every backup to ${server.machine.name} will fail with "Repository path not allowed": the key of ${client.name} is for ${folder} there.`,
        related: [{ at: repository.path.at ?? repository.at, message: "the repository for this key" }],
        fixes: [replaceString(repo.at, locationAt(location, repo.value, normalPath(folder)))],
      };
    }
  },
};

/** The home that NixOS gives to the user of a repository, where nothing else is said of that user (nixpkgs, users-groups.nix). */
function homeOf({ config }: MachineModel, { user }: Repository): string | undefined {
  return isKnown(user) && config.isMentioned("users", "users", user.value) === false ? "/var/empty" : undefined;
}

/** Whether borg may open `path` with a key of `repository`, which is in `folder`; `undefined` where that is not certain. */
function isServed(
  path: string,
  { allowSubRepos }: Repository,
  folder: string,
  home: string | undefined,
): boolean | undefined {
  // None is told by itself.
  if (path === "/") return undefined;
  if (/^\/?~/.test(path)) return home === undefined ? undefined : isInside(home, folder);
  const relative = path.startsWith("/./") ? path.slice(3) : path;
  const whole = relative.startsWith("/") ? relative : `${folder}/${relative}`;
  if (normalPath(whole) === normalPath(folder)) return true;
  if (!isKnown(allowSubRepos)) return undefined;
  return allowSubRepos.value && isInside(whole, folder);
}

/** The location with another path, in the form that it has. */
function locationAt({ user, host = "", port }: BorgLocation, text: string, path: string): string {
  const name = `${user === undefined ? "" : `${user}@`}${host.includes(":") ? `[${host}]` : host}`;
  return text.startsWith("ssh://") ? `ssh://${name}${port === undefined ? "" : `:${port}`}${path}` : `${name}:${path}`;
}
