import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { withoutColours } from "../../../client/clan/ownWords.ts";
import { type About, type ProblemKind, problemOf } from "../../../client/clan/problems.ts";
import type { RunResult } from "../../../client/clan/process.ts";

const recording = z.object({
  case: z.string(),
  command: z.string(),
  stdout: z.string().default(""),
  stderr: z.string().default(""),
  tty: z.string().default(""),
  exit: z.coerce.number(),
});
const folder = new URL("../../fixtures/cli/", import.meta.url);

function recordingsOf(release: string): readonly z.infer<typeof recording>[] {
  const text = readFileSync(new URL(release, folder), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => recording.parse(JSON.parse(line)));
}

function resultOf({ exit, stdout, stderr, tty }: z.infer<typeof recording>): RunResult {
  const told = { stdout, stderr: stderr + tty, isCut: false };
  if (exit < 0) return { ended: "signalled", exitCode: undefined, signal: "SIGTERM", ...told };
  return { ended: "exited", exitCode: exit, signal: undefined, ...told };
}

/** What each failing recording is told as, by the beginning of its name; the longest that fits counts. */
const TOLD: Readonly<Record<string, readonly [ProblemKind, string]>> = {
  "backups-list-outside": ["not a clan", "This folder is no clan: clan found no flake here."],
  "create-ctrl-c": ["cancelled", "Clan was interrupted. What had begun on the machine goes on there."],
  "create-localbackup-failing": [
    "provider failed",
    "The backup program failed: snapshot_root /mnt/hdd - snapshot_root must be a directory",
  ],
  "create-machine-without-providers": [
    "no providers",
    "backuphost has no backup: add a destination or a target first.",
  ],
  "create-no-such-machine": ["no such machine", "The clan has no machine nosuchmachine."],
  "create-provider-failing": [
    "provider failed",
    "The backup program failed: Job for borgbackup-job-backuphost.service failed because the control process exited with error code.",
  ],
  "create-provider-unknown": [
    "no such provider",
    "myhostname has no provider nosuchprovider. Was it updated after the configuration?",
  ],
  "create-sigint": ["cancelled", "Clan was interrupted. What had begun on the machine goes on there."],
  "create-sigterm": ["killed", "Clan was ended by SIGTERM, not by this window."],
  "create-unreachable": [
    "unreachable",
    "unreachable cannot be reached (127.0.0.1 port 4299, Connection refused). Is it running, and is its targetHost right?",
  ],
  "facts-": ["other release", "This release of Clan has no facts any more: generate vars."],
  generate: ["generator failed", "A key could not be generated: error: no route to the certificate authority"],
  "generate-no-such-machine": ["no such machine", "The clan has no machine nosuchmachine."],
  "generate-no-such-service": [
    "generator failed",
    "A key could not be generated: Failed to generate facts for myhostname: Could not find service with name: nosuchservice. The following services are available: ['borgbackup']",
  ],
  "list-backuphost-down": [
    "server unreachable",
    "myhostname cannot reach its backup server 127.0.0.1 at port 4223. Is the server running?",
  ],
  "list-before-the-first-backup": [
    "no repository",
    "The backup server has no repository for myhostname. If there was a backup before, look there; else back up once.",
  ],
  "list-localbackup-failing": [
    "no repository",
    "myhostname has no folder /mnt/hdd: no snapshot was made yet, or its disk is not there.",
  ],
  "list-no-ssh-key": ["permission denied", "myhostname does not take your ssh key. Is the key loaded (ssh-add -l)?"],
  "list-no-such-machine": ["no such machine", "The clan has no machine nosuchmachine."],
  "list-provider-unknown": [
    "no such provider",
    "myhostname has no provider nosuchprovider. Was it updated after the configuration?",
  ],
  "list-unknown-host-key": [
    "host key unknown",
    "The host key of myhostname is not known here. Connect once in a terminal and confirm it.",
  ],
  "list-unreachable": [
    "unreachable",
    "unreachable cannot be reached (127.0.0.1 port 4299, Connection refused). Is it running, and is its targetHost right?",
  ],
  "machines-list-outside": ["not a clan", "This folder is no clan: clan found no flake here."],
  "machines-update-a-generator": [
    "generator failed",
    "A key could not be generated: error: no route to the certificate authority",
  ],
  "machines-update-failing": [
    "update failed",
    "The machine could not be updated: error: builder for '/nix/store/xxxx-nixos-system.drv' failed with exit code 1",
  ],
  "machines-update-no-such-machine": ["no such machine", "The clan has no machine nosuchmachine."],
  "machines-update-unreachable": [
    "unreachable",
    "unreachable cannot be reached (127.0.0.1 port 4299, Connection refused). Is it running, and is its targetHost right?",
  ],
  "missing-argument": [
    "usage",
    "Clan did not understand its arguments: CLAN backups list: error: the following arguments are required: machine",
  ],
  "restore-no-such-archive": [
    "no such archive",
    "The backup myhostname-backuphost-DATE is not there any more. List the backups again.",
  ],
  "restore-no-such-snapshot": [
    "no such archive",
    "The backup /mnt/hdd/snapshot.99 is not there any more. List the backups again.",
  ],
  "restore-provider-unknown": [
    "no such provider",
    "myhostname has no provider nosuchprovider. Was it updated after the configuration?",
  ],
  "restore-service-unknown": ["no such state", "There is no state nosuchservice. There are: HOME, test-service."],
  "restore-unreachable": [
    "unreachable",
    "unreachable cannot be reached (127.0.0.1 port 4299, Connection refused). Is it running, and is its targetHost right?",
  ],
  "restore-wrong-provider": ["no such archive", "The backup is none of borgbackup. List the backups again."],
  "unknown-subcommand": [
    "usage",
    "Clan did not understand its arguments: CLAN backups: error: argument {list,create,restore}: invalid choice: 'nonsense' (choose from 'list', 'create', 'restore')",
  ],
  "vars-generate-failing": [
    "generator failed",
    "A key could not be generated: error: no route to the certificate authority",
  ],
  "vars-generate-prompt-piped": [
    "needs a terminal",
    "Clan asks for something and needs a terminal: run the command there.",
  ],
};
/** In 2024 the machine's own words went to its log alone: what the program failed at is not told. */
const IN_2024: typeof TOLD = {
  "restore-no-such-snapshot": ["provider failed", "The backup program failed on the machine and did not say why."],
};
const IN_2026: typeof TOLD = {
  "machines-update-failing": [
    "update failed",
    "The machine could not be updated: failed with error: switch-to-configuration failed on 'myhostname' (exit code 4). See above for details.",
  ],
};

