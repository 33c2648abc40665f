/** Measuring: in this process, in a child process, and side by side. */
import { spawn } from "node:child_process";

/** Milliseconds that each of `runs` calls took, after one call that is not counted. */
export function measure(runs: number, action: () => void): number[] {
  action();
  return Array.from({ length: runs }, () => timeOf(action));
}

/** Milliseconds that one call takes. */
export function timeOf(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

export interface ChildRun {
  /** From the start of the process until it is gone and its output is read. */
  readonly milliseconds: number;
  /** `null` when a signal ended it or it could not be started. */
  readonly status: number | null;
  readonly stdout: string;
}

/** Runs a program to its end. What it writes to its standard output is kept with `keep`, else thrown away; errors are thrown away. */
export function runChild(command: string, args: readonly string[], keep = false): Promise<ChildRun> {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", keep ? "pipe" : "ignore", "ignore"] });
    const pieces: Buffer[] = [];
    child.stdout?.on("data", (piece: Buffer) => void pieces.push(piece));
    const finish = (status: number | null) =>
      resolve({ milliseconds: performance.now() - start, status, stdout: Buffer.concat(pieces).toString() });
    child.on("error", () => finish(null));
    child.on("close", finish);
  });
}

/** Milliseconds that each of `runs` runs of a program took. */
export async function measureChild(runs: number, command: string, args: readonly string[]): Promise<number[]> {
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) samples.push((await runChild(command, args)).milliseconds);
  return samples;
}

/** Loaded into a Node process, it makes the process write its peak memory in kilobytes to its fourth stream when it ends. */
const PEAK_REPORTER = `process.on("exit",()=>require("node:fs").writeSync(3,String(process.resourceUsage().maxRSS)))`;

/** The most memory (resident set) that a Node process with these arguments held, in bytes, by getrusage(2). */
export function peakMemory(args: readonly string[]): Promise<number> {
  const hook = `data:text/javascript,import{createRequire}from"node:module";const require=createRequire("file:///");${PEAK_REPORTER}`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", hook, ...args], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    let text = "";
    child.stdio[3]?.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    child.on("error", reject);
    child.on("close", () => resolve(Number(text) * 1024));
  });
}
