import { spawn } from "node:child_process";
import { readHost } from "../host/context.ts";
import { readJournal, readUnit, type UnitState } from "../host/units.ts";
import type { WorldHandle } from "../world/handle.ts";
import { hostFolder } from "../world/layout.ts";
import { missingPrograms } from "../world/sshd.ts";

/** False: a program is missing, and the tests that need a world are skipped. */
export const canMakeWorlds = missingPrograms() === undefined;

/** What a command line did. */
export interface Observed {
  readonly stdout: string;
  readonly stderr: string;
  /** Negative: the number of the signal that ended it, as the recordings have it. */
  readonly exit: number;
}

interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: -2, SIGKILL: -9, SIGSEGV: -11, SIGTERM: -15 };

/** Runs a program in the world, in its checkout, to its end. */
export function runIn(world: WorldHandle, command: readonly string[], options: RunOptions = {}): Promise<Observed> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const env = { ...world.environment(), ...options.env };
    const child = spawn(program, args, { cwd: options.cwd ?? world.clan, env, stdio: "pipe" });
    const text = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text.stdout += piece;
    });
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      text.stderr += piece;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ ...text, exit: code ?? SIGNALS[signal ?? ""] ?? -1 }));
    // The program may end before it read its input.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** Runs `clan` with these words. */
export const clan = (world: WorldHandle, line: string, options: RunOptions = {}): Promise<Observed> =>
  runIn(world, ["clan", ...line.split(" ")], options);

/** Ends when the condition holds; asks again every few milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const hostOf = ({ folder }: WorldHandle, machine: string) => readHost(hostFolder(folder, machine));

/** The state of a unit on a host now. */
export const unitOf = (world: WorldHandle, machine: string, unit: string): UnitState =>
  readUnit(hostOf(world, machine), unit);

/** The messages in the log of a unit. */
export const logOf = (world: WorldHandle, machine: string, unit: string): readonly string[] =>
  readJournal(hostOf(world, machine), unit).map(({ message }) => message);
