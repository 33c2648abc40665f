import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ProblemKind, problemOf, withoutColours } from "../../../client/clan/problems.ts";
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

/** What each failing recording is, by the beginning of its name; the longest that fits counts. */
const KINDS: Readonly<Record<string, ProblemKind>> = {
  "backups-list-outside": "not a clan",
  "create-ctrl-c": "cancelled",
  "create-localbackup-failing": "provider failed",
  "create-machine-without-providers": "no providers",
  "create-no-such-machine": "no such machine",
  "create-provider-failing": "provider failed",
  "create-provider-unknown": "no such provider",
  "create-sigint": "cancelled",
  "create-sigterm": "killed",
  "create-unreachable": "unreachable",
  "facts-": "other release",
  generate: "generator failed",
  "generate-no-such-machine": "no such machine",
  "list-backuphost-down": "unreachable",
  "list-before-the-first-backup": "no repository",
  "list-localbackup-failing": "provider failed",
  "list-no-ssh-key": "permission denied",
  "list-no-such-machine": "no such machine",
  "list-provider-unknown": "no such provider",
  "list-unknown-host-key": "host key unknown",
  "list-unreachable": "unreachable",
  "machines-list-outside": "not a clan",
  "machines-update-a-generator": "generator failed",
  "machines-update-failing": "provider failed",
  "machines-update-no-such-machine": "no such machine",
  "machines-update-unreachable": "unreachable",
  "missing-argument": "usage",
  "restore-no-such": "no such archive",
  "restore-provider-unknown": "no such provider",
  "restore-service-unknown": "no such state",
  "restore-unreachable": "unreachable",
  "restore-wrong-provider": "no such archive",
  "unknown-subcommand": "usage",
  "vars-generate-failing": "generator failed",
  "vars-generate-prompt-piped": "needs a terminal",
};
/** In 2024 the machine's own words went to its log alone: what the program failed at is not told. */
const IN_2024: Readonly<Record<string, ProblemKind>> = {
  "restore-no-such-snapshot": "provider failed",
};

function expected(release: string, name: string): ProblemKind | undefined {
  const special = release.startsWith("2024") ? IN_2024[name] : undefined;
  const fitting = Object.keys(KINDS).filter((start) => name.startsWith(start));
  const longest = fitting.sort((a, b) => b.length - a.length)[0];
  return special ?? (longest === undefined ? undefined : KINDS[longest]);
}

describe.each(readdirSync(folder).filter((name) => name.endsWith(".jsonl")))("recordings of %s", (release) => {
  const all = recordingsOf(release);

  it("what went well is no problem", () => {
    const wrong = all.filter(({ exit }) => exit === 0).filter((entry) => problemOf(resultOf(entry)) !== undefined);
    expect(wrong).toEqual([]);
  });

  it.each(all.filter(({ exit }) => exit !== 0).map((entry) => [entry.case, entry] as const))("%s", (name, entry) => {
    const problem = problemOf(resultOf(entry));
    expect(problem?.kind).toBe(expected(release, name));
    expect(problem?.message).toMatch(/^[^\n]{10,400}[.…?)>'":}-]?$/);
    expect(problem?.message).not.toMatch(/Traceback|CalledProcessError/);
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
