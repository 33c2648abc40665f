import { parseBorgLocation } from "../../clan/borgRepo.ts";
import { isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { FileSystem, MachineModel } from "../../clan/topology/model.ts";
import { fileSystemAt, fileSystemOf, hasOption, knowsAllMounts } from "../../clan/topology/mounts.ts";
import type { Place } from "../../nix/expr.ts";
import { replaceString } from "../fixes.ts";
import type { Report, Rule } from "../rule.ts";
import { type BorgTarget, borgTargets } from "./borgTargets.ts";

interface LocalRepository {
  readonly target: BorgTarget;
  readonly path: string;
  readonly at: Place;
}

/** Repositories on the machine itself. */
function* localRepositories(machine: MachineModel): Generator<LocalRepository> {
  for (const target of borgTargets(machine)) {
    const { repo } = target;
    if (!isWritten(repo) || !repo.value.startsWith("/")) continue;
    const location = parseBorgLocation(repo.value);
    if (location.kind === "location" && location.proto === "file") yield { target, path: location.path, at: repo.at };
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
    for (const { target, path, at } of localRepositories(machine)) {
      const disk = fileSystemOf(machine, path);
      const isAbsentAtTimes = disk !== undefined && (hasOption(disk, "noauto") || hasOption(disk, "nofail"));
      const isNowhere = disk === undefined && /^\/(mnt|media|run\/media)\/./.test(path) && knowsAllMounts(machine);
      if (!isAbsentAtTimes && !isNowhere) continue;
      if (disk !== undefined && hasOption(disk, "x-systemd.automount")) continue;
      if (takesCare(target)) continue;
      yield {
        at,
        option: target.repoOption,
        severity: isNowhere && machine.scope !== "machine" ? "info" : isNowhere ? "warning" : "error",
        message: messageFor(path, disk, target.key),
        related: [{ at: disk?.at, message: "the disk" }],
      };
    }
  },
};

/** Whether the job says itself what is to be done about the disk, or does something before it runs. */
function takesCare({ job, destination }: BorgTarget): boolean {
  const options = destination === undefined ? ["removableDevice", "doInit", "preHook"] : ["removableDevice"];
  return job !== undefined && options.some((name) => job.options.definitions(name).length > 0);
}

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
    for (const { target, path, at } of localRepositories(machine)) {
      const isThere = target.job !== undefined && target.job.options.definitions("doInit").length > 0;
      if (!isThere) yield* judge(machine, path, at, target.repoOption);
    }
    for (const { key, path, origin } of machine.repositories.items) {
      if (origin.kind !== "options" || !isWritten(path)) continue;
      yield* judge(machine, path.value, path.at, ["services", "borgbackup", "repos", key, "path"]);
    }
  },
};

function* judge(machine: MachineModel, path: string, at: Place, option: readonly string[]): Generator<Report> {
  const disk = fileSystemAt(machine, path);
  if (disk === undefined || !isWritten(disk.fsType) || !WITH_LOST_AND_FOUND.test(disk.fsType.value)) return;
  const inside = `${normalPath(path) === "/" ? "" : normalPath(path)}/borg`;
  yield {
    at,
    option,
    message: `No repository can be made here: ${path} is the root of a disk, where lost+found is, and borg wants an empty folder. Use one below it, such as ${inside}.`,
    related: [{ at: disk.at, message: "the disk" }],
    fixes: [replaceString(at, inside)],
  };
}
