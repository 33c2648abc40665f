/**
 * The programs on the PATH of a host: `node host.ts PROGRAM ARGUMENT…`, with CLAN_STANDIN_HOST naming the host's folder.
 * The launchers that world/hostFolder.ts writes call it.
 */
import { borg } from "./host/borg.ts";
import { createArchives, listArchives, restoreArchive } from "./host/borgTools.ts";
import { type Host, readHost } from "./host/context.ts";
import { rebuild } from "./host/deploy.ts";
import { journalctl } from "./host/journalctl.ts";
import { createSnapshots, listSnapshots, restoreSnapshot } from "./host/localbackup.ts";
import { lsblk } from "./host/lsblk.ts";
import { runHook } from "./host/run.ts";
import { runJob } from "./host/runJob.ts";
import { stat } from "./host/stat.ts";
import { systemctl } from "./host/systemctl.ts";

const archiveName = (): string => process.env["NAME"] ?? "";
const folders = (): readonly string[] => (process.env["FOLDERS"] ?? "").split(":").filter((folder) => folder !== "");

/** `pre-restore-STATE` and `post-restore-STATE`. Returns the exit code: 127 when the state has no such command. */
async function restoreHook(host: Host, program: string): Promise<number> {
  const [, kind, name] = /^(pre|post)-restore-(.*)$/.exec(program) ?? [];
  const state = host.machine.states.find((it) => it.name === name);
  const hook = kind === "pre" ? state?.preRestore : state?.postRestore;
  if (hook === undefined) {
    process.stderr.write(`bash: line 1: exec: ${program}: not found\n`);
    return 127;
  }
  const { code, stdout, stderr } = await runHook(host, hook);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return code;
}

/** `borg-job-DESTINATION ARGUMENT…`: borg with the settings of the destination. Returns the exit code. */
async function borgJob(host: Host, name: string, args: readonly string[]): Promise<number> {
  const destination = host.machine.destinations.find((it) => it.name === name);
  if (destination === undefined) return 127;
  const { code, stdout } = await borg(host, destination, args, (text) => process.stderr.write(text));
  process.stdout.write(stdout);
  return code;
}

async function jobOf(host: Host, name: string | undefined): Promise<number> {
  const destination = host.machine.destinations.find((it) => it.name === name);
  if (destination !== undefined) await runJob(host, destination);
  return 0;
}

/** Runs a program; returns its exit code. */
async function runProgram(host: Host, program: string, args: readonly string[]): Promise<number> {
  if (program === "borgbackup-create") return createArchives(host);
  if (program === "borgbackup-list") return listArchives(host);
  if (program === "borgbackup-restore") return restoreArchive(host, archiveName(), folders());
  if (program === "localbackup-create") return createSnapshots(host);
  if (program === "localbackup-list") return listSnapshots(host);
  if (program === "localbackup-restore") return restoreSnapshot(host, archiveName(), folders());
  if (program === "systemctl") return systemctl(host, args);
  if (program === "journalctl") return journalctl(host, args);
  if (program === "stat") return stat(host, args);
  if (program === "lsblk") return lsblk(host, args);
  if (program === "nixos-rebuild") return rebuild(host);
  if (program === "run-job") return jobOf(host, args[0]);
  if (program.startsWith("borg-job-")) return borgJob(host, program.slice("borg-job-".length), args);
  return restoreHook(host, program);
}

// The job goes on when the connection is gone: what it still says is lost, as on a real host.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
const [program = "", ...args] = process.argv.slice(2);
process.exitCode = await runProgram(readHost(process.env["CLAN_STANDIN_HOST"] ?? ""), program, args);
