/** Runs programs: arguments as they are, no shell, output in bounds, and nothing left running afterwards. */
import type { constants } from "node:os";
import { execa } from "execa";

/** A program with the arguments that come before all others, such as `nix develop . -c clan`. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
}

export interface RunOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** When it is aborted the program is interrupted, and killed when that does not end it. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the program is stopped; without it never. */
  readonly limit?: number | undefined;
  /** Milliseconds between asking to end and killing; 5 seconds without it. */
  readonly grace?: number | undefined;
  /** Called for each line of both outputs as it comes. */
  readonly onLine?: ((line: string, stream: "stdout" | "stderr") => void) | undefined;
}

/** How a program ended. */
export interface RunResult {
  readonly ended: "exited" | "signalled" | "cancelled" | "timed out" | "not found" | "not executable" | "not started";
  /** Of one that exited. */
  readonly exitCode: number | undefined;
  /** Of one that a signal ended: `SIGKILL` … */
  readonly signal: string | undefined;
  /** The end of what it printed, `MOST_KEPT` characters at most of each. */
  readonly stdout: string;
  readonly stderr: string;
  /** More was printed than is kept. */
  readonly isCut: boolean;
}

/** Characters that are kept of each output: far more than a list of 10,000 archives. */
export const MOST_KEPT = 4_000_000;
/** Longer lines are handed on in parts. */
const LONGEST_LINE = 20_000;
const GRACE = 5_000;

/** The last characters of a text that grows. */
class Tail {
  #parts: string[] = [];
  #length = 0;
  isCut = false;

  add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length <= 2 * MOST_KEPT) return;
    const kept = this.text;
    this.#parts = [kept];
    this.#length = kept.length;
    this.isCut = true;
  }

  get text(): string {
    const all = this.#parts.join("");
    if (all.length > MOST_KEPT) this.isCut = true;
    return all.slice(-MOST_KEPT);
  }
}

/** Cuts chunks of text into lines. */
class Lines {
  #rest = "";
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#tell(line);
    while (this.#rest.length > LONGEST_LINE) {
      this.#tell(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
  }

  end(): void {
    if (this.#rest !== "") this.#tell(this.#rest);
    this.#rest = "";
  }
}

/** Runs a program to its end; nothing is thrown. Standard input is closed, so that a question ends the program instead of waiting. */
export async function run(
  { program, arguments: before }: Command,
  more: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const { folder, environment, signal, limit, grace = GRACE, onLine } = options;
  if (signal?.aborted === true) return notRun("cancelled");
  const outputs = { stdout: new Tail(), stderr: new Tail() };
  // A group of its own: what the program starts ends with it.
  const child = execa(program, [...before, ...more], {
    cwd: folder,
    ...(environment !== undefined && { env: environment }),
    stdin: "ignore",
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  for (const stream of ["stdout", "stderr"] as const) {
    const lines = new Lines((line) => onLine?.(line, stream));
    child[stream].setEncoding("utf8");
    child[stream].on("data", (text: string) => {
      outputs[stream].add(text);
      lines.add(text);
    });
    child[stream].on("end", () => lines.end());
  }
  const ending = endOn(child.pid, signal, limit, grace);
  const result = await child;
  ending.stop();
  const { stdout, stderr } = outputs;
  const told = { stdout: stdout.text, stderr: stderr.text, isCut: stdout.isCut || stderr.isCut };
  const exitCode = result.exitCode;
  return { ended: ending.why ?? endOf(result), exitCode, signal: result.signal, ...told };
}

function notRun(ended: RunResult["ended"]): RunResult {
  return { ended, exitCode: undefined, signal: undefined, stdout: "", stderr: "", isCut: false };
}

function endOf({
  exitCode,
  signal,
  code,
}: {
  exitCode?: number | undefined;
  signal?: string | undefined;
  code?: string | undefined;
}): RunResult["ended"] {
  if (code === "ENOENT" || code === "ENOTDIR") return "not found";
  if (code === "EACCES" || code === "EPERM") return "not executable";
  if (signal !== undefined) return "signalled";
  return exitCode === undefined ? "not started" : "exited";
}

/** Ends the group of `pid` when it is wanted or takes too long: asks like Ctrl-C first, then ends, then kills. */
function endOn(pid: number | undefined, signal: AbortSignal | undefined, limit: number | undefined, grace: number) {
  const timers: NodeJS.Timeout[] = [];
  const state: { why: "cancelled" | "timed out" | undefined } = { why: undefined };
  const end = (why: "cancelled" | "timed out") => {
    if (state.why !== undefined) return;
    state.why = why;
    signalGroup(pid, "SIGINT");
    timers.push(setTimeout(() => signalGroup(pid, "SIGTERM"), grace));
    timers.push(setTimeout(() => signalGroup(pid, "SIGKILL"), 2 * grace));
  };
  const onAbort = () => end("cancelled");
  signal?.addEventListener("abort", onAbort);
  if (limit !== undefined) timers.push(setTimeout(() => end("timed out"), limit));
  return {
    get why() {
      return state.why;
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      // What it has left behind goes with it.
      if (state.why !== undefined) signalGroup(pid, "SIGKILL");
    },
  };
}

/** Sends a signal to a process and all that it started; one that is gone needs none. */
export function signalGroup(pid: number | undefined, signal: keyof typeof constants.signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}
