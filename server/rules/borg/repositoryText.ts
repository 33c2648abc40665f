/** What can be said of the text of a borg repository alone. Facts: borg 1.2.4, seen with the real program. */
import { isIPv6 } from "node:net";
import { parseBorgLocation } from "../../clan/borgRepo.ts";

export interface RepositoryProblem {
  readonly code: string;
  readonly message: string;
  /** The text that was meant, where there is one right answer. */
  readonly instead?: string;
  /** It may be meant as it stands. */
  readonly isDoubtful?: true;
}

/** What is wrong with `text` as a repository; the gravest alone. `undefined` also where borg fills in what is not known here. */
export function repositoryProblem(text: string): RepositoryProblem | undefined {
  for (const check of CHECKS) {
    const found = check(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Check = (text: string) => RepositoryProblem | undefined;

const placeholder: Check = (text) => {
  const left = /<[A-Za-z][A-Za-z0-9 _-]*>|\$\{?[A-Za-z_]+\}?|\bPASTE_\w+|\bMY-\w+-CLAN\b|^username@/.exec(text)?.[0];
  if (left === undefined) return undefined;
  return {
    code: "placeholder-left",
    message: `${left} is a placeholder of the documentation, and borg takes it as it stands: put your own value in its place.`,
    ...(left === "username@" ? { isDoubtful: true } : {}),
  };
};

const scheme: Check = (text) => {
  const name = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1] ?? /^(rclone):[^/@]/.exec(text)?.[1];
  if (name === undefined || name === "ssh" || name === "file") return undefined;
  const isSsh = name === "sftp" || name === "scp";
  return {
    code: "unsupported-repository-scheme",
    message: `No backup will run: borg knows folders and ssh, not ${name}. ${isSsh ? "Write ssh:// and see that borg is installed there." : "Use a server that borg is installed on."}`,
    ...(name === "sftp" ? { instead: text.replace(/^sftp/, "ssh") } : {}),
  };
};

/** borg reads the part before the first colon as the host, and two colons as the beginning of an archive. */
const bareIpv6: Check = (text) => {
  const match = /^(?<user>[^@:/]+@)?(?<host>[0-9a-fA-F:.]+):(?<path>[^:]*)$/.exec(text);
  const { user = "", host = "", path = "" } = match?.groups ?? {};
  if (!isIPv6(host)) return undefined;
  return {
    code: "bare-ipv6-address",
    message: `No backup will run: borg takes the colons of ${host} for its own. Put the address in brackets.`,
    instead: `${user}[${host}]:${path === "" ? "." : path}`,
  };
};

const space: Check = (text) => {
  const isRemote = /^[^/]*\s[^/]*:/.test(text) || /^ssh:\/\/[^/]*\s/.test(text);
  if (!isRemote && text === text.trim()) return undefined;
  return {
    code: "space-in-repository",
    message: "No backup will run: there is a space in the name of the host or around the repository.",
    ...(isRemote ? {} : { instead: text.trim() }),
  };
};

const withoutPath: Check = (text) => {
  const isScp = /^[^/:]+:$/.test(text);
  if (!isScp && !/^ssh:\/\/[^/]+$/.test(text)) return undefined;
  return {
    code: "repository-without-path",
    message: `No backup will run: "${text}" names a host and no path. On a server of Clan the path is "." behind the colon.`,
    ...(isScp ? { instead: `${text}.` } : { instead: `${text}/./` }),
  };
};

const atRoot: Check = (text) => {
  if (!/^ssh:\/\/[^/]+\/\.?\/?$/.test(text) || /\/\.\/$/.test(text)) return undefined;
  const plain = /^ssh:\/\/([^/:]+)\/\.$/.exec(text)?.[1];
  return {
    code: "repository-at-root",
    message: `No backup will run: borg reads the path of "${text}" as /, and the server answers "Repository path not allowed: /".`,
    ...(plain === undefined ? {} : { instead: `${plain}:.` }),
  };
};

const portInPath: Check = (text) => {
  const match = /^(?<host>(?:[^@:/]+@)?[^:/]+):(?<port>\d{1,5})(?<rest>:?\/.*)$/.exec(text)?.groups;
  if (match === undefined || Number(match["port"]) > 65_535 || Number(match["port"]) === 0) return undefined;
  const { host, port, rest = "" } = match;
  return {
    code: "port-in-path",
    message: `borg reads ${port} as the first folder of the path, not as the port. Write ssh://${host}:${port}${rest.replace(/^:/, "")}.`,
    instead: `ssh://${host}:${port}${rest.replace(/^:/, "")}`,
  };
};

const archive: Check = (text) => {
  const location = parseBorgLocation(text);
  if (location.kind !== "location" || location.archive === undefined) return undefined;
  return {
    code: "archive-in-repository",
    message: `"::${location.archive}" names an archive, and a repository is wanted here: borg gives its archives names by itself.`,
    instead: text.slice(0, text.lastIndexOf("::")),
  };
};

const localByMistake: Check = (text) => {
  const location = parseBorgLocation(text);
  if (location.kind !== "location" || location.proto !== "file" || /^[/.~]|^file:/.test(text)) return undefined;
  const [host, ...rest] = text.split("/");
  return {
    code: "local-repository-by-mistake",
    message: `No backup will run: without a colon borg takes "${text}" for a folder, which the job may not write to. ${rest.length > 0 ? `Write ${host}:/${rest.join("/")}.` : "Write user@host:path, or a full path."}`,
    ...(rest.length > 0 ? { instead: `${host}:/${rest.join("/")}` } : {}),
  };
};

const invalid: Check = (text) => {
  const location = parseBorgLocation(text);
  return location.kind === "invalid"
    ? { code: "invalid-repository", message: `No backup will run: borg refuses "${text}": ${location.reason}.` }
    : undefined;
};

const CHECKS: readonly Check[] = [
  placeholder,
  scheme,
  bareIpv6,
  space,
  withoutPath,
  atRoot,
  portInPath,
  archive,
  localByMistake,
  invalid,
];
