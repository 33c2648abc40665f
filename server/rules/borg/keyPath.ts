import { candidateDeployedPaths, type DeployedPath, deployedSecretPath, holdsOn } from "../../clan/layout.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Place } from "../../nix/expr.ts";
import { replaceInString } from "../fixes.ts";
import type { Report, Rule } from "../rule.ts";
import { borgTargets } from "./borgTargets.ts";
import { isPartlyKnown, readSshCommand } from "./sshCommand.ts";

const KEY = "borgbackup.ssh";
/** Day on which backups read vars instead of facts (clan-core 038083bec). */
const VARS_SINCE = "2025-01-16";
/** Stands for a machine whose name is not known. */
const ANY = "any-machine";

/** A key that `rsh` names by its path on the machine. */
interface NamedKey {
  readonly path: string;
  readonly at: Place | undefined;
  readonly option: readonly string[];
}

function* keysOf(machine: MachineModel): Generator<NamedKey> {
  for (const { rsh, rshOption } of borgTargets(machine)) {
    if (rsh === undefined) continue;
    for (const path of readSshCommand(rsh)?.identities ?? []) {
      if (path.startsWith("/") && !isPartlyKnown(path)) yield { path, at: rsh.at, option: rshOption };
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
    for (const { path, at, option } of keysOf(machine)) {
      const candidate = candidateDeployedPaths(machine.name ?? ANY, KEY).find((it) => it.path === path);
      if (candidate === undefined) continue;
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
      yield { at, option, severity: isCertain ? "error" : "info", ...misplaced(machine, candidate, at) };
    }
  },
};

function misplaced(
  machine: MachineModel,
  candidate: DeployedPath,
  at: Place | undefined,
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
    fixes: right === undefined || !lasts ? [] : [replaceInString(at, candidate.path, right)],
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
    for (const { path, at, option } of keysOf(machine)) {
      const other = ownerOf(path, machine);
      if (other === undefined || other === machine.name) continue;
      yield {
        at,
        option,
        message: `No backup will run: ${path} is the key of ${other}, and ${machine.name} does not have it.`,
        fixes: [
          replaceInString(
            at,
            path,
            path.replace(other, () => machine.name ?? other),
          ),
        ],
      };
    }
  },
};

/** The machine whose secret is deployed at `path`: the name of the machine is in it since 2026-08-03, and was while there were facts. */
function ownerOf(path: string, { release }: MachineModel): string | undefined {
  const now = /^\/run\/secrets\/(?:vars\/)?per-machine\/([^/]+)\//.exec(path)?.[1];
  if (now !== undefined || release.date >= VARS_SINCE) return now;
  return /^\/run\/secrets\/([^/]+)-borgbackup\.ssh$/.exec(path)?.[1];
}

/** ssh proves itself with the private key. Source: ssh(1), -i. Catalogue: B17. */
export const publicKeyAsIdentity: Rule = {
  code: "public-key-as-identity",
  severity: "error",
  *check({ machine }) {
    for (const { rsh, rshOption } of borgTargets(machine)) {
      const path = rsh && readSshCommand(rsh)?.identities.find((it) => it.endsWith(".pub"));
      if (rsh === undefined || path === undefined) continue;
      yield {
        at: rsh.at,
        option: rshOption,
        message: `No backup will run: ssh -i wants the private key, and ${isPartlyKnown(path) ? "this is" : `${path} is`} the public one.`,
      };
    }
  },
};
