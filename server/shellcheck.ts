/**
 * ShellCheck as a checker of scripts: a program that people may have on PATH. A script goes in by standard input and no configuration file is
 * read, so what is judged cannot make it do anything else (shellcheck(1), "--norc").
 */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { ScriptChecker, ScriptProblem } from "./shell/scriptChecker.ts";
import { problemsFrom } from "./shell/shellcheckOutput.ts";

const ARGUMENTS = ["--norc", "--shell=bash", "--format=json1", "-"] as const;
/** It takes some 10 ms for a hook; what takes this long would hold up the others. */
const LIMIT_MS = 10_000;
/** Longer scripts are not judged. */
const LONGEST = 50_000;
const LARGEST_OUTPUT = 4 << 20;
/** So much is kept though nobody asked for it of late: while one types, a text may come back. */
const MAX_UNUSED = 1_000;
/** A program that fails this often is not asked again. */
const MAX_FAILURES = 3;
/** Of more texts than this the oldest is dropped: while somebody types in a long script, only what is there in the end counts. */
const MAX_WAITING = 200;

export interface ShellcheckOptions {
  /** PATH as the environment has it; folders that are relative are left out, for they may be the workspace's. */
  readonly path: string | undefined;
  /** One line, once, when the program fails. */
  readonly log: (message: string) => void;
  /** Called when nothing is waiting any more, and something new is known. */
  readonly onNews?: () => void;
  /** How long it may take for one script, in milliseconds; 10 s by default. */
  readonly limitMs?: number;
  /** How many texts are kept that were not asked for since the last news; 1,000 by default. */
  readonly maxUnused?: number;
}

/** The program in the first absolute folder of `path` that has it; `undefined` without one. */
export function findShellcheck(path: string | undefined): string | undefined {
  const name = process.platform === "win32" ? "shellcheck.exe" : "shellcheck";
  const folders = (path ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export class Shellcheck implements ScriptChecker {
  readonly #options: ShellcheckOptions;
  readonly #program: string | undefined;
  readonly #known = new Map<string, readonly ScriptProblem[]>();
  /** What was asked for since the last news. */
  readonly #used = new Set<string>();
  readonly #waiting = new Set<string>();
  #judging: string | undefined;
  #running: Promise<void> | undefined;
  readonly #cancel = new AbortController();
  #failures = 0;

  constructor(options: ShellcheckOptions) {
    this.#options = options;
    this.#program = findShellcheck(options.path);
  }

  /** See `ScriptChecker`. Without the program, and where it fails, there are no problems. */
  problemsIn(text: string): readonly ScriptProblem[] | undefined {
    const program = this.#program;
    if (program === undefined || this.#failures >= MAX_FAILURES || text.length > LONGEST) return [];
    if (this.#cancel.signal.aborted) return [];
    this.#used.add(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (text === this.#judging) return undefined;
    this.#waiting.delete(text);
    this.#waiting.add(text);
    const [oldest] = this.#waiting;
    if (oldest !== undefined && this.#waiting.size > MAX_WAITING) this.#waiting.delete(oldest);
    this.#running ??= this.#judgeAll(program);
    return undefined;
  }

  /** Resolves when nothing is waiting; at once where nothing was asked. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Ends the program where it runs; from then on there are no problems. */
  dispose(): void {
    this.#waiting.clear();
    this.#cancel.abort();
  }

  /** The text asked for last comes first. */
  async #judgeAll(program: string): Promise<void> {
    for (let text = [...this.#waiting].at(-1); text !== undefined; text = [...this.#waiting].at(-1)) {
      this.#waiting.delete(text);
      this.#judging = text;
      const output = await runOn(text, program, this.#options.limitMs ?? LIMIT_MS, this.#cancel.signal);
      if (this.#cancel.signal.aborted) return;
      const problems = typeof output === "string" ? problemsFrom(output, text) : undefined;
      if (problems === undefined) this.#fail(output instanceof Error ? output.message : "its output is not understood");
      this.#known.set(text, problems ?? []);
    }
    this.#judging = undefined;
    this.#running = undefined;
    this.#forgetUnused();
    this.#options.onNews?.();
  }

  /** What is in use stays, however much it is: it would be asked for again at once, and there would be no end. */
  #forgetUnused(): void {
    const unused = [...this.#known.keys()].filter((text) => !this.#used.has(text));
    const excess = Math.max(0, unused.length - (this.#options.maxUnused ?? MAX_UNUSED));
    for (const text of unused.slice(0, excess)) this.#known.delete(text);
    this.#used.clear();
  }

  #fail(reason: string): void {
    this.#failures += 1;
    if (this.#failures === 1) this.#options.log(`ShellCheck failed, so a script is judged without it: ${reason}.`);
    if (this.#failures >= MAX_FAILURES) this.#waiting.clear();
  }
}

/** What `program` prints about `text`, or why it does not. Its exit status is 1 when it found something. */
function runOn(text: string, program: string, timeout: number, signal: AbortSignal): Promise<string | Error> {
  const { SHELLCHECK_OPTS: _, ...environment } = process.env;
  return new Promise((resolve) => {
    const child = spawn(program, ARGUMENTS, {
      env: environment,
      signal,
      timeout,
      killSignal: "SIGKILL",
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_OUTPUT) child.kill("SIGKILL");
      else chunks.push(chunk);
    });
    // It may end before it has read all; how it ended tells why.
    child.stdin.on("error", () => undefined);
    child.on("error", resolve);
    child.on("exit", (_, by) => {
      if (by === null) return;
      // What it has started may hold its output open.
      child.stdout.destroy();
      resolve(new Error("it took too long, or said too much"));
    });
    child.on("close", (status) => {
      if (status === 0 || status === 1) resolve(Buffer.concat(chunks).toString("utf8"));
      else resolve(new Error(`it ended with status ${status}`));
    });
    child.stdin.end(text);
  });
}
