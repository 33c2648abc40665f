/**
 * `npm start`: the clan of an example in a real VS Code with the packaged extension. Its machines are played on this one
 * (test/clan), so backups are really made, listed and restored. Everything is in a folder of its own that is gone when
 * this ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { WorldHandle } from "../clan/world/handle.ts";
import { makeWorld } from "../clan/world/make.ts";
import { missingPrograms } from "../clan/world/sshd.ts";
import { installExtension, packageExtension } from "./harness/extension.ts";
import { serverFolder } from "./harness/places.ts";
import { startServer } from "./harness/server.ts";

const EXAMPLES = ["inventory-2026", "guide-2024"] as const;
const USAGE = `usage: npm start -- [--example ${EXAMPLES.join("|")}] [--desktop] [--check]`;

type Example = (typeof EXAMPLES)[number];

interface Started {
  /** Resolves when it has ended by itself, with what there is to say about it. */
  readonly ended: Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Settings with which the extension needs no clan and no hosts of the user. */
const settingsOf = (world: WorldHandle) => ({
  "clanBackups.clanPath": join(world.folder, "bin/clan"),
  "clanBackups.sshConfigFile": join(world.folder, "ssh_config"),
});

async function inBrowser(world: WorldHandle, vsix: string, folder: string): Promise<Started> {
  const [userData, extensions] = [join(folder, "profile"), join(folder, "extensions")];
  await installExtension(vsix, extensions, userData, "newest");
  const environment = Object.fromEntries(
    Object.entries(world.environment()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const server = await startServer({
    version: "newest",
    userData,
    extensions,
    isTrusted: true,
    settings: settingsOf(world),
    environment,
  });
  const address = new URL(server.url);
  address.hostname = "127.0.0.1";
  address.searchParams.set("folder", world.clan);
  const file = `vscode-remote://${address.host}${join(world.clan, "machines/myhostname/configuration.nix")}`;
  address.searchParams.set("payload", JSON.stringify([["openFile", file]]));
  console.log(`Open ${address.href}`);
  return { ended: server.ended.then(() => `VS Code has ended:\n${server.output()}`), stop: server.stop };
}

/** The VS Code that is installed here, with a profile of its own; it ends when its window is closed. */
async function onDesktop(world: WorldHandle, vsix: string, folder: string): Promise<Started> {
  const [userData, extensions] = [join(folder, "profile"), join(folder, "extensions")];
  await mkdir(join(userData, "User"), { recursive: true });
  await writeFile(join(userData, "User/settings.json"), JSON.stringify(settingsOf(world)));
  const profile = ["--user-data-dir", userData, "--extensions-dir", extensions];
  const code = (...args: readonly string[]) =>
    spawn("code", [...profile, ...args], { stdio: ["ignore", "ignore", "inherit"], env: world.environment() });
  const ended = (child: ReturnType<typeof code>) =>
    Promise.race([
      once(child, "exit").then(([status]) => Number(status)),
      once(child, "error").then(() => {
        throw new Error("code is missing: install VS Code, or leave --desktop away to use the browser.");
      }),
    ]);
  if ((await ended(code("--install-extension", vsix))) !== 0) throw new Error("code did not install the extension.");
  const window = code("--new-window", "--wait", "--disable-workspace-trust", world.clan);
  const stop = async () => {
    window.kill();
  };
  return { ended: ended(window).then(() => "The window was closed."), stop };
}

function readArguments(): { readonly example: Example; readonly isDesktop: boolean } {
  const { values } = parseArgs({ options: { example: { type: "string" }, desktop: { type: "boolean" } } });
  const example = EXAMPLES.find((name) => name === (values.example ?? EXAMPLES[0]));
  if (example === undefined) throw new Error(USAGE);
  return { example, isDesktop: values.desktop === true };
}

/** Aborts at Ctrl-C, or when whoever started this wants its end. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

/** A line that says why there is no VS Code to start; `undefined`: there is one. */
function missingEditor(): string | undefined {
  if (existsSync(join(serverFolder("newest"), ".provisioned"))) return undefined;
  return "VS Code is not installed: node test/vscode/provision.mjs installs it, or says why it cannot.";
}

async function start(): Promise<void> {
  const { example, isDesktop } = readArguments();
  const missing = missingPrograms() ?? (isDesktop ? undefined : missingEditor());
  if (missing !== undefined) throw new Error(missing);
  const stopped = stopSignal();
  const folder = await mkdtemp(join(tmpdir(), "clan-backups-start-"));
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    console.log(`Packing the extension and making the machines of examples/${example} …`);
    const [vsix, world] = await Promise.all([
      packageExtension(folder),
      makeWorld(join(folder, "world"), { example, removes: folder }),
    ]);
    stops.unshift(() => world[Symbol.asyncDispose]());
    const started = await (isDesktop ? onDesktop : inBrowser)(world, vsix, folder);
    stops.unshift(started.stop);
    if (stopped.aborted) return;
    console.log("In the side bar, Clan Backups shows the machines: back one up, list its backups, restore one.");
    console.log(`In clan.nix or machines/, make a mistake and see it told. The files are in ${world.clan}.`);
    console.log("Ctrl-C ends everything and removes it.");
    const reason = await Promise.race([once(stopped, "abort"), started.ended]);
    if (typeof reason === "string") console.log(reason);
  } catch (error) {
    // Ctrl-C has ended what was being made, too.
    if (!stopped.aborted) throw error;
  } finally {
    for (const stop of stops) await stop();
  }
}

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
