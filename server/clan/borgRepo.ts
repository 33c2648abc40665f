/**
 * What borg makes of the text of a repository. Facts: `borg.helpers.parseformat.Location` of borg 1.2.4 (Debian 12) on a POSIX system, with
 * `BORG_REPO` unset.
 */

export interface BorgLocation {
  readonly kind: "location";
  /** `file`: a folder of this machine. `ssh`: one that borg reaches by running ssh. */
  readonly proto: "ssh" | "file";
  readonly user: string | undefined;
  /** A name or an address, an IPv6 address without its brackets; `undefined` exactly when `proto` is `file`. */
  readonly host: string | undefined;
  /** From 1; `undefined`: what ssh takes by itself. */
  readonly port: number | undefined;
  /** Normalised as borg does. With `proto` `ssh`, one without a leading `/` and one with `/./` start in the home of the user. */
  readonly path: string;
  /** The archive named behind `::`. */
  readonly archive: string | undefined;
}

export type BorgLocationResult =
  | BorgLocation
  /** borg refuses it: "Invalid location format" or a placeholder error. `reason` is a sentence part for people. */
  | { readonly kind: "invalid"; readonly reason: string }
  /** It has a placeholder (`{hostname}`) whose value only the running machine knows. */
  | { readonly kind: "unknown"; readonly placeholders: readonly string[] };

/** Returns the parts of a location as borg reads it. */
export function parseBorgLocation(text: string): BorgLocationResult {
  const filled = fillPlaceholders(text);
  if (typeof filled !== "string") return filled;
  return sshUrl(filled) ?? fileUrl(filled) ?? scpOrPath(filled) ?? { kind: "invalid", reason: reasonAgainst(filled) };
}

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...["pid", "fqdn", "reverse-fqdn", "hostname", "now", "utcnow", "user", "uuid4"],
  ...["borgversion", "borgmajor", "borgminor", "borgpatch"],
]);

/** A doubled brace, which stands for one; a placeholder, whose format may hold further ones; or a brace that is neither. */
const BRACES = /\{\{|\}\}|\{(?<name>[^{}!:]*)(?<conversion>![^{}:]*)?(?<format>:(?:[^{}]|\{[^{}]*\})*)?\}|[{}]/g;

function fillPlaceholders(text: string): string | Exclude<BorgLocationResult, BorgLocation> {
  const placeholders: string[] = [];
  for (const { 0: found, groups } of text.matchAll(BRACES)) {
    if (found === "{{" || found === "}}") continue;
    const name = groups?.["name"];
    if (name === undefined) {
      return { kind: "invalid", reason: `it has a single "${found}"; a brace that is meant must be doubled` };
    }
    if (groups?.["conversion"] !== undefined || !PLACEHOLDERS.has(name)) {
      return { kind: "invalid", reason: `borg has no placeholder ${found}` };
    }
    placeholders.push(name);
  }
  return placeholders.length > 0 ? { kind: "unknown", placeholders } : text.replace(BRACES, (found) => found.slice(1));
}

// borg's own expressions. A path ends at the first "::"; what Python calls \d has the digits of every script.
const USER = /(?:(?<user>[^@:/]+)@)?/u.source;
const HOST = /(?<host>(?!\[)[^:/]+(?<!\])|\[[0-9a-fA-F:.]+\])/u.source;
const UNTIL_ARCHIVE = "(?:[^:]|:(?!:))+";
const ARCHIVE = "(?:::(?<archive>[^/]+))?$";
const SSH_URL = new RegExp(`^ssh://${USER}${HOST}(?::(?<port>\\p{Nd}+))?(?<path>/${UNTIL_ARCHIVE})${ARCHIVE}`, "u");
const FILE_URL = new RegExp(`^file://(?<path>[^/]*/${UNTIL_ARCHIVE})${ARCHIVE}`, "u");
const SCP_OR_PATH = new RegExp(`^(?:${USER}${HOST}:)?(?!:|//|ssh://)(?<path>${UNTIL_ARCHIVE})${ARCHIVE}`, "u");

function sshUrl(text: string): BorgLocation | undefined {
  const groups = SSH_URL.exec(text)?.groups;
  if (groups === undefined) return undefined;
  return { ...locationOf(groups), proto: "ssh", port: portOf(groups["port"] ?? "") };
}

function fileUrl(text: string): BorgLocation | undefined {
  const groups = FILE_URL.exec(text)?.groups;
  return groups === undefined ? undefined : locationOf(groups);
}

function scpOrPath(text: string): BorgLocation | undefined {
  const groups = SCP_OR_PATH.exec(text)?.groups;
  return groups === undefined ? undefined : locationOf(groups);
}

function locationOf(groups: { readonly [name: string]: string | undefined }): BorgLocation {
  const host = groups["host"];
  return {
    kind: "location",
    proto: host === undefined ? "file" : "ssh",
    user: groups["user"],
    host: host?.replace(/^\[+|\]+$/g, ""),
    port: undefined,
    path: normalPath(groups["path"] ?? ""),
    archive: groups["archive"],
  };
}

/** Every script's ten digits lie together, from its zero on. Port 0 counts as none, as in borg. */
function portOf(digits: string): number | undefined {
  const value = [...digits].reduce((total, digit) => total * 10 + digitOf(digit), 0);
  return value === 0 ? undefined : value;
}

function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let below = 0;
  while (below < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - below - 1))) below++;
  return below;
}

/** Python's `os.path.normpath`, but that a leading `/./` stays: borg's sign for a path that starts in the home. */
function normalPath(path: string): string {
  const slashes = /^\/\/(?!\/)/.test(path) ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (slashes === "") parts.push(part);
  }
  const normal = slashes + parts.join("/");
  return (path.startsWith("/./") ? "/." : "") + (normal === "" ? "." : normal);
}

function reasonAgainst(text: string): string {
  if (text === "") return "it is empty";
  if (text.startsWith("ssh://"))
    return "after ssh:// borg wants a host, perhaps :port, and a path: ssh://user@host:22/./path";
  if (/:::|::.*\/|::$/su.test(text))
    return 'what stands behind "::" is the name of an archive, which is not empty and has no "/" and no "::"';
  if (text.startsWith("//")) return 'a path does not start with "//"';
  return "it is neither ssh://user@host/path, nor user@host:path, nor a path";
}
