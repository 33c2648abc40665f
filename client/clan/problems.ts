/** What went wrong, told from how `clan` ended and what it printed, in words that say what to do. Messages of releases 2024-06 to 2026-08. */
import type { RunResult } from "./process.ts";

export type ProblemKind =
  | "cancelled"
  | "timed out"
  | "program missing"
  | "killed"
  | "not a clan"
  | "unreachable"
  | "host key unknown"
  | "permission denied"
  | "no target host"
  | "no such machine"
  | "no providers"
  | "no such provider"
  | "no such archive"
  | "no such state"
  | "no repository"
  | "needs a terminal"
  | "other release"
  | "generator failed"
  | "provider failed"
  | "nix missing"
  | "usage"
  | "failed";

export interface Problem {
  readonly kind: ProblemKind;
  /** One or two sentences: what happened and what to do. */
  readonly message: string;
}

interface Pattern {
  readonly kind: ProblemKind;
  readonly shape: RegExp;
  readonly message: (found: RegExpExecArray) => string;
}

const say = (text: string) => () => text;

/** The first that fits counts: causes stand before what follows from them. */
const PATTERNS: readonly Pattern[] = [
  {
    kind: "not a clan",
    shape: /could not find clan flake toplevel|no clan flake found|'NoneType' object has no attribute 'path'/i,
    message: say("This folder is no clan: clan found no flake here."),
  },
  {
    kind: "needs a terminal",
    shape: /Inappropriate ioctl for device|EOF when reading a line|EOFError/,
    message: say("Clan asks for something and needs a terminal: run the command there."),
  },
  {
    kind: "host key unknown",
    shape: /Host key verification failed/,
    message: say("The machine's host key is not known. Connect once in a terminal with ssh and confirm it."),
  },
  {
    kind: "permission denied",
    shape: /Permission denied \(|no such identity:/,
    message: say("ssh was refused: the machine does not take your key. Check that it is loaded (ssh-add -l)."),
  },
  {
    kind: "unreachable",
    shape:
      /ssh: (?:connect to host (\S+)[^\n]*|Could not resolve hostname ([^\s:]+)[^\n]*)|Connection (?:refused|timed out|reset by peer)|No route to host/,
    message: (found) => {
      const host = found[1] ?? found[2];
      return `${host ?? "A machine"} cannot be reached. Is it running, and is its address right?`;
    },
  },
  {
    kind: "no target host",
    shape: /targetHost'? (?:nixos option )?is not set for machine '([^']+)'|any way to connect to machine '([^']+)'/,
    message: ([, before, now]) => `Clan does not know where ${now ?? before ?? "the machine"} is: set its targetHost.`,
  },
  {
    kind: "other release",
    shape: /invalid choice: '(facts|vars)'/,
    message: ([, command]) =>
      command === "facts"
        ? "This release of Clan has no facts any more: use Generate Vars."
        : "This release of Clan has no vars yet: use Generate Facts.",
  },
  {
    kind: "no providers",
    shape: /No providers specified/,
    message: say("The machine has no backup: add a destination or a target first."),
  },
  {
    kind: "no such provider",
    shape: /provider (\S+) not found|KeyError: '([^']+)'/,
    message: ([, before, now]) => `The machine has no provider ${before ?? now}.`,
  },
  {
    kind: "no such state",
    shape: /Service (\S+) not found in configuration\. Available services are: ([^\n]*)/,
    message: ([, state, known]) => `There is no state ${state}. There are: ${known}.`,
  },
  {
    kind: "no such archive",
    shape: /Archive (\S+) does not exist|No backup found (\S+)|Backup name is invalid/,
    message: ([, archive, snapshot]) =>
      `The backup ${archive ?? snapshot ?? ""} is not there any more. Refresh the list.`.replace("  ", " "),
  },
  {
    kind: "no repository",
    shape: /is not a valid repository|Repository \S+ does not exist/,
    message: say("The repository is empty: there is no backup yet. Back up once."),
  },
  {
    kind: "no such machine",
    shape:
      /Machine '([^']+)' not found|At least one machine must be provided|attribute '([^']+)' missing|does not provide attribute[^\n]*(?:nixosConfigurations|clanInternals)|error: path '[^']*' does not/i,
    message: ([, now, before]) => `The clan has no machine ${now ?? before ?? "of that name"}.`,
  },
  {
    kind: "nix missing",
    shape: /No such file or directory: '(nix[^']*)'/,
    message: ([, program]) => `${program} is not on PATH: clan needs Nix.`,
  },
  {
    kind: "generator failed",
    shape:
      /Failed to generate facts|(?:generator|generators?)[^\n]* failed|error: no route to the certificate authority/i,
    message: (found) => `A key could not be generated: ${lastLine(found.input)}`,
  },
  {
    kind: "provider failed",
    shape:
      /Job for \S+ failed|rsnapshot can not continue|hosts failed with an error|failed with: Command|(?:failed to (?:start|list) backups?[^\n]*|Failed to (?:list|parse)[^\n]*provider[^\n]*|Restore failed[^\n]*|(?:borgbackup|localbackup)-(?:create|list|restore)[^\n]*(?:returned non-zero|exited with|Return Code))/i,
    message: (found) => `The backup program failed: ${lastLine(found.input)}`,
  },
];

/** The problem of a program that did not end well; `undefined` for one that did. */
export function problemOf(result: RunResult): Problem | undefined {
  const { ended, exitCode, signal } = result;
  switch (ended) {
    case "cancelled":
      return { kind: "cancelled", message: "Cancelled. What had begun on the machine goes on there." };
    case "timed out":
      return { kind: "timed out", message: "Clan did not answer in time and was stopped." };
    case "not found":
    case "not started":
      return { kind: "program missing", message: "The clan program could not be started: it is not there." };
    case "not executable":
      return { kind: "program missing", message: "The clan program could not be started: it cannot be executed." };
    case "signalled":
      return { kind: "killed", message: `Clan was ended by ${signal ?? "a signal"}.` };
    case "exited":
      return exitCode === 0 ? undefined : problemIn(result);
  }
}

function problemIn({ exitCode, stderr, stdout }: RunResult): Problem {
  const text = withoutColours(`${stdout}\n${stderr}`);
  for (const { kind, shape, message } of PATTERNS) {
    const found = shape.exec(text);
    if (found !== null) return { kind, message: oneLine(message(found)) };
  }
  if (exitCode === 2)
    return { kind: "usage", message: oneLine(`Clan did not understand its arguments: ${lastLine(text)}`) };
  if (/Interrupted by user/.test(text)) return { kind: "cancelled", message: "Clan was interrupted." };
  return { kind: "failed", message: oneLine(`Clan failed: ${lastLine(text)}`) };
}

/** Colours and other control sequences of a terminal (ECMA-48). */
export function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
  return text.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

const NOISE =
  /^(?:Traceback .*|subprocess\.CalledProcessError: .*|.*failed with: Command .*|ERROR: \d+ hosts failed.*|\d+ hosts failed.*|=+.*=+|Return Code: \d+|Working Directory:.*|Message: .*|Command: ?.*|Caller: .*|)$/;
const LONGEST = 300;

/** What a program printed may hold anything. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** The last line that says something. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const told = lines.findLast((line) => !NOISE.test(line)) ?? "no reason was given.";
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
}
