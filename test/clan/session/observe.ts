/** Plays the session in which the recordings were made, in a world of its own. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HELD } from "../host/runJob.ts";
import type { Release } from "../releases.ts";
import type { WorldHandle } from "../world/handle.ts";
import { normalObserved } from "./normal.ts";
import { newWorld, recordedClan } from "./recordedClan.ts";
import { clan, logOf, type Observed, runIn, unitOf, until } from "./run.ts";

export type Session = Map<string, Observed>;

interface Player {
  readonly world: WorldHandle;
  readonly release: Release;
  /** Runs a command line and keeps what it did under the name of the case. */
  play(name: string, line: string, options?: { readonly cwd?: string; readonly input?: string }): Promise<Observed>;
}

const JOB = "borgbackup-job-backuphost.service";

const jobEnds = (world: WorldHandle) => until(() => unitOf(world, "myhostname", JOB).activeState !== "active");

async function playUsage({ play, world }: Player): Promise<void> {
  await play("backups-list-outside-a-flake", "backups list myhostname", { cwd: world.folder });
  await play("machines-list-outside-a-flake", "machines list", { cwd: world.folder });
  await play("missing-argument", "backups list");
  await play("unknown-subcommand", "backups nonsense");
  await play("version-or-help", "--help");
  await play("machines-list", "machines list");
}

async function playKeys({ play, release }: Player): Promise<void> {
  const isEarly = release.startsWith("2024");
  const keys = isEarly ? "facts" : "vars";
  await play("generate-ok", `${keys} generate myhostname`);
  await play("generate-already-there", `${keys} generate myhostname`);
  await play("generate-regenerate", `${keys} generate myhostname --regenerate`);
  await play("generate-failing", `${keys} generate broken`);
  await play("generate-no-such-machine", `${keys} generate nosuchmachine`);
  if (isEarly) {
    await play("generate-no-such-service", "facts generate myhostname --service nosuchservice");
    await play("generate-prompt-piped", "facts generate prompted", { input: "hunter2\n" });
    await play("facts-list", "facts list myhostname");
    await play("facts-check", "facts check myhostname");
  }
  await play("generate-all-machines", `${keys} generate`);
  if (release === "2024-07") {
    await play("vars-generate", "vars generate myhostname");
    return;
  }
  await play("vars-generate-failing", "vars generate broken");
  await play("vars-generate-none-or-ok", "vars generate myhostname");
  await play("vars-generate-prompt-piped", "vars generate prompted", { input: "hunter2\nalice\n" });
  await play("vars-list", "vars list myhostname");
}

/** The first backup, and the two lists before it is there. */
async function playFirstBackup({ play, world }: Player): Promise<void> {
  await play("list-before-the-first-backup", "backups list myhostname");
  world.setFault("myhostname", "job-hold");
  await play("create", "backups create myhostname");
  await until(() => logOf(world, "myhostname", JOB).includes(HELD));
  await play("list-right-after-create", "backups list myhostname");
  world.heal("myhostname", "job-hold");
  await jobEnds(world);
  await play("list-one", "backups list myhostname");
}

async function playMoreBackups({ play, world }: Player): Promise<void> {
  for (const number of [0, 1]) {
    await play(`create-provider-borgbackup-${number}`, "backups create myhostname --provider borgbackup");
    await jobEnds(world);
    await play(`create-provider-localbackup-${number}`, "backups create myhostname --provider localbackup");
  }
  await play("list-several", "backups list myhostname");
  await play("list-provider-localbackup", "backups list myhostname --provider localbackup");
  await play("list-provider-borgbackup", "backups list myhostname --provider borgbackup");
  await play("list-flake-option", `backups list myhostname --flake ${world.clan}`, { cwd: world.folder });
}

async function playMistakes({ play }: Player): Promise<void> {
  await play("create-no-such-machine", "backups create nosuchmachine");
  await play("create-machine-without-providers", "backups create backuphost");
  await play("create-provider-unknown", "backups create myhostname --provider nosuchprovider");
  await play("list-no-such-machine", "backups list nosuchmachine");
  await play("list-machine-without-providers", "backups list backuphost");
  await play("list-provider-unknown", "backups list myhostname --provider nosuchprovider");
  await play("restore-provider-unknown", "backups restore myhostname nosuchprovider hdd::/mnt/hdd/snapshot.0");
  const service = "--service nosuchservice";
  await play("restore-service-unknown", `backups restore myhostname borgbackup hdd::/mnt/hdd/snapshot.0 ${service}`);
}

