/** The messages of clan, ssh, borg, rsnapshot and Nix that tell a cause. Clan's are those of releases 2024-06 to 2026-08. */
import { ownWords } from "./ownWords.ts";

export type ProblemKind =
  | "cancelled"
  | "timed out"
  | "program missing"
  | "killed"
  | "not a clan"
  | "unreachable"
  | "connection lost"
  | "host key unknown"
  | "permission denied"
  | "server unreachable"
  | "server refused"
  | "no target host"
  | "no such machine"
  | "no providers"
  | "no such provider"
  | "no such archive"
  | "no such state"
  | "no repository"
  | "repository locked"
  | "wrong passphrase"
  | "needs a terminal"
  | "other release"
  | "generator failed"
  | "provider failed"
  | "update failed"
  | "evaluation failed"
  | "nix missing"
  | "odd output"
  | "usage"
  | "failed";

/** What clan was asked about. */
export interface About {
  readonly machine?: string | undefined;
  readonly provider?: string | undefined;
}

interface Pattern {
  readonly kind: ProblemKind;
  readonly shape: RegExp;
  /** The sentence for the user; `undefined` where the shape fits but means something else. */
  readonly message: (found: RegExpExecArray, about: About) => string | undefined;
}

const say = (text: string) => () => text;
const machineOf = ({ machine }: About) => machine ?? "the machine";
const because = (start: string) => (found: RegExpExecArray) => {
  const words = ownWords(found.input);
  return words === undefined ? `${start}.` : `${start}: ${words}`;
};

/** Between clan and the machine, and on the way to it. */
const BEFORE_THE_MACHINE: readonly Pattern[] = [
  {
    kind: "program missing",
    shape:
      /executable '?clan'? not found|(?:^|\s)clan: (?:command )?not found|exec: "?clan"?: (?:executable file )?not found/m,
    message: say("The clan program was not found where it was before. It is looked for again the next time."),
  },
  {
    kind: "not a clan",
    shape: /could not find clan flake toplevel|no clan flake found|'NoneType' object has no attribute 'path'/i,
    message: say("This folder is no clan: clan found no flake here."),
  },
  {
    kind: "cancelled",
    shape: /Interrupted by user/,
    message: say("Clan was interrupted. What had begun on the machine goes on there."),
  },
  {
    kind: "needs a terminal",
    shape: /Inappropriate ioctl for device|EOF when reading a line|EOFError/,
    message: say("Clan asks for something and needs a terminal: run the command there."),
  },
  {
    kind: "other release",
    shape: /invalid choice: '(facts|vars)'/,
    message: ([, command]) =>
      command === "facts"
        ? "This release of Clan has no facts any more: generate vars."
        : "This release of Clan has no vars yet: generate facts.",
  },
  {
    kind: "nix missing",
    shape: /No such file or directory: '(nix[^']*)'/,
    message: ([, program]) => `${program} is not on PATH: clan needs Nix.`,
  },
];

/** Between the machine and the server that keeps its backups: borg passes on what its own ssh says. */
const FROM_THE_SERVER: readonly Pattern[] = [
  {
    kind: "server unreachable",
    shape: /Remote: ssh: (?:connect to host (\S+) port (\d+)|Could not resolve hostname ([^\s:]+))/,
    message: ([, host, port, name], about) =>
      `${machineOf(about)} cannot reach its backup server ${name ?? `${host} at port ${port}`}. Is the server running?`,
  },
  {
    kind: "server refused",
    shape: /Remote: \S+ Permission denied|Remote: Host key verification failed|Repository path not allowed: (\S+)/,
    message: ([, path], about) =>
      path === undefined
        ? `The backup server refuses ${machineOf(about)}. Update the server first, then ${machineOf(about)}.`
        : `The backup server does not give ${machineOf(about)} the repository ${path}. Is it the path of its own repository?`,
  },
  {
    kind: "no repository",
    shape: /is not a valid repository|Repository \S+ does not exist/,
    message: (_, about) =>
      `The backup server has no repository for ${machineOf(about)}. If there was a backup before, look there; else back up once.`,
  },
  {
    kind: "no repository",
    // localbackup-list looks for snapshots with find(1).
    shape: /localbackup-list[\s\S]*find: .(\/[^\n]*?).: No such file or directory/,
    message: ([, folder], about) =>
      `${machineOf(about)} has no folder ${folder}: no snapshot was made yet, or its disk is not there.`,
  },
  {
    kind: "repository locked",
    shape: /Failed to create\/acquire the lock/,
    message: say("The repository is in use: another backup is running. Try again when it has ended."),
  },
  {
    kind: "wrong passphrase",
    shape: /passphrase supplied in .* is incorrect/,
    message: say(
      "The repository was made with another passphrase than the machine has now. Was the key generated again, or does another machine use this repository?",
    ),
  },
  {
    kind: "server refused",
    shape: /Connection closed by remote host\. Is borg working on the server/,
    message: (_, about) =>
      `The backup server closes the connection of ${machineOf(about)}. Update the server first, then ${machineOf(about)}.`,
  },
];

