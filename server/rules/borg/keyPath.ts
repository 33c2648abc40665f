import { candidateDeployedPaths, type DeployedPath, deployedSecretPath, holdsOn } from "../../clan/layout.ts";
import type { Destination, MachineModel } from "../../clan/topology/model.ts";
import { replaceInString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { Report, Rule } from "../rule.ts";
import { isPartlyKnown, readSshCommand } from "./sshCommand.ts";

const KEY = "borgbackup.ssh";
/** Stands for a machine whose name is not known. */
const ANY = "any-machine";

/** A key that `rsh` names by its path on the machine. */
interface NamedKey {
  readonly destination: Destination;
  readonly path: string;
}

function* keysOf(machine: MachineModel): Generator<NamedKey> {
  for (const destination of machine.destinations.items) {
    if (destination.rsh === "default") continue;
    for (const path of readSshCommand(destination.rsh)?.identities ?? []) {
      if (path.startsWith("/") && !isPartlyKnown(path)) yield { destination, path };
    }
  }
}

/**
 * Clan moved the place of secrets on a machine several times and leaves no link behind. A path that is written out is a file that is not
 * there after the update: ssh falls back to no key, "Permission denied (publickey)". Source: clan-core 038083bec (2025-01-16), 4a00824f5 and
 * 8c46ad369 (2026-08-03). Catalogue: B14.
 */
export const oldKeyPath: Rule = {
  code: "old-key-path",
  severity: "error",
  *check({ machine }) {
    const { date, evidence } = machine.release;
    const isCertain = evidence === "lock" || evidence === "flag";
    for (const { destination, path } of keysOf(machine)) {
      const candidate = candidateDeployedPaths(machine.name ?? ANY, KEY).find((it) => it.path === path);
      if (candidate === undefined || destination.rsh === "default") continue;
      const { at } = destination.rsh;
      const option = destinationOption(destination, "rsh");
      if (holdsOn(candidate, date)) {
        if (candidate.until === undefined) continue;
        yield {
          at,
          option,
          severity: "info",
          message: `This path is right until clan-core of ${candidate.until} and a missing file from then on. Leave -i out, or take the path from config.clan.core.vars.generators.borgbackup.files."${KEY}".path.`,
        };
        continue;
      }
      yield { at, option, severity: isCertain ? "error" : "info", ...misplaced(machine, candidate, destination) };
    }
  },
};

function misplaced(
  machine: MachineModel,
  candidate: DeployedPath,
  { rsh }: Destination,
): Pick<Report, "message" | "fixes"> {
  const { date } = machine.release;
  const right = machine.name === undefined ? undefined : deployedSecretPath(machine.name, KEY, date, candidate.store);
  // A place that is left again later is no right answer.
  const lasts = candidateDeployedPaths(machine.name ?? ANY, KEY).some(
    ({ path, until }) => path === right && until === undefined,
  );
  const why = candidate.until !== undefined && date >= candidate.until ? `since ${candidate.until}` : "in this release";
  const instead =
    right === undefined ? "Leave -i out: Clan's own ssh command has the key." : `The key is ${right} now.`;
  return {
    message: `No backup will run: Clan does not put the key to ${candidate.path} ${why}. ${instead}`,
    fixes: right === undefined || !lasts || rsh === "default" ? [] : [replaceInString(rsh.at, candidate.path, right)],
  };
}

/**
 * A machine has only its own secrets: with the path of another machine's key ssh finds no file. Catalogue: B15.
 */
export const keyOfOtherMachine: Rule = {
  code: "key-of-other-machine",
  severity: "error",
  *check({ machine }) {
    if (machine.name === undefined) return;
    for (const { destination, path } of keysOf(machine)) {
      const other = /^\/run\/secrets\/(?:vars\/)?per-machine\/([^/]+)\//.exec(path)?.[1];
      if (other === undefined || other === machine.name || destination.rsh === "default") continue;
      yield {
        at: destination.rsh.at,
        option: destinationOption(destination, "rsh"),
        message: `No backup will run: ${path} is the key of ${other}, and ${machine.name} does not have it.`,
        fixes: [replaceInString(destination.rsh.at, `/per-machine/${other}/`, `/per-machine/${machine.name}/`)],
      };
    }
  },
};

/** ssh proves itself with the private key. Source: ssh(1), -i. Catalogue: B17. */
export const publicKeyAsIdentity: Rule = {
  code: "public-key-as-identity",
  severity: "error",
  *check({ machine }) {
    for (const destination of machine.destinations.items) {
      if (destination.rsh === "default") continue;
      const path = readSshCommand(destination.rsh)?.identities.find((it) => it.endsWith(".pub"));
      if (path === undefined) continue;
      yield {
        at: destination.rsh.at,
        option: destinationOption(destination, "rsh"),
        message: `No backup will run: ssh -i wants the private key, and ${isPartlyKnown(path) ? "this is" : `${path} is`} the public one.`,
      };
    }
  },
};
