import { isWritten } from "../../clan/topology/facts.ts";
import type { Rule } from "../rule.ts";

/**
 * A provider's command is one program that is run as it is, without a shell: arguments become part of its name. Since 2024-03-20 (clan-core
 * 9b354d909); texts of before said otherwise. Catalogue: T16.
 */
export const providerWithArguments: Rule = {
  code: "provider-with-arguments",
  severity: "error",
  *check({ machine }) {
    for (const { key, list, create, restore } of machine.providers.items) {
      for (const [name, command] of Object.entries({ list, create, restore })) {
        if (!isWritten(command) || !/\s/.test(command.value.trim())) continue;
        yield {
          at: command.at,
          option: ["clan", "core", "backups", "providers", key, name],
          message: `clan backups ${name} will find no such program: this is run as one word, without a shell. Put the command into a script and name that.`,
        };
      }
    }
  },
};
