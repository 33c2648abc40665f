import { execFile, spawn } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Release } from "../releases.ts";
import { type ClanFacts, parseWorld, readWorld, type World } from "./facts.ts";
import { type WorldHandle, worldHandle } from "./handle.ts";
import { makeHostFolder, quoted, writeProgram } from "./hostFolder.ts";
import { generateBorgKeys, makeKeyPair } from "./keys.ts";
import { cacheFolder, clanFolder, hostFolder, programFolder } from "./layout.ts";
import { freePorts } from "./ports.ts";
import { missingPrograms, programPath } from "./sshd.ts";

export interface WorldOptions {
  /** The clan of the world: an example of this project; the default is the one of the release's time. */
  readonly example?: "guide-2024" | "inventory-2026";
  /**
   * Facts instead of an example's; the checkout is then an empty flake. `{port}` in a target host stands for the host's
   * port, `{world}` for the folder of the world.
   */
  readonly facts?: ClanFacts;
  readonly release?: Release;
  /** False: no keys are generated, as in a clan where nobody did so yet. */
  readonly hasKeys?: boolean;
  /** True: the hosts run on when this process has ended. Without it they end with it, however it ends, and the folder goes. */
  readonly runsOn?: boolean;
  /** What goes when this process is killed; the default is the folder of the world. */
  readonly removes?: string;
}

const execute = promisify(execFile);
const examples = fileURLToPath(new URL("../../../examples", import.meta.url));

/** The checkout: a copy of the example, or an empty flake; a git repository, as a clan's is. */
async function makeCheckout(world: string, { example, facts }: WorldOptions): Promise<void> {
  const clan = clanFolder(world);
  if (facts === undefined) {
    await cp(join(examples, example ?? "guide-2024"), clan, { recursive: true });
  } else {
    await mkdir(clan, { recursive: true });
    await writeFile(join(clan, "flake.nix"), "{ outputs = _: { }; }\n");
  }
  await commit(clan, "A clan");
}

async function commit(clan: string, message: string): Promise<void> {
  const git = (...args: string[]) => execute("git", ["-C", clan, ...args]);
  await git("init", "--quiet");
  await git("add", "--all");
  const who = ["-c", "user.name=Clan", "-c", "user.email=clan@localhost", "-c", "commit.gpgsign=false"];
  await git(...who, "commit", "--quiet", "--allow-empty", "--message", message);
}

/** ssh_config and known_hosts: every machine by its name, `NAME.anything` and its port; only the world's own keys. */
async function writeSshConfig(world: string, { machines }: World): Promise<void> {
  const hosts = machines.flatMap(({ name, port }) => [
    `Host ${name} ${name}.*`,
    "  HostName 127.0.0.1",
    `  Port ${port}`,
  ]);
  const everywhere = [
    "Host *",
    `  User ${userInfo().username}`,
    "  IdentityAgent none",
    "  GlobalKnownHostsFile /dev/null",
  ];
  const admin = [`  IdentityFile "${join(world, "keys/admin")}"`, "  IdentitiesOnly yes"];
  const known = [`  UserKnownHostsFile "${join(world, "known_hosts")}"`];
  await writeFile(join(world, "ssh_config"), `${[...hosts, ...everywhere, ...admin, ...known].join("\n")}\n`);
  await writeFile(join(world, "ssh_config_borg"), `${[...hosts, ...everywhere].join("\n")}\n`);
  const lines = machines.map(async ({ name, port }) => {
    const key = await readFile(join(hostFolder(world, name), "etc/ssh_host_ed25519_key.pub"), "utf8");
    return `[127.0.0.1]:${port} ${key.trim()}\n`;
  });
  await writeFile(join(world, "known_hosts"), (await Promise.all(lines)).join(""));
}

