/** What stands in a key file, or in a string given to `authorizedKeys`. */
import { isKeyType, type KeyBlob, type KeyType, readKeyBlob } from "./sshKeyBlob.ts";

export interface PublicKey {
  readonly type: KeyType;
  readonly base64: string;
  /** Empty when there is none. */
  readonly comment: string;
  /** What stands before the type, as written. OpenSSH reads no more than one such word in a line. */
  readonly options?: string;
  /** As `ssh-keygen -l` prints it: `SHA256:…`. Equal for the same key whatever its comment and options. */
  readonly fingerprint: string;
  readonly bits: number;
}

/** A line of a text with several. */
export interface KeyLine {
  /** From 0. */
  readonly line: number;
  /** The first character, in UTF-16 units from the beginning of the text. */
  readonly start: number;
  readonly key: PublicKey;
}

/** Why a line is no public key. The words of the line are not kept: it may be a secret. */
export type NotAKey =
  /** The type is a key's, the rest is damaged: cut off, joined from two, wrapped. */
  | "damaged"
  /** The blob is of another type than the line says. */
  | "other type"
  /** RSA with fewer than 1024 bits, which OpenSSH refuses. */
  | "too small"
  /** A certificate: `authorized_keys` takes the key of the authority instead. */
  | "certificate"
  /** A public key in the form of RFC 4716, PEM or PuTTY: `ssh-keygen -i` converts it. */
  | "other format"
  /** A key is in the line, behind a word that is no option of sshd: a host name, say. */
  | "unknown option"
  | "other text";

export type KeyText =
  | { readonly kind: "public-key"; readonly key: PublicKey }
  /**
   * More than a key in one line. `first` is what the first line is, the only one that options put before the text apply to;
   * `keys` are the keys of all lines.
   */
  | {
      readonly kind: "several-lines";
      readonly first: "key" | "comment" | "blank" | "other";
      readonly keys: readonly KeyLine[];
    }
  /** A key that must not be published: of OpenSSH, PEM, PuTTY or age. */
  | { readonly kind: "private-key" }
  /** Something encrypted, or JSON. */
  | { readonly kind: "secret"; readonly format: "sops" | "age" | "pgp" | "git-crypt" | "json" }
  /** A text to be replaced by a key, as documentation has it. */
  | { readonly kind: "placeholder" }
  /** Empty, or only comments. */
  | { readonly kind: "nothing" }
  | { readonly kind: "not-a-key"; readonly reason: NotAKey };

/** How much of a text is looked at to tell that it is a secret. */
const HEAD = 64;

/**
 * Says what `text` is. The grammar of a line is that of sshd(8), AUTHORIZED_KEYS FILE FORMAT; whether a key is well-formed is what OpenSSH 9.2
 * says. Secrets are told by their first characters: nothing of them is in the result, and a text that begins like one is not read on.
 */
export function classifyKeyText(text: string): KeyText {
  const secret = secretAt(text.slice(0, HEAD).replace(/^\uFEFF?\s*/, ""));
  if (secret !== undefined) return secret;
  const lines = text.split("\n");
  const written = lines.flatMap((line, index) => (isIgnored(line) ? [] : [index]));
  const [only] = written;
  if (only === undefined) return { kind: "nothing" };
  if (only > 0 || written.length > 1) return severalLines(lines);
  return readSingleLine(lines[only] ?? "");
}

/** The public key of one line as sshd reads it, or why it is none. */
export function readKeyLine(line: string): PublicKey | NotAKey {
  const start = skipBlanks(line, 0);
  const bare = readKeyAt(line, start);
  if (typeof bare !== "string") return bare;
  const end = endOfOptions(line, start);
  if (end === undefined || end === line.length) return bare;
  const key = readKeyAt(line, skipBlanks(line, end));
  // What stands first decides what is wrong: a word that is a type is no option.
  if (typeof key === "string") return bare === "other text" ? key : bare;
  const options = line.slice(start, end);
  return areOptions(options) ? { ...key, options } : "unknown option";
}

function readSingleLine(line: string): KeyText {
  const key = readKeyLine(line);
  if (typeof key !== "string") return { kind: "public-key", key };
  if (isPlaceholder(line)) return { kind: "placeholder" };
  return { kind: "not-a-key", reason: key };
}

function severalLines(lines: readonly string[]): KeyText {
  const keys: KeyLine[] = [];
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const key = isIgnored(line) ? undefined : readKeyLine(line);
    if (key !== undefined && typeof key !== "string")
      keys.push({ line: index, start: start + skipBlanks(line, 0), key });
    start += line.length + 1;
  }
  const [head = ""] = lines;
  if (keys.length > 0) {
    const first = isIgnored(head) ? (isBlank(head) ? "blank" : "comment") : keys[0]?.line === 0 ? "key" : "other";
    return { kind: "several-lines", first, keys };
  }
  const reasons = lines.filter((line) => !isIgnored(line));
  if (reasons.some(isPlaceholder)) return { kind: "placeholder" };
  const reason = reasons.map(readKeyLine).find((found) => found !== "other text");
  return { kind: "not-a-key", reason: typeof reason === "string" ? reason : "other text" };
}