async function playRestores({ play }: Player, archive: string): Promise<void> {
  const borg = (name: string) => `backups restore myhostname borgbackup ${name}`;
  const local = (number: number) => `backups restore myhostname localbackup hdd::/mnt/hdd/snapshot.${number}`;
  await play("restore-borgbackup", borg(archive));
  await play("restore-service", `${borg(archive)} --service test-service`);
  await play("restore-no-such-archive", borg(`${archive.slice(0, -2)}99`));
  await play("restore-wrong-provider", borg("hdd::/mnt/hdd/snapshot.0"));
  await play("restore-localbackup", local(0));
  await play("restore-no-such-snapshot", local(99));
}

/** What goes wrong on the hosts and on the way there. */
async function playFailures({ play, world }: Player): Promise<void> {
  await play("create-unreachable", "backups create unreachable");
  await play("list-unreachable", "backups list unreachable");
  await play("restore-unreachable", "backups restore unreachable localbackup hdd::/mnt/hdd/snapshot.0");
  world.setFault("myhostname", "hook-fails", "exit 1");
  await play("create-provider-failing", "backups create myhostname");
  world.heal("myhostname", "hook-fails");
  const disk = world.path("myhostname", "/mnt/hdd");
  renameSync(disk, `${disk}.away`);
  await play("list-localbackup-failing", "backups list myhostname --provider localbackup");
  writeFileSync(disk, "");
  await play("create-localbackup-failing", "backups create myhostname --provider localbackup");
  rmSync(disk);
  renameSync(`${disk}.away`, disk);
  await world.stop("backuphost");
  await play("create-backuphost-down", "backups create myhostname --provider borgbackup");
  await jobEnds(world);
  await play("list-backuphost-down", "backups list myhostname");
  await world.start("backuphost");
}

/** What goes wrong with ssh's own files, while nothing else needs them. */
async function playSshFailures({ play, world }: Player): Promise<void> {
  const key = join(world.folder, "keys/admin");
  renameSync(key, `${key}.away`);
  await play("list-no-ssh-key", "backups list myhostname");
  renameSync(`${key}.away`, key);
  const knownHosts = join(world.folder, "known_hosts");
  renameSync(knownHosts, `${knownHosts}.away`);
  await play("list-unknown-host-key", "backups list myhostname");
  rmSync(knownHosts, { force: true });
  renameSync(`${knownHosts}.away`, knownHosts);
}

async function playUpdates({ play, world, release }: Player): Promise<void> {
  if (release === "2026-08") {
    await play("machines-update-a-generator-fails", "machines update myhostname");
    // The recordings of the others were made when the generator was mended.
    const file = join(world.folder, "world.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"failing"', ""));
  }
  await play("machines-update", "machines update myhostname");
  await play("machines-update-no-such-machine", "machines update nosuchmachine");
  await play("machines-update-unreachable", "machines update unreachable");
  world.setFault("myhostname", "update-fails");
  await play("machines-update-failing", "machines update myhostname");
  world.heal("myhostname", "update-fails");
}

/** The servers take the key that was generated after they were made. */
async function deployKeys(world: WorldHandle): Promise<void> {
  for (const machine of ["myhostname", "backuphost"]) await runIn(world, ["ssh", machine, "nixos-rebuild", "switch"]);
}

/** Returns what the stand-in did in each case, without what varies; no process is left. */
export async function observe(release: Release): Promise<Session> {
  await using world = await newWorld({ release, facts: recordedClan(release), hasKeys: false });
  const session: Session = new Map();
  const play: Player["play"] = async (name, line, options) => {
    const observed = await clan(world, line, options);
    session.set(name, normalObserved(world, observed));
    return observed;
  };
  const player = { world, release, play };
  await playUsage(player);
  session.set("no-arguments", normalObserved(world, await runIn(world, ["clan"])));
  await playKeys(player);
  await deployKeys(world);
  await playFirstBackup(player);
  await playMoreBackups(player);
  await playMistakes(player);
  const [archive = ""] = (await clan(world, "backups list myhostname --provider borgbackup")).stdout.split("\n");
  await playRestores(player, archive);
  await playFailures(player);
  await playSshFailures(player);
  await playUpdates(player);
  return session;
}
