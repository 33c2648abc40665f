import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { BUNDLE, type Run, startCli } from "./bundle.ts";

export interface MeasuredRun extends Run {
  /** The most memory the process held at once, in MiB, until its own code had ended; see `peakUntilGone`. */
  readonly megabytes: number;
}

/**
 * Tells the peak, in KiB, on a channel of its own when the process ends. Linux' getrusage counts what the process was
 * before exec, that is, this whole test process; VmHWM of proc(5) is of the program alone.
 */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from "node:fs";
  const peak = () => process.platform === "linux"
    ? /VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]
    : String(process.resourceUsage().maxRSS);
  process.on("exit", () => writeSync(3, peak()));
`)}`;

/** Runs `clan-backups` in the folder `cwd`. */
export function measuredRun(args: readonly string[], cwd: string): MeasuredRun {
  const { status, signal, output, error } = spawnSync(process.execPath, ["--import", TELL_PEAK, BUNDLE, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  if (error !== undefined) throw error;
  const [, stdout, stderr, peak] = output;
  const kilobytes = Number(peak);
  if (!(kilobytes > 0))
    throw new Error(`clan-backups ended by ${signal ?? status} without telling its memory: ${stderr}`);
  return { status, stdout: stdout ?? "", stderr: stderr ?? "", megabytes: kilobytes / 1_024 };
}

/**
 * Runs `clan-backups` and returns the most memory that the process held at once, in MiB: also after its own code had ended, when V8 still
 * waits for what its threads compile. Linux only, where VmHWM of proc(5) is read until there is no more.
 */
export async function peakUntilGone(args: readonly string[]): Promise<number> {
  const child = startCli(args, { stdio: "ignore" });
  let kilobytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      kilobytes = Math.max(kilobytes, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It is gone, which is heard of in a moment.
    }
    await setImmediate();
  }
  return kilobytes / 1_024;
}