function expected(release: string, name: string): readonly [ProblemKind, string] | undefined {
  const special = release.startsWith("2024") ? IN_2024[name] : release.startsWith("2026") ? IN_2026[name] : undefined;
  const fitting = Object.keys(TOLD).filter((start) => name.startsWith(start));
  const longest = fitting.sort((a, b) => b.length - a.length)[0];
  return special ?? (longest === undefined ? undefined : TOLD[longest]);
}

/** What the recorded command was about. */
function aboutOf(command: string): About {
  const words = command.split(" ");
  const option = words.indexOf("--provider");
  return {
    machine: words[3],
    provider: words[2] === "restore" ? words[4] : option < 0 ? undefined : words[option + 1],
  };
}

const told = (text: string) =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, "DATE")
    .replace(/clan (?:\[-h\] \[SUBCOMMAND\] )?(?=backups)/, "CLAN ");

describe.each(readdirSync(folder).filter((name) => name.endsWith(".jsonl")))("recordings of %s", (release) => {
  const all = recordingsOf(release);

  it("what went well is no problem", () => {
    const wrong = all.filter(({ exit }) => exit === 0).filter((entry) => problemOf(resultOf(entry)) !== undefined);
    expect(wrong).toEqual([]);
  });

  it.each(all.filter(({ exit }) => exit !== 0).map((entry) => [entry.case, entry] as const))("%s", (name, entry) => {
    const problem = problemOf(resultOf(entry), aboutOf(entry.command));
    expect([problem?.kind, told(problem?.message ?? "")]).toEqual(expected(release, name));
  });

  it("the job whose log knows more is named", () => {
    const failing = all.filter((entry) => entry.case === "create-provider-failing");
    expect(failing.map((entry) => problemOf(resultOf(entry))?.unit)).toEqual(["borgbackup-job-backuphost.service"]);
  });
});

describe("what other programs say", () => {
  const fails = (stderr: string, exitCode = 1) =>
    problemOf(
      { ended: "exited", exitCode, signal: undefined, stdout: "", stderr, isCut: false },
      { machine: "web", provider: "borgbackup" },
    );

  it.each<[string, ProblemKind]>([
    ["error: attribute 'services' missing", "evaluation failed"],
    ["KeyError: 'colour'", "failed"],
    ["error: infinite recursion encountered", "evaluation failed"],
    [
      "Remote: borg@vault: Permission denied (publickey).\nConnection closed by remote host. Is borg working on the server?",
      "server refused",
    ],
    ["Remote: Host key verification failed.\nConnection closed by remote host.", "server refused"],
    ["Remote: Repository path not allowed: /var/lib/b", "server refused"],
    ["Failed to create/acquire the lock /r/lock.exclusive (timeout).", "repository locked"],
    [
      "passphrase supplied in BORG_PASSPHRASE, by BORG_PASSCOMMAND or via BORG_PASSPHRASE_FD is incorrect.",
      "wrong passphrase",
    ],
    ["error: unable to execute 'clan': executable 'clan' not found", "program missing"],
    ["ssh: Could not resolve hostname web.lan: Name or service not known", "unreachable"],
    ["Could not find any way to connect to machine 'web'. No targetHost configured", "no target host"],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'nix'", "nix missing"],
  ])("%s", (stderr, kind) => {
    expect(fails(stderr)?.kind).toBe(kind);
  });

  it("in much text is still found at its end, soon", () => {
    const text = `${"borgbackup-list nixos-rebuild ".repeat(200_000)}\nHost key verification failed.\n`;
    expect(fails(text)?.kind).toBe("host key unknown");
  });
});

it("any output gives a message of one line, without control characters", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }),
      fc.integer({ min: 1, max: 255 }),
      (stdout, stderr, exitCode) => {
        const problem = problemOf({ ended: "exited", exitCode, signal: undefined, stdout, stderr, isCut: false });
        expect(problem?.message).not.toMatch(/\p{Cc}/u);
      },
    ),
  );
});

it("colours and links of a terminal are taken off", () => {
  expect(withoutColours("\u001b[31;20mERROR\u001b[0m: \u001b[38;2;0;130;128mx\u001b[0m")).toBe("ERROR: x");
});