/** The programs for the PATH of whoever works in this world: `clan`, and an ssh that knows its hosts. */
async function writePrograms(world: string): Promise<void> {
  const clan = fileURLToPath(new URL("../clan.ts", import.meta.url));
  const cache = `NODE_COMPILE_CACHE=${quoted(cacheFolder(world))}`;
  await writeProgram(join(programFolder(world), "clan"), [
    `${cache} exec ${quoted(process.execPath)} ${quoted(clan)} "$@"`,
  ]);
  const config = quoted(join(world, "ssh_config"));
  // A host's user is whoever made the world, whatever name is before the @.
  const start = `exec ${quoted(programPath("ssh") ?? "ssh")} -F ${config} -l ${quoted(userInfo().username)}`;
  await writeProgram(join(programFolder(world), "ssh"), [`${start} "$@"`]);
}

async function makeFacts(world: string, options: WorldOptions): Promise<World> {
  const { release = options.example === "inventory-2026" ? "2026-08" : "2024-07" } = options;
  const { clan, machines } = options.facts ?? {
    clan: { name: options.example ?? "guide-2024" },
    // Only an example needs the language service.
    machines: await (await import("./fromExample.ts")).machinesOfClan(clanFolder(world)),
  };
  const ports = await freePorts(machines.length);
  const placed = machines.map((machine, index) => {
    const port = ports[index] ?? 0;
    const targetHost = machine.targetHost?.replaceAll("{port}", String(port)).replaceAll("{world}", world) ?? null;
    return { ...machine, port, targetHost };
  });
  return parseWorld({ release, clan, machines: placed });
}

/** Starts who takes the world down when this process is gone; returns what ends the watch. */
function watch(folder: string, removes: string): () => void {
  const program = fileURLToPath(new URL("watch.ts", import.meta.url));
  // In a group of its own: what kills the group of this process must not kill it.
  const watcher = spawn(process.execPath, [program, folder, removes], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  return () => watcher.stdin.end();
}

/**
 * Makes a world in a folder that is empty or not there yet, starts its hosts and returns the handle that stops them.
 * Throws an error with one line that says what to install when a program is missing, or that the name is not possible.
 */
export async function makeWorld(folder: string, options: WorldOptions = {}): Promise<WorldHandle> {
  const missing = missingPrograms();
  if (missing !== undefined) throw new Error(missing);
  // BORG_RSH is split at blanks, and some configuration files have no quotes.
  if (/[\s"'#]/.test(folder)) throw new Error(`${folder}: a world is made in a folder without blanks and quotes`);
  await mkdir(folder, { recursive: true });
  await makeCheckout(folder, options);
  const facts = await makeFacts(folder, options);
  await writeFile(join(folder, "world.json"), `${JSON.stringify(facts, undefined, 2)}\n`);
  const hostKeys = facts.machines.map(({ name }) => join(hostFolder(folder, name), "etc/ssh_host_ed25519_key"));
  await Promise.all([join(folder, "keys/admin"), ...hostKeys].map((file) => makeKeyPair(file, "stand-in")));
  const owners = facts.machines.filter(
    ({ generators }) => options.hasKeys !== false && generators.includes("borgbackup"),
  );
  await Promise.all(owners.map(({ name }) => generateBorgKeys(folder, facts.release, name)));
  if (owners.length > 0) await commit(clanFolder(folder), "The keys of the backups");
  await Promise.all(facts.machines.map((machine) => makeHostFolder(folder, facts, machine)));
  await Promise.all([writeSshConfig(folder, facts), writePrograms(folder)]);
  if (options.runsOn === true) return openWorld(folder);
  const unwatch = watch(folder, options.removes ?? folder);
  const world = await openWorld(folder);
  return {
    ...world,
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      unwatch();
    },
  };
}

/** Starts the hosts of a world that was made before, those that are up stay up; returns its handle. */
export async function openWorld(folder: string): Promise<WorldHandle> {
  const world = worldHandle(folder, readWorld(folder));
  await world.start();
  return world;
}
