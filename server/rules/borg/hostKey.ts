import { parseBorgLocation } from "../../clan/borgRepo.ts";
import { isKnown, piecesOf } from "../../clan/topology/facts.ts";
import { takesForWhole } from "../../clan/topology/mounts.ts";
import { appendToString, replaceInString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { borgTargets } from "./borgTargets.ts";
import { readSshCommand } from "./sshCommand.ts";

/**
 * A job has nobody who could say yes to a new host: "Host key verification failed". Clan's own ssh command takes a new host's key
 * (`accept-new`, since 2025-11-24); one that is written by hand has to say so, or the machine has to know the key. Catalogue: B16.
 */
export const unknownHostKey: Rule = {
  code: "unknown-host-key",
  severity: "warning",
  absence: true,
  *check({ machine }) {
    if (!takesForWhole(machine)) return;
    const { config } = machine;
    const knowsHosts = [
      ["programs", "ssh"],
      ["services", "openssh", "knownHosts"],
    ].some((path) => config.isMentioned(...path) !== false);
    if (knowsHosts) return;
    for (const destination of machine.destinations.items) {
      const { rsh, repo } = destination;
      if (rsh === "default" || rsh.at === undefined) continue;
      const location = isKnown(repo) ? parseBorgLocation(repo.value) : undefined;
      if (location?.kind === "location" && location.proto === "file") continue;
      const command = readSshCommand(rsh);
      if (
        command === undefined ||
        ["stricthostkeychecking", "userknownhostsfile"].some((name) => command.options.has(name))
      )
        continue;
      // What is not known may be a whole option; the path of a key is one word.
      if (command.open && !command.identities.some((path) => path.includes("\uFFFC"))) continue;
      if (piecesOf(rsh).filter((piece) => piece === undefined).length > 1) continue;
      yield {
        at: rsh.at,
        option: destinationOption(destination, "rsh"),
        message: `The first backup will fail with "Host key verification failed": nobody can accept the server's key. Add -o StrictHostKeyChecking=accept-new, or the key to programs.ssh.knownHosts.`,
        fixes: [appendToString(rsh.at, " -o StrictHostKeyChecking=accept-new")],
      };
    }
  },
};

/**
 * Without a check of its key any server may pass for the one that is meant; borg then tells it the data's size and times, and a new repository
 * is made there. Clan's own command did so until 2025-11-24 (clan-core 2631ac12a). Catalogue: B18.
 */
export const hostKeyCheckOff: Rule = {
  code: "host-key-check-off",
  severity: "warning",
  *check({ machine }) {
    for (const { rsh, rshOption } of borgTargets(machine)) {
      if (rsh?.at === undefined) continue;
      const text = piecesOf(rsh).join(" ");
      const found =
        /StrictHostKeyChecking[= ]"?(?:no|off)\b"?/i.exec(text)?.[0] ??
        /UserKnownHostsFile[= ]\/dev\/null/i.exec(text)?.[0];
      if (found === undefined) continue;
      const isCheck = /^Strict/i.test(found);
      yield {
        at: rsh.at,
        option: rshOption,
        message: `Any server can pass for this one: ${found} turns the check of its key off. StrictHostKeyChecking=accept-new remembers the first key and refuses another.`,
        fixes:
          isCheck && !/UserKnownHostsFile/i.test(text)
            ? [replaceInString(rsh.at, found, "StrictHostKeyChecking=accept-new")]
            : [],
      };
    }
  },
};