/** sshd skips empty lines and those that begin with `#`. */
function isIgnored(line: string): boolean {
  return isBlank(line) || line[skipBlanks(line, 0)] === "#";
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function secretAt(head: string): KeyText | undefined {
  if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(head)) return { kind: "private-key" };
  if (/^(PuTTY-User-Key-File-|AGE-SECRET-KEY-|AGE-PLUGIN-)/.test(head)) return { kind: "private-key" };
  if (/^(age-encryption\.org\/|-----BEGIN AGE )/.test(head)) return { kind: "secret", format: "age" };
  if (/^-----BEGIN PGP /.test(head)) return { kind: "secret", format: "pgp" };
  if (head.startsWith("\0GITCRYPT")) return { kind: "secret", format: "git-crypt" };
  if (head.slice(0, 40).includes("ENC[AES256_GCM,")) return { kind: "secret", format: "sops" };
  if (/^[{[]/.test(head)) return { kind: "secret", format: "json" };
  if (/^---- ?BEGIN SSH2 |^-----BEGIN [A-Z ]*PUBLIC KEY/.test(head))
    return { kind: "not-a-key", reason: "other format" };
  return undefined;
}

/** What documentation writes for a key: `<your key>`, `PASTE_YOUR_KEY_HERE`, `ssh-ed25519 AAAA…`, `xxxx`. Asked only where no key is. */
function isPlaceholder(line: string): boolean {
  if (/<[A-Za-z][A-Za-z0-9 _.:-]*>|\.\.\.|…|(?:^|[\s/+A])[xX]{4,}/.test(line)) return true;
  // A key that was cut off has a comment of its own, and the words of a comment mean nothing.
  if (/[A-Za-z0-9+/]{30}/.test(line)) return false;
  const words = line.toLowerCase().split(/[\s_-]+/);
  return words.some((word) => PLACEHOLDER_WORDS.has(word));
}

const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set(
  "your my paste replace change changeme insert put todo fixme example dummy placeholder redacted here".split(" "),
);

/** Types and signature names of OpenSSH that stand for another type of key: sshd takes them before the key. */
const ALIASES: ReadonlyMap<string, KeyType> = new Map([
  ["rsa-sha2-256", "ssh-rsa"],
  ["rsa-sha2-512", "ssh-rsa"],
]);

/** Reads `type base64 comment` at `start`. Blanks are spaces and tabs. */
function readKeyAt(line: string, start: number): PublicKey | NotAKey {
  const typeEnd = endOfWord(line, start);
  const name = line.slice(start, typeEnd);
  const type = isKeyType(name) ? name : ALIASES.get(name);
  if (type === undefined) return /-cert-v0[01]@openssh\.com$/.test(name) ? "certificate" : "other text";
  const blobStart = skipBlanks(line, typeEnd);
  const blobEnd = endOfWord(line, blobStart);
  const blob = readKeyBlob(type, line.slice(blobStart, blobEnd));
  if (typeof blob === "string") return blob === "other type" || blob === "too small" ? blob : "damaged";
  return publicKey(blob, line.slice(blobStart, blobEnd), line.slice(blobEnd));
}

function publicKey(blob: KeyBlob, base64: string, rest: string): PublicKey {
  const comment = rest.trim();
  return { ...blob, base64: base64.trim(), comment: comment.startsWith("#") ? "" : comment };
}

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (line[at] === " " || line[at] === "\t") at++;
  return at;
}

function endOfWord(line: string, start: number): number {
  let at = start;
  while (at < line.length && line[at] !== " " && line[at] !== "\t") at++;
  return at;
}

/** The end of the options at `start`: the first blank outside quotes; `undefined` where a quote is not closed. */
function endOfOptions(line: string, start: number): number | undefined {
  let quoted = false;
  let at = start;
  for (; at < line.length && (quoted || (line[at] !== " " && line[at] !== "\t")); at++) {
    if (line[at] === "\\" && line[at + 1] === '"') at++;
    else if (line[at] === '"') quoted = !quoted;
  }
  return quoted ? undefined : Math.min(at, line.length);
}

/** Options of sshd(8), OpenSSH 9.2; those in the second group may be negated with `no-`. */
const FLAGS =
  /^(restrict|cert-authority|(no-)?(port-forwarding|agent-forwarding|x11-forwarding|touch-required|verify-required|pty|user-rc))$/i;
const VALUED = /^(command|environment|expiry-time|from|permitlisten|permitopen|principals|tunnel)="((?:\\"|[^"])*)"$/i;

/** Whether `text` is a list of options that sshd knows. Values are not judged. */
function areOptions(text: string): boolean {
  const options = text.match(/(?:"(?:\\"|[^"])*"|[^",])+/g) ?? [];
  return options.join(",") === text && options.every((option) => FLAGS.test(option) || VALUED.test(option));
}
