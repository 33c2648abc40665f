import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deploy } from "../host/deploy.ts";
import type { Machine, World } from "./facts.ts";
import { cacheFolder, hostFolder, onHost } from "./layout.ts";

/** A path as one word of sh. */
export const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;

/** Writes a script that may be run. */
export async function writeProgram(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${["#!/bin/sh", ...lines].join("\n")}\n`);
  await chmod(file, 0o755);
}

function programsOf({ states, destinations, targets }: Machine): readonly string[] {
  const hooks = states.flatMap(({ name, preRestore, postRestore }) => [
    ...(preRestore === undefined ? [] : [`pre-restore-${name}`]),
    ...(postRestore === undefined ? [] : [`post-restore-${name}`]),
  ]);
  const tools = (provider: string) => ["create", "list", "restore"].map((verb) => `${provider}-${verb}`);
  return [
    ...["systemctl", "journalctl", "lsblk", "nixos-rebuild", "stat"],
    ...(destinations.length > 0 ? tools("borgbackup") : []),
    ...(targets.length > 0 ? tools("localbackup") : []),
    ...destinations.map(({ name }) => `borg-job-${name}`),
    ...hooks,
  ];
}

/** The files that a state folder holds at first. */
async function fillFolder(folder: string, path: string): Promise<void> {
  if (path === "/home") {
    await mkdir(join(folder, "alice"), { recursive: true });
    await writeFile(join(folder, "alice/notes.txt"), "buy milk\n");
    await writeFile(join(folder, "alice/photo.bin"), Buffer.alloc(4096, 0xd8));
  } else {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "data"), `the data of ${path}\n`);
  }
}

function sshdConfig(host: string, { port }: Machine): string {
  return `${[
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey "${join(host, "etc/ssh_host_ed25519_key")}"`,
    `AuthorizedKeysFile "${join(host, "etc/authorized_keys")}"`,
    `PidFile "${join(host, "run/sshd.pid")}"`,
    "AuthenticationMethods publickey",
    "PermitRootLogin prohibit-password",
    // The folder may be anywhere, and belongs to whoever runs the tests.
    "StrictModes no",
    "MaxStartups 200",
    // A login shell reads no startup files of whoever runs the tests.
    `SetEnv "HOME=${join(host, "home")}"`,
    // The quickest to compute: this is loopback.
    "KexAlgorithms curve25519-sha256",
    "LogLevel ERROR",
  ].join("\n")}\n`;
}

/** Makes the folder of a host: its root with the folders of its states, the programs of its PATH, sshd's configuration. */
export async function makeHostFolder(world: string, facts: World, machine: Machine): Promise<void> {
  const host = hostFolder(world, machine.name);
  await Promise.all(
    ["bin", "borg", "etc", "home", "run", "faults", "root"].map((name) => mkdir(join(host, name), { recursive: true })),
  );
  await writeFile(join(host, "etc/sshd_config"), sshdConfig(host, machine));
  const program = fileURLToPath(new URL("../host.ts", import.meta.url));
  const start = `NODE_COMPILE_CACHE=${quoted(cacheFolder(world))} exec ${quoted(process.execPath)} ${quoted(program)}`;
  await Promise.all(
    programsOf(machine).map((name) => writeProgram(join(host, "bin", name), [`${start} ${quoted(name)} "$@"`])),
  );
  await writeProgram(join(host, "shell"), [
    `export CLAN_STANDIN_HOST=${quoted(host)}`,
    `export PATH=${quoted(`${join(host, "bin")}:${process.env["PATH"] ?? "/usr/bin:/bin"}`)}`,
    'if [ "$#" -gt 0 ]; then exec "$@"; fi',
    'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
  ]);
  const folders = machine.states.flatMap((state) => state.folders);
  await Promise.all(folders.map((path) => fillFolder(onHost(host, path), path)));
  for (const { mountpoint, directory } of machine.targets) {
    await mkdir(onHost(host, mountpoint ?? directory), { recursive: true });
  }
  deploy({ folder: host, world, facts, machine });
}
