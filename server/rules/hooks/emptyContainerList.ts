import type { Rule } from "../rule.ts";
import { hookScripts, placeOfText } from "./scripts.ts";

/** What wants the name of at least one container. */
const VERBS = ["pause", "unpause", "stop", "start", "restart", "kill", "rm"] as const;
const LIST = /^\$\((?:\S*\/)?(?:docker|podman) ps(?: [^()|;]*)?\)$/;

/**
 * With no container running the list is empty, and docker and podman refuse a command without a container: "requires at least 1 argument". Under
 * set -e that ends the script, and the backup is cancelled. Source: docker-pause(1), podman-pause(1). Catalogue: T07.
 */
export const emptyContainerList: Rule = {
  code: "empty-container-list",
  severity: "warning",
  *check(context) {
    for (const { script, at, option } of hookScripts(context)) {
      for (const { name, arguments: words, text, guarded, afterUnknown } of script.commands) {
        const program = name?.split("/").at(-1);
        if (guarded || afterUnknown || (program !== "docker" && program !== "podman")) continue;
        const verb = VERBS.find((it) => it === words[0]);
        const rest = text.slice(text.indexOf(`${verb} `) + `${verb} `.length).trim();
        if (verb === undefined || words.length !== 2 || !LIST.test(rest)) continue;
        yield {
          at: placeOfText(at, text),
          option,
          message: `The whole backup is cancelled whenever no container runs: ${program} ${verb} wants at least one. Keep the list in a variable and ask [ -n "$list" ] first, or pipe it to xargs -r.`,
        };
      }
    }
  },
};
