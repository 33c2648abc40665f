import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Target } from "../world/facts.ts";
import { onHost, rootFolder } from "../world/layout.ts";
import { faultOf, type Host, whileFault } from "./context.ts";
import { run, runHook } from "./run.ts";

const say = (text: string) => process.stdout.write(text);
const complain = (text: string) => process.stderr.write(text);

/**
 * Writes rsnapshot's configuration of a target and returns its path. `/./` lets rsync store the host's own path below
 * the name of the machine ("--relative" in rsync(1)).
 */
function writeConfig({ folder, machine }: Host, target: Target): string {
  const file = join(folder, "etc", `rsnapshot-${target.name}.conf`);
  const lockfile = join(folder, "run", `rsnapshot-${target.name}.lock`);
  const folders = machine.states.flatMap((state) => state.folders);
  const lines = [
    ["config_version", "1.2"],
    ["snapshot_root", onHost(folder, target.directory)],
    ["sync_first", "1"],
    ["use_lazy_deletes", "1"],
    ["cmd_cp", "/bin/cp"],
    ["cmd_rm", "/bin/rm"],
    ["cmd_rsync", "/usr/bin/rsync"],
    ["lockfile", lockfile],
    ["verbose", "1"],
    ["loglevel", "1"],
    ["retain", "snapshot", String(machine.snapshots)],
    ...folders.map((path) => ["backup", `${rootFolder(folder)}/.${path}`, `${machine.name}/`]),
  ];
  writeFileSync(file, `${lines.map((line) => line.join("\t")).join("\n")}\n`);
  return file;
}

/** Plays mount(8): the disk's folder is there while it is mounted, and hidden otherwise. Returns the exit code. */
function mount(host: Host, { mountpoint }: Target): number {
  if (mountpoint === null) return 0;
  if (faultOf(host, "disk-missing") !== undefined) {
    complain(`mount: ${mountpoint}: special device does not exist.\n`);
    return 32;
  }
  mkdirSync(onHost(host.folder, mountpoint), { recursive: true });
  return 0;
}

/** Runs the hooks of one kind, one state after the other; returns the exit code of the first that fails, or 0. */
async function runHooks(host: Host, kind: "pre-backup" | "post-backup"): Promise<number> {
  for (const { name, preBackup, postBackup } of host.machine.states) {
    const hook = kind === "pre-backup" ? preBackup : postBackup;
    if (hook === undefined) continue;
    say(`Running ${kind} command for ${name}\n`);
    const { code, stdout, stderr } = await runHook(host, faultOf(host, "hook-fails") ?? hook);
    say(stdout);
    complain(stderr);
    if (code !== 0) return code;
  }
  return 0;
}

/** `localbackup-create`: a snapshot on every target in turn, to its end. Returns the exit code. */
export async function createSnapshots(host: Host): Promise<number> {
  for (const target of host.machine.targets) {
    say(`Creating backup '${target.name}'\n`);
    const mounted = mount(host, target);
    if (mounted !== 0) return mounted;
    const failed = await runHooks(host, "pre-backup");
    if (failed !== 0) return failed;
    await whileFault(host, "snapshot-hold");
    const config = writeConfig(host, target);
    for (const command of ["sync", "snapshot"]) {
      const { code, stderr } = await run(host, "rsnapshot", ["-c", config, command]);
      complain(stderr);
      if (code !== 0) return code;
    }
    const afterwards = await runHooks(host, "post-backup");
    if (afterwards !== 0) return afterwards;
  }
  return 0;
}

/** `localbackup-list`: prints the snapshots of all targets as JSON, newest first. Returns the exit code. */
export async function listSnapshots(host: Host): Promise<number> {
  const found: { name: string }[] = [];
  let status = 0;
  for (const target of host.machine.targets) {
    const mounted = mount(host, target);
    if (mounted !== 0) return mounted;
    const directory = onHost(host.folder, target.directory);
    const { code, stdout, stderr } = await run(host, "find", [directory, "-maxdepth", "1", "-name", "snapshot.*"], {
      env: { LC_ALL: "C" },
    });
    complain(stderr);
    status = code === 0 ? status : code;
    const snapshots = stdout.split("\n").filter((line) => line !== "");
    const number = (path: string) => Number(basename(path).slice("snapshot.".length));
    snapshots.sort((a, b) => number(a) - number(b));
    found.push(...snapshots.map((path) => ({ name: `${target.name}::${path}` })));
  }
  say(`${JSON.stringify(found)}\n`);
  return status;
}

/** `localbackup-restore`: copies folders out of a snapshot over the host's; nothing is deleted. Returns the exit code. */
export async function restoreSnapshot(host: Host, name: string, folders: readonly string[]): Promise<number> {
  const [targetName = "", path = ""] = name.split("::");
  const target = host.machine.targets.find((it) => it.name === targetName);
  if (target === undefined) {
    say(`No target named ${targetName}\n`);
    return 1;
  }
  const snapshot = onHost(host.folder, path);
  if (!existsSync(snapshot)) {
    say(`No backup found ${path}\n`);
    return 1;
  }
  for (const folder of folders) {
    const source = join(snapshot, host.machine.name, folder);
    const { code, stderr } = await run(host, "rsync", ["-a", `${source}/`, `${onHost(host.folder, folder)}/`]);
    complain(stderr);
    if (code !== 0) return code;
  }
  return 0;
}
