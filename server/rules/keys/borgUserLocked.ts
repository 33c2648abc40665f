import { isKnown } from "../../clan/topology/facts.ts";
import { booleanOf } from "../../clan/topology/reader.ts";
import type { Rule } from "../rule.ts";
import { ownRepositories, repositoryOption } from "./keyFixes.ts";

/** What gives the user of a repository a password, or another way in. */
const PASSWORDS = [
  "password",
  "hashedPassword",
  "initialPassword",
  "initialHashedPassword",
  "hashedPasswordFile",
] as const;

/**
 * The user of a repository has no password, which NixOS writes as "!". Without PAM sshd takes that for a locked account and refuses the key as well:
 * "User borg not allowed because account is locked". Seen with OpenSSH 9.2; nixpkgs, config/update-users-groups.pl. Catalogue: K18.
 */
export const borgUserLocked: Rule = {
  code: "borg-user-locked",
  severity: "info",
  *check({ machine }) {
    const { config } = machine;
    const pam = ["settings.UsePAM", "usePAM"]
      .map((name) => booleanOf(config.undeclared("services", "openssh", ...name.split("."))))
      .find(({ at }) => at !== undefined);
    if (pam === undefined || !isKnown(pam) || pam.value) return;
    const [first] = ownRepositories(machine);
    if (first === undefined || !isKnown(first.user)) return;
    const user = first.user.value;
    if (PASSWORDS.some((name) => config.isMentioned("users", "users", user, name) !== false)) return;
    yield {
      at: pam.at,
      option: repositoryOption(first, "user"),
      message: `No client can log in as ${user}: without PAM sshd takes a user without a password for locked. Leave UsePAM on, or set users.users.${user}.hashedPassword = "*".`,
    };
  },
};
