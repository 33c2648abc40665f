/** Takes secrets out of text that is logged or shown. */

/** `user:password@` of a URL, keys of age, and passphrases that are given in the environment. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(:\/\/[^\s:/@]*):[^\s@/]+@/g, "$1:…@"],
  [/AGE-SECRET-KEY-1[A-Z0-9]+/gi, "AGE-SECRET-KEY-…"],
  [/((?:BORG_(?:NEW_)?PASSPHRASE|PASSWORD|PASSPHRASE)=)(?:'[^']*'|"[^"]*"|\S+)/g, "$1…"],
];

/** The text without secrets; what is no secret stays as it is. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((result, [secret, rest]) => result.replaceAll(secret, rest), text);
}

/** Passes lines on without secrets; of a private key only that there was one. */
export class SecretFilter {
  readonly #tell: (line: string) => void;
  #isInKey = false;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  line(line: string): void {
    if (this.#isInKey) {
      this.#isInKey = !/-----END [A-Z ]*PRIVATE KEY/.test(line);
      return;
    }
    this.#isInKey = /-----BEGIN [A-Z ]*PRIVATE KEY/.test(line) && !/-----END [A-Z ]*PRIVATE KEY/.test(line);
    this.#tell(/-----BEGIN [A-Z ]*PRIVATE KEY/.test(line) ? "(a private key is left out)" : withoutSecrets(line));
  }
}
