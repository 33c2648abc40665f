/** The subcommands of `clan` that concern backups, as functions. */
import { type Archive, readArchives } from "./archives.ts";
import type { ClanProgram } from "./findClan.ts";
import { type About, type Problem, problemOf } from "./problems.ts";
import type { Run, RunOptions, RunResult } from "./process.ts";

export interface CliOptions {
  readonly program: ClanProgram;
  readonly run: Run;
  /** The clan's folder. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: RunOptions["onLine"];
  /** Called before a program runs, with its name and arguments. */
  readonly onStart?: ((command: readonly string[]) => void) | undefined;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Evaluating may take minutes; listing more than this is waiting for a machine that does not answer. */
const LIST_LIMIT = 300_000;

/** Starts a backup. With borgbackup it goes on in the background when this returns: see `outcome.ts`. */
export async function createBackup(machine: string, provider: string, options: CliOptions): Promise<Outcome<void>> {
  const words = ["backups", "create", machine, "--provider", provider];
  const outcome = await runClan(words, [machine, provider], { machine, provider }, options);
  return outcome.ok ? { ok: true, value: undefined } : outcome;
}

/**
 * The backups of a machine, newest first for each destination or target. Providers are asked one by one: clan lists none when any of them
 * fails. Output that is no list is a problem, not an empty list.
 */
export async function listBackups(
  machine: string,
  provider: string,
  options: CliOptions,
): Promise<Outcome<readonly Archive[]>> {
  const words = ["backups", "list", machine, "--provider", provider];
  const outcome = await runClan(words, [machine, provider], { machine, provider }, options, LIST_LIMIT);
  return outcome.ok ? readList(outcome.value) : outcome;
}

/** Clan prints archives to standard output and nothing else. */
function readList({ stdout, isCut }: RunResult): Outcome<readonly Archive[]> {
  if (isCut) return oddOutput("Clan printed more than can be read as a list of backups. The log shows its beginning.");
  const archives = readArchives(stdout);
  const isOdd = archives.length === 0 && stdout.trim() !== "";
  return isOdd
    ? oddOutput("Clan printed something that is no list of backups. The log shows it.")
    : { ok: true, value: archives };
}

function oddOutput(message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: "odd output", message } };
}

/** Brings the folders of `state` back from an archive, or those of all states. */
export async function restoreBackup(
  { machine, provider, archive, state }: RestoreRequest,
  options: CliOptions,
): Promise<Outcome<void>> {
  const service = state === undefined ? [] : ["--service", state];
  const words = ["backups", "restore", machine, provider, archive, ...service];
  const outcome = await runClan(
    words,
    [machine, provider, archive, ...(state === undefined ? [] : [state])],
    { machine, provider },
    options,
  );
  return outcome.ok ? { ok: true, value: undefined } : outcome;
}

export interface RestoreRequest {
  readonly machine: string;
  readonly provider: string;
  /** The archive's whole name. */
  readonly archive: string;
  /** One state; without it all of them. */
  readonly state: string | undefined;
}

/** Commands that may ask something and so run in a terminal. */
export type TerminalAction = "facts" | "vars" | "update";

/** The arguments of a command that runs in a terminal, for the clan in `folder`; without machines it is about all of them. */
export function terminalArguments(
  action: TerminalAction,
  machines: readonly string[],
  folder: string,
): readonly string[] | Problem {
  const wrong = machines.find((name) => !isSafeName(name));
  if (wrong !== undefined) return unsafeName(wrong);
  const command = action === "update" ? ["machines", "update"] : [action, "generate"];
  return [...command, ...machines, "--flake", folder];
}

async function runClan(
  more: readonly string[],
  /** Those of `more` that are names: none of them may be taken for an option. */
  names: readonly string[],
  about: About,
  options: CliOptions,
  limit?: number,
): Promise<Outcome<RunResult>> {
  const { program, folder, signal, onLine, onStart, run } = options;
  const wrong = names.find((name) => !isSafeName(name));
  if (wrong !== undefined) return { ok: false, problem: unsafeName(wrong) };
  const given = [...more, "--flake", folder];
  onStart?.([program.command.program, ...program.command.arguments, ...given]);
  const result = await run(program.command, given, { folder, signal, onLine, limit, environment: QUIET });
  const problem = problemOf(result, about);
  return problem === undefined ? { ok: true, value: result } : { ok: false, problem };
}

/** No colours, and no window of ssh's that asks for a passphrase: what asks is run in a terminal. */
const QUIET = { NO_COLOR: "1", SSH_ASKPASS_REQUIRE: "never" };

/** Whether a name cannot be taken for an option, nor for nothing. */
export function isSafeName(name: string): boolean {
  return name !== "" && !name.startsWith("-") && !/\p{Cc}/u.test(name);
}

function unsafeName(name: string): Problem {
  return { kind: "usage", message: `${JSON.stringify(name)} cannot be given to clan as a name.` };
}
