import type { Rule } from "../rule.ts";
import { hookScripts, placeOfText } from "./scripts.ts";

const SECRET = /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY)$|^(?:PGPASS|MYSQL_PWD|RESTIC_PASSWORD)$/i;

/** Scripts are files in /nix/store, which everybody on the machine can read. The value is never shown. Catalogue: T19. */
export const secretInHook: Rule = {
  code: "secret-in-hook",
  severity: "warning",
  *check(context) {
    for (const { script, at, option } of hookScripts(context)) {
      for (const { name, value } of script.assignments) {
        if (!SECRET.test(name) || value === undefined || value.length < 4 || value.startsWith("/")) continue;
        yield {
          at: placeOfText(at, `${name}=`),
          option,
          message: `Everybody on the machine can read ${name}: scripts go to /nix/store. Read it from a secret file, such as one of clan.core.vars.`,
        };
      }
    }
  },
};
