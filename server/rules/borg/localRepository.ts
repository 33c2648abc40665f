import { parseBorgLocation } from "../../clan/borgRepo.ts";
import { isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { Destination, FileSystem, MachineModel } from "../../clan/topology/model.ts";
import { fileSystemAt, fileSystemOf, hasOption, knowsAllMounts } from "../../clan/topology/mounts.ts";
import type { Place } from "../../nix/expr.ts";
import { replaceString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

interface LocalRepository {
  readonly destination: Destination;
  readonly path: string;
  readonly at: Place;
}

/** Destinations on the machine itself. */
function* localRepositories(machine: MachineModel): Generator<LocalRepository> {
  for (const destination of machine.destinations.items) {
    const { repo } = destination;
    if (!isWritten(repo) || !repo.value.startsWith("/")) continue;
    const location = parseBorgLocation(repo.value);
    if (location.kind === "location" && location.proto === "file")
      yield { destination, path: location.path, at: repo.at };
  }
}

/**
 * The job makes the folder and a new repository when there is none: with the disk absent, on the root disk, and from then on hidden below the
 * mount. Source: nixpkgs issues 54747, 70351, 70070, 318826; nixos/modules/services/backup/borgbackup.nix (doInit). Catalogue: B21.
 */
export const removableRepository: Rule = {
  code: "removable-repository",
  severity: "error",
  *check({ machine }) {
    for (const { destination, path, at } of localRepositories(machine)) {
      const disk = fileSystemOf(machine, path);
      const isAbsentAtTimes = disk !== undefined && (hasOption(disk, "noauto") || hasOption(disk, "nofail"));
      const isNowhere = disk === undefined && /^\/(mnt|media|run\/media)\/./.test(path) && knowsAllMounts(machine);
      if (!isAbsentAtTimes && !isNowhere) continue;
      if (disk !== undefined && hasOption(disk, "x-systemd.automount")) continue;
      if (
        machine.jobs.items.some(
          ({ key, options }) => key === destination.key && options.definitions("removableDevice").length > 0,
        )
      )
        continue;
      yield {
        at,
        option: destinationOption(destination, "repo"),
        severity: isNowhere && machine.scope !== "machine" ? "info" : isNowhere ? "warning" : "error",
        message: messageFor(path, disk, destination.key),
        related: [{ at: disk?.at, message: "the disk" }],
      };
    }
  },
};

function messageFor(path: string, disk: FileSystem | undefined, job: string): string {
  const when = disk === undefined ? `nothing mounts a disk at ${path}` : `the disk at ${disk.key} is not mounted`;
  return `When ${when}, borg makes a new repository on the root disk and backs up to that. Set services.borgbackup.jobs.${job} = { removableDevice = true; doInit = false; }, and mount the disk.`;
}

/** File systems whose root holds lost+found. */
const WITH_LOST_AND_FOUND = /^ext[234]$/;

/**
 * A repository is made in an empty folder only, and the root of an ext file system holds lost+found: "There is already something at …". Source:
 * borg 1.2.4, seen; borg issue 901. Catalogue: B22.
 */
export const repositoryAtDiskRoot: Rule = {
  code: "repository-at-disk-root",
  severity: "error",
  *check({ machine }) {
    for (const { destination, path, at } of localRepositories(machine)) {
      const disk = fileSystemAt(machine, path);
      if (disk === undefined || !isWritten(disk.fsType) || !WITH_LOST_AND_FOUND.test(disk.fsType.value)) continue;
      const inside = `${normalPath(path) === "/" ? "" : normalPath(path)}/borg`;
      yield {
        at,
        option: destinationOption(destination, "repo"),
        message: `No repository can be made here: ${path} is the root of a disk, where lost+found is, and borg wants an empty folder. Use one below it, such as ${inside}.`,
        related: [{ at: disk.at, message: "the disk" }],
        fixes: [replaceString(at, inside)],
      };
    }
  },
};
