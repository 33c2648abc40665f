import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Destination } from "../world/facts.ts";
import { faultOf, type Host } from "./context.ts";
import { runHook } from "./run.ts";
import { appendJournal, readUnit, serviceOf, writeUnit } from "./units.ts";

/**
 * Starts the job of a destination as `systemctl start` does: returns when its hooks (ExecStartPre) are done, while the
 * upload goes on in a process of its own. Returns the exit code of systemctl: 0, or 1 when a hook failed.
 */
export async function startJob(host: Host, destination: Destination): Promise<number> {
  const unit = serviceOf(destination);
  const { activeState } = readUnit(host, unit);
  if (activeState === "active" || activeState === "activating") return 0;
  const invocation = randomUUID().replaceAll("-", "");
  writeUnit(host, unit, { activeState: "activating", subState: "start-pre", invocation, startedAt: Date.now() });
  appendJournal(host, unit, `Starting BorgBackup job ${destination.name}...`);
  for (const { name, preBackup } of host.machine.states) {
    if (preBackup === undefined) continue;
    const { code, stdout, stderr } = await runHook(host, faultOf(host, "hook-fails") ?? preBackup);
    appendJournal(host, unit, stdout + stderr);
    if (code === 0) continue;
    appendJournal(host, unit, `pre-backup-${name}: exited with ${code}`);
    appendJournal(host, unit, `${unit}: Control process exited, code=exited, status=${code}/n/a`);
    appendJournal(host, unit, `${unit}: Failed with result 'exit-code'.`);
    const failed = { activeState: "failed", subState: "failed", result: "exit-code" } as const;
    writeUnit(host, unit, { ...failed, exitCode: code, endedAt: Date.now() });
    const see = `See "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.`;
    process.stderr.write(`Job for ${unit} failed because the control process exited with error code.\n${see}\n`);
    return 1;
  }
  appendJournal(host, unit, `Started BorgBackup job ${destination.name}.`);
  launch(host, destination);
  return 0;
}

/** Starts the process of the job in a session of its own: it outlives the ssh connection, as a unit does. */
function launch(host: Host, destination: Destination): void {
  const program = fileURLToPath(new URL("../host.ts", import.meta.url));
  const env = { ...process.env, CLAN_STANDIN_HOST: host.folder };
  const child = spawn(process.execPath, [program, "run-job", destination.name], {
    cwd: host.folder,
    detached: true,
    stdio: "ignore",
    env,
  });
  writeUnit(host, serviceOf(destination), {
    activeState: "active",
    subState: "running",
    result: "success",
    exitCode: 0,
    pid: child.pid ?? 0,
    endedAt: 0,
  });
  child.unref();
}
