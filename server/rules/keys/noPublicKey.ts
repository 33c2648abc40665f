import type { KeyText, NotAKey } from "../../clan/sshKey.ts";
import type { Rule } from "../rule.ts";
import { keyInUse, ownKeys, readFromFile, repositoryOption } from "./keyFixes.ts";

/**
 * sshd passes over lines that it cannot read as a key, so that the client gets "Permission denied (publickey)" each night. Source: sshd(8),
 * AUTHORIZED_KEYS FILE FORMAT; what a key is was held to ssh-keygen of OpenSSH 9.2. Catalogue: K07.
 */
export const noPublicKey: Rule = {
  code: "no-public-key",
  severity: "error",
  *check({ machine }) {
    for (const { repository, key, content } of ownKeys(machine)) {
      const what = content && reasonAgainst(content);
      // `lib.splitString` leaves an empty text behind the last line of a file; it does no harm.
      if (what === undefined || (content?.kind === "nothing" && key.value?.file === undefined)) continue;
      const isPlaceholder = content?.kind === "placeholder";
      yield {
        at: key.at,
        severity: content?.kind === "not-a-key" && content.reason === "damaged" ? "warning" : "error",
        option: repositoryOption(repository, "authorizedKeys"),
        message: `No client can log in with this: ${what}.`,
        fixes: [isPlaceholder ? readFromFile(key.at, keyInUse(repository.key, machine)?.path) : undefined],
      };
    }
  },
};

function reasonAgainst(content: KeyText): string | undefined {
  switch (content.kind) {
    case "placeholder":
      return "it is a placeholder. Put the client's public key in its place";
    case "nothing":
      return "the file holds no key";
    case "not-a-key":
      return REASONS[content.reason];
    default:
      return undefined;
  }
}

const REASONS: Readonly<Record<NotAKey, string>> = {
  damaged: "the key is damaged, cut off or broken into several lines. Copy it again, whole",
  "other type": "the key is of another type than it says. Copy it again, whole",
  "too small": "the key has fewer than 1024 bits, which sshd refuses. Make a new one",
  certificate: "it is a certificate, not a key",
  "other format": "the key is in another format than OpenSSH's. Convert it with ssh-keygen -i",
  "unknown option": "what stands before the key is no option of sshd. Take it away",
  "other text": "it is no public key. One begins with its type, such as ssh-ed25519",
};
