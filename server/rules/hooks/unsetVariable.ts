import type { Rule } from "../rule.ts";
import { hookScripts, placeOfText } from "./scripts.ts";

/**
 * Under `set -u` a variable that was never set ends the script: "unbound variable", and the backup is cancelled. Names in capitals may come from
 * the environment of the job and are not judged. Source: bash(1), set -u; clan-core writes the line before each hook. Catalogue: T07.
 */
export const unsetVariable: Rule = {
  code: "unset-variable",
  severity: "warning",
  *check(context) {
    for (const { script, at, option } of hookScripts(context)) {
      if (script.open) continue;
      const seen = new Set<string>();
      for (const { name, text } of script.expansions) {
        if (seen.has(name) || !/^[a-z_]*[a-z][a-z0-9_]*$/.test(name) || name.endsWith("_proxy")) continue;
        seen.add(name);
        yield {
          at: placeOfText(at, text),
          option,
          message: `The whole backup is cancelled here: nothing in this script sets ${name}, and under set -u that is an error. Set it before, or write \${${name}:-}.`,
        };
      }
    }
  },
};
