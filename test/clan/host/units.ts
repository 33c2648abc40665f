/** What systemd knows about the host's borg jobs, kept in a file per unit. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Destination } from "../world/facts.ts";
import type { Host } from "./context.ts";

const unitState = z.object({
  activeState: z.enum(["inactive", "activating", "active", "deactivating", "failed"]),
  subState: z.enum(["dead", "start-pre", "running", "stop-post", "failed"]),
  result: z.enum(["success", "exit-code", "signal"]),
  /** The exit code of the main process; 0 while it runs. */
  exitCode: z.int(),
  /** The job's process on this machine; 0: none. */
  pid: z.int(),
  /** Milliseconds since 1970; 0: never. */
  startedAt: z.number(),
  endedAt: z.number(),
  invocation: z.string(),
});

export type UnitState = z.infer<typeof unitState>;

const NEVER_STARTED: UnitState = {
  activeState: "inactive",
  subState: "dead",
  result: "success",
  exitCode: 0,
  pid: 0,
  startedAt: 0,
  endedAt: 0,
  invocation: "",
};

export const serviceOf = ({ name }: Pick<Destination, "name">): string => `borgbackup-job-${name}.service`;
export const timerOf = ({ name }: Pick<Destination, "name">): string => `borgbackup-job-${name}.timer`;

const stateFile = ({ folder }: Host, unit: string): string => join(folder, "systemd", `${unit}.json`);
const journalFile = ({ folder }: Host, unit: string): string => join(folder, "journal", `${unit}.log`);

/** Returns the unit's state. One whose process is gone without a word counts as ended by a signal. */
export function readUnit(host: Host, unit: string): UnitState {
  const file = stateFile(host, unit);
  if (!existsSync(file)) return NEVER_STARTED;
  const state = unitState.parse(JSON.parse(readFileSync(file, "utf8")));
  const isLost = state.subState === "running" && state.pid !== 0 && !isAlive(state.pid);
  return isLost
    ? { ...state, activeState: "failed", subState: "failed", result: "signal", exitCode: 9, pid: 0 }
    : state;
}

export function writeUnit(host: Host, unit: string, change: Partial<UnitState>): void {
  const file = stateFile(host, unit);
  mkdirSync(join(host.folder, "systemd"), { recursive: true });
  // Written aside and renamed: a reader never sees half a state.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...readUnit(host, unit), ...change }));
  renameSync(draft, file);
}

/** Whether a process of this number runs; one that has ended and that nobody asked about does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    // "pid (name) state …", see proc(5).
    return !existsSync(stat) || !/^\d+ \(.*\) Z/.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}

const entry = z.object({ time: z.number(), message: z.string() });
export type JournalEntry = z.infer<typeof entry>;

export function appendJournal(host: Host, unit: string, text: string): void {
  mkdirSync(join(host.folder, "journal"), { recursive: true });
  const lines = text.split("\n").filter((line) => line !== "");
  const entries = lines.map((message) => `${JSON.stringify({ time: Date.now(), message })}\n`);
  appendFileSync(journalFile(host, unit), entries.join(""));
}

/** Returns the unit's log, oldest first. */
export function readJournal(host: Host, unit: string): readonly JournalEntry[] {
  const file = journalFile(host, unit);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => entry.parse(JSON.parse(line)));
}