/** Between this computer and the machine. */
const TO_THE_MACHINE: readonly Pattern[] = [
  {
    kind: "host key unknown",
    shape: /Host key verification failed/,
    message: (_, about) =>
      `The host key of ${machineOf(about)} is not known here. Connect once in a terminal and confirm it.`,
  },
  {
    kind: "permission denied",
    shape: /Permission denied \(|no such identity:/,
    message: (_, about) => `${machineOf(about)} does not take your ssh key. Is the key loaded (ssh-add -l)?`,
  },
  {
    kind: "unreachable",
    shape:
      /ssh: (?:connect to host (\S+) port (\d+): ([^\n]*)|Could not resolve hostname ([^\s:]+))|Connection (?:refused|timed out|reset by peer)|No route to host/,
    message: ([, host, port, reason, name], about) => {
      const where = name ?? (host === undefined ? "" : `${host} port ${port}`);
      const detail = [where, reason ?? ""].filter((part) => part !== "").join(", ");
      return `${machineOf(about)} cannot be reached${detail === "" ? "" : ` (${detail})`}. Is it running, and is its targetHost right?`;
    },
  },
  {
    kind: "no target host",
    shape: /targetHost'? (?:nixos option )?is not set for machine '([^']+)'|any way to connect to machine '([^']+)'/,
    message: ([, before, now]) => `Clan does not know where ${now ?? before ?? "the machine"} is: set its targetHost.`,
  },
];

/** What was asked for is not there. */
const NOT_THERE: readonly Pattern[] = [
  {
    kind: "no providers",
    shape: /No providers specified/,
    message: (_, about) => `${machineOf(about)} has no backup: add a destination or a target first.`,
  },
  {
    kind: "no such provider",
    shape: /provider (\S+) not found|^KeyError: '([^']+)'/m,
    message: ([, before, now], about) => {
      // Any bug of Python's kind is a KeyError: it is the provider only if that was asked for.
      if (before === undefined && now !== about.provider) return undefined;
      return `${machineOf(about)} has no provider ${before ?? now}. Was it updated after the configuration?`;
    },
  },
  {
    kind: "no such state",
    shape: /Service (\S+) not found in configuration\. Available services are: ([^\n]*)/,
    message: ([, state, known]) => `There is no state ${state}. There are: ${known}.`,
  },
  {
    kind: "no such archive",
    shape: /Archive (\S+) does not exist|No backup found (\S+)|Backup name is invalid/,
    message: ([, archive, snapshot], about) =>
      archive === undefined && snapshot === undefined
        ? `The backup is none of ${about.provider ?? "this provider"}. List the backups again.`
        : `The backup ${archive ?? snapshot} is not there any more. List the backups again.`,
  },
  {
    kind: "no such machine",
    shape:
      /Machine '([^']+)' not found|At least one machine must be provided|attribute '([^']+)' missing|does not provide attribute[^\n]*clanInternals\.machines\."?[\w-]+"?\."?([\w.-]+?)"?\.config/,
    message: ([, now, attribute, before], about) => {
      // Any attribute may be missing in a configuration: it is the machine only if it has its name.
      if (attribute !== undefined && about.machine !== undefined && attribute !== about.machine) return undefined;
      return `The clan has no machine ${now ?? attribute ?? before ?? about.machine ?? "of that name"}.`;
    },
  },
];

/** What ran has failed. */
const FAILED: readonly Pattern[] = [
  {
    kind: "connection lost",
    // ssh ends with 255 when the connection does, and often without a word.
    shape:
      /Connection to \S+ closed by remote host|client_loop: send disconnect|(?:Return Code: |exit status |exited with )255\b/,
    message: (_, about) =>
      `The connection to ${machineOf(about)} broke. What had begun there may go on or not: list its backups when it is back.`,
  },
  {
    kind: "generator failed",
    shape: /Failed to generate (?:facts|vars)|generator-[\w.-]+(?:\s|$)|(?:generator|generators?)[^\n]* failed/i,
    message: because("A key could not be generated"),
  },
  {
    kind: "update failed",
    shape:
      /\d+ hosts? failed with an error|nixos-rebuild[\s\S]*(?:returned non-zero|Return Code: [1-9])|switch-to-configuration failed/,
    message: because("The machine could not be updated"),
  },
  {
    kind: "provider failed",
    shape:
      /Job for \S+ failed|rsnapshot can not continue|failed to run (?:pre|post)RestoreCommand|failed to (?:start|list) backups?|failed to parse[^\n]*provider|Restore failed|(?:borgbackup|localbackup)-(?:create|list|restore)[\s\S]*(?:returned non-zero|exited with|Return Code: [1-9])/i,
    message: (found) => {
      const words = ownWords(found.input);
      return words === undefined
        ? "The backup program failed on the machine and did not say why."
        : `The backup program failed: ${words}`;
    },
  },
  {
    kind: "evaluation failed",
    shape: /^ *error: |^Error on: \$ clan select|^ {2}Reason: /m,
    message: because("Nix cannot evaluate the configuration"),
  },
];

/** The first that fits counts: causes stand before what follows from them. */
export const PATTERNS: readonly Pattern[] = [
  ...BEFORE_THE_MACHINE,
  ...FROM_THE_SERVER,
  ...TO_THE_MACHINE,
  ...NOT_THERE,
  ...FAILED,
];
