import { isWritten } from "../../clan/topology/facts.ts";
import { quoted, replace } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

/**
 * The job is called after the attribute, and the program that lists its archives calls borg-job-<name>: with another name there is no such
 * program, and `clan backups list` fails. Until 2025 an empty unit of that name was made as well. Source: clanModules/borgbackup (2024-06),
 * clanServices/borgbackup (2026-08). Catalogue: B19.
 */
export const destinationRenamed: Rule = {
  code: "destination-renamed",
  severity: "error",
  *check({ machine }) {
    for (const destination of machine.destinations.items) {
      const { key, at, name } = destination;
      if (!isWritten(name) || name.value === key) continue;
      yield {
        at: name.at,
        option: destinationOption(destination, "name"),
        message: `clan backups list and restore will fail: the job is called ${key}, and they look for ${name.value}. Use one name: remove this line, or call the destination ${name.value}.`,
        related: [{ at, message: "the destination" }],
        fixes: [{ title: `Change to ${key}`, edits: [replace(name.at, quoted(key))] }],
      };
    }
  },
};
