/** Runs programs: arguments as they are, no shell, output in bounds, and nothing left running afterwards. */
import { isAbsolute } from "node:path";
import { execa } from "execa";
import { Lines, Tail } from "./output.ts";
import { onPath } from "./path.ts";
import { ProcessTree } from "./processTree.ts";

/** A program with the arguments that come before all others, such as `nix develop . -c clan`. */
export interface Command {
  /** An absolute path, or a name that is looked up on PATH. */
  readonly program: string;
  readonly arguments: readonly string[];
}

export interface RunOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** When it is aborted the program is interrupted, and killed with all that it started when that does not end it. */
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
  /** More was printed to standard output than is kept. */
  readonly isCut: boolean;
}

/** Runs a program to its end; nothing is thrown. */
export type Run = (command: Command, more: readonly string[], options: RunOptions) => Promise<RunResult>;

/** Told of processes; each leads a group of its own. */
export interface Watcher {
  onStart(pid: number): void;
  onEnd(pid: number): void;
  /** Aborted when there is no time left: then killing comes soon after asking. */
  readonly closing: AbortSignal;
}

const GRACE = 5_000;
const CLOSING_GRACE = 1_000;
/** Milliseconds for outputs to end after their program: something that it started may hold them open. */
const OUTPUT_GRACE = 2_000;

/** Runs a program to its end. Standard input is closed, so that a question ends the program instead of waiting. */
export async function run(
  command: Command,
  more: readonly string[],
  options: RunOptions,
  watcher?: Watcher,
): Promise<RunResult> {
  if (options.signal?.aborted === true || watcher?.closing.aborted === true) return notRun("cancelled");
  const program = isAbsolute(command.program)
    ? command.program
    : await onPath(command.program, process.env["PATH"] ?? "");
  if (program === undefined) return notRun("not found");
  const outputs = { stdout: new Tail(), stderr: new Tail() };
  const child = start(program, [...command.arguments, ...more], options);
  const lines = readOutputs(child, outputs, options.onLine);
  const { pid } = child;
  if (pid !== undefined) watcher?.onStart(pid);
  const ending = new Ending(pid, options, watcher?.closing);
  const result = await child;
  for (const rest of lines) rest.end();
  await ending.stop(result.signal !== undefined);
  if (pid !== undefined) watcher?.onEnd(pid);
  const { stdout, stderr } = outputs;
  const told = { stdout: stdout.text, stderr: stderr.text, isCut: stdout.isCut };
  return { ended: ending.why ?? endOf(result), exitCode: result.exitCode, signal: result.signal, ...told };
}

/** A group of its own: what the program starts ends with it. */
function start(program: string, given: readonly string[], { folder, environment }: RunOptions) {
  return execa(program, given, {
    cwd: folder,
    ...(environment !== undefined && { env: environment }),
    stdin: "ignore",
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
}

function readOutputs(
  child: ReturnType<typeof start>,
  outputs: Readonly<Record<"stdout" | "stderr", Tail>>,
  onLine: RunOptions["onLine"],
): readonly Lines[] {
  child.once("exit", () => {
    const timer = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, OUTPUT_GRACE);
    child.once("close", () => clearTimeout(timer));
  });
  return (["stdout", "stderr"] as const).map((stream) => {
    const lines = new Lines((line) => onLine?.(line, stream));
    child[stream].setEncoding("utf8");
    child[stream].on("data", (text: string) => {
      outputs[stream].add(text);
      lines.add(text);
    });
    return lines;
  });
}

function notRun(ended: RunResult["ended"]): RunResult {
  return { ended, exitCode: undefined, signal: undefined, stdout: "", stderr: "", isCut: false };
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

function endOf({ exitCode, signal, code }: Ended): RunResult["ended"] {
  if (code === "ENOENT" || code === "ENOTDIR") return "not found";
  if (code === "EACCES" || code === "EPERM") return "not executable";
  if (signal !== undefined) return "signalled";
  return exitCode === undefined ? "not started" : "exited";
}

/** Ends a process with all that it started when that is wanted or it takes too long: asks like Ctrl-C first, then ends, then kills. */
class Ending {
  readonly #tree: ProcessTree | undefined;
  readonly #grace: number;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #listening = new AbortController();
  #why: "cancelled" | "timed out" | undefined;

  constructor(pid: number | undefined, { signal, limit, grace = GRACE }: RunOptions, closing: AbortSignal | undefined) {
    this.#tree = pid === undefined ? undefined : new ProcessTree(pid);
    this.#grace = grace;
    const { signal: until } = this.#listening;
    signal?.addEventListener("abort", () => void this.#end("cancelled", this.#grace), { signal: until });
    const onClosing = () => void this.#end("cancelled", Math.min(this.#grace, CLOSING_GRACE));
    closing?.addEventListener("abort", onClosing, { signal: until });
    if (limit !== undefined) this.#timers.push(setTimeout(() => void this.#end("timed out", this.#grace), limit));
  }

  /** Why it was ended from here, if it was. */
  get why(): "cancelled" | "timed out" | undefined {
    return this.#why;
  }

  /** The process is gone; what it has left behind goes as well when it did not end by itself. */
  async stop(isKilled: boolean): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#listening.abort();
    if (this.#why !== undefined || isKilled) await this.#tree?.killRest();
  }

  async #end(why: "cancelled" | "timed out", grace: number): Promise<void> {
    this.#why ??= why;
    // Children of a process that is gone cannot be found any more.
    await this.#tree?.look();
    if (this.#listening.signal.aborted) return;
    this.#tree?.send("SIGINT");
    this.#timers.push(setTimeout(() => void this.#insist("SIGTERM"), grace));
    this.#timers.push(setTimeout(() => void this.#insist("SIGKILL"), 2 * grace));
  }

  async #insist(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#tree?.look();
    if (!this.#listening.signal.aborted) this.#tree?.send(signal);
  }
}
