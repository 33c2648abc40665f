/** The words of an ssh command, as far as they are known. */
import { type Fact, piecesOf } from "../../clan/topology/facts.ts";

/** Options of ssh that take a value, by letter (ssh(1), OpenSSH 9.2). */
const WITH_VALUE = new Set([..."BbcDEeFIiJLlmOopQRSWw"]);

export interface SshCommand {
  /** Values of `-i`. */
  readonly identities: readonly string[];
  /** Values of `-o`, with names in lower case. */
  readonly options: ReadonlyMap<string, string>;
  readonly port: number | undefined;
  /** Parts of the command are not known, so that more may be said in it. */
  readonly open: boolean;
}

/** Stands for what is not known; no command holds it. */
const UNKNOWN = "\uFFFC";

/** Reads the command in `rsh`; `undefined` when it does not begin with ssh. */
export function readSshCommand(rsh: Fact<string>): SshCommand | undefined {
  const text = piecesOf(rsh)
    .map((piece) => piece ?? UNKNOWN)
    .join("");
  const [program = "", ...words] = text.trim().split(/\s+/);
  if (program !== "ssh" && !program.endsWith("/ssh")) return undefined;
  const identities: string[] = [];
  const options = new Map<string, string>();
  let port: number | undefined;
  for (let at = 0; at < words.length; at++) {
    const [, letter, attached] = /^-(\w)(.*)$/.exec(words[at] ?? "") ?? [];
    if (letter === undefined || !WITH_VALUE.has(letter)) continue;
    const value = attached === undefined || attached === "" ? (words[++at] ?? "") : attached;
    if (letter === "i") identities.push(unquoted(value));
    if (letter === "p" && /^\d+$/.test(value)) port = Number(value);
    if (letter === "o") {
      const [, name = "", setting = ""] = /^([^=]*)=?(.*)$/.exec(unquoted(value)) ?? [];
      if (name.toLowerCase() === "identityfile") identities.push(setting);
      options.set(name.toLowerCase(), setting);
    }
  }
  return { identities, options, port, open: text.includes(UNKNOWN) };
}

/** Whether `word` has a part that is not known. */
export function isPartlyKnown(word: string): boolean {
  return word.includes(UNKNOWN);
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, "$2");
}
