import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Destination } from "../world/facts.ts";
import { borg } from "./borg.ts";
import { faultOf, type Host, whileFault } from "./context.ts";
import { runHook } from "./run.ts";
import { appendJournal, serviceOf, writeUnit } from "./units.ts";

/** What the log says when the job waits because of the fault `job-hold`; the repository is made by then. */
export const HELD = "stand-in: held before the archive is written";

/** `YYYY-MM-DDTHH:MM:SS`, local time; the host's clock may be wrong. */
function timestamp(host: Host): string {
  const now = new Date(Date.now() + 1000 * Number(faultOf(host, "clock-skew") ?? 0));
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}T${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

/**
 * What the unit of a destination does: makes the repository when there is none, and an archive whose name ends in
 * `.failed` until it is complete. (The real one prunes too, which changes nothing within a day.) Returns the exit code of
 * the step that failed, or 0.
 */
async function backUp(host: Host, destination: Destination): Promise<number> {
  const log = (text: string) => appendJournal(host, serviceOf(destination), text);
  const step = async (...args: string[]) => (await borg(host, destination, args, log)).code;
  const made = join(host.folder, "borg", `made-${destination.name}`);
  if (!existsSync(made)) {
    const known = (await borg(host, destination, ["list"])).code;
    const code = known === 0 ? 0 : await step("init", "--encryption", "repokey", "--make-parent-dirs");
    if (code !== 0) return code;
    writeFileSync(made, "");
  }
  if (faultOf(host, "job-hold") !== undefined) log(HELD);
  await whileFault(host, "job-hold");
  if (faultOf(host, "job-fails") !== undefined) {
    log("Remote: borg: Error: Disk quota exceeded");
    return 2;
  }
  const archive = `${host.machine.name}-${destination.name}-${timestamp(host)}`;
  const folders = host.machine.states.flatMap(({ folders }) => folders.map((folder) => folder.slice(1)));
  const created = await step("create", "--compression", "auto,lz4", `::${archive}.failed`, ...new Set(folders));
  return created === 0 ? step("rename", `::${archive}.failed`, archive) : created;
}

/** Runs a destination's job to its end, with its state and its log where systemctl and journalctl look. */
export async function runJob(host: Host, destination: Destination): Promise<void> {
  const unit = serviceOf(destination);
  const code = await backUp(host, destination);
  for (const { postBackup } of host.machine.states) {
    if (postBackup === undefined) continue;
    const { stdout, stderr } = await runHook(host, postBackup);
    appendJournal(host, unit, stdout + stderr);
  }
  const ended = { exitCode: code, pid: 0, endedAt: Date.now() };
  if (code === 0) {
    appendJournal(host, unit, `${unit}: Deactivated successfully.`);
    writeUnit(host, unit, { ...ended, activeState: "inactive", subState: "dead", result: "success" });
  } else {
    appendJournal(host, unit, `${unit}: Main process exited, code=exited, status=${code}/n/a`);
    appendJournal(host, unit, `${unit}: Failed with result 'exit-code'.`);
    writeUnit(host, unit, { ...ended, activeState: "failed", subState: "failed", result: "exit-code" });
  }
}
