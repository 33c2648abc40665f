/** An interrupted create, as recorded: what ends, and what goes on. Linux only: processes are counted in /proc. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { recordingOf } from "./cli/recorded.ts";
import { RELEASES, type Release } from "./releases.ts";
import { normalObserved, normalRecording } from "./session/normal.ts";
import { newWorld, recordedClan } from "./session/recordedClan.ts";
import { canMakeWorlds, type Observed, until } from "./session/run.ts";
import type { WorldHandle } from "./world/handle.ts";

const CASES = [
  { name: "create-sigint-process", signal: "SIGINT", isGroup: false },
  { name: "create-sigint-group", signal: "SIGINT", isGroup: true },
  { name: "create-sigterm-process", signal: "SIGTERM", isGroup: false },
  { name: "create-sigterm-group", signal: "SIGTERM", isGroup: true },
] as const;

/** The command line and environment of each process. */
const processes = (): readonly { readonly command: string; readonly environment: string }[] =>
  readdirSync("/proc").flatMap((pid) => {
    try {
      const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", " ");
      return /^\d+$/.test(pid) ? [{ command: read("cmdline"), environment: read("environ") }] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });

const clientsOf = ({ folder }: WorldHandle) =>
  processes().filter(({ command }) => command.includes(`${folder}/ssh_config`)).length;

const jobsOf = ({ folder }: WorldHandle) =>
  processes().filter(
    ({ command, environment }) =>
      command.includes("host.ts localbackup-create") && environment.includes(`CLAN_STANDIN_HOST=${folder}/hosts`),
  ).length;

/** How many ssh clients the real program left. */
function recordedClients(release: Release, name: string): number {
  const text = readFileSync(new URL(`../fixtures/cli/${release}.jsonl`, import.meta.url), "utf8");
  const shape = z.object({ case: z.string(), after: z.string().optional() });
  const found = text
    .split("\n")
    .filter(Boolean)
    .map((line) => shape.parse(JSON.parse(line)));
  const after = found.find((it) => it.case === name)?.after ?? "";
  return Number(/ssh processes left: (\d+)/.exec(after)?.[1]);
}

/** Starts a create that does not end, sends the signal once the job runs on the host, and returns what the program did. */
async function interrupt(world: WorldHandle, signal: NodeJS.Signals, isGroup: boolean): Promise<Observed> {
  const hook = world.path("myhostname", "/var/lib/test-service/pre-backup-ran");
  rmSync(hook, { force: true });
  const args = ["backups", "create", "myhostname", "--provider", "localbackup"];
  const child = spawn("clan", args, { cwd: world.clan, env: world.environment(), detached: true, stdio: "pipe" });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece: Buffer) => {
    text.stdout += piece.toString();
  });
  child.stderr.on("data", (piece: Buffer) => {
    text.stderr += piece.toString();
  });
  const isLogged = () => text.stderr.includes("Running pre-backup") || !world.facts.release.startsWith("2024");
  await until(() => existsSync(hook) && isLogged());
  // An ssh that is left keeps the pipes open: it is the exit that counts.
  const exit = new Promise<number>((resolve) => {
    child.on("exit", (code, ended) => resolve(code ?? (ended === "SIGTERM" ? -15 : -1)));
  });
  const pid = child.pid ?? 0;
  process.kill(isGroup ? -pid : pid, signal);
  return { exit: await exit, ...text };
}

describe.runIf(canMakeWorlds && existsSync("/proc/self/cmdline")).each(RELEASES)("clan of %s", (release) => {
  it("is interrupted as recorded, and the job goes on", async () => {
    await using world = await newWorld({ release, facts: recordedClan(release) });
    world.setFault("myhostname", "snapshot-hold");
    for (const { name, signal, isGroup } of CASES) {
      const observed = await interrupt(world, signal, isGroup);
      const recording = normalRecording(recordingOf(release, name));
      const left = recordedClients(release, name);
      await until(() => clientsOf(world) <= left);
      expect({ name, left: clientsOf(world), ...normalObserved(world, observed) }).toEqual({
        name,
        left,
        ...recording,
      });
      expect(jobsOf(world)).toBeGreaterThan(0);
      // The host goes down and takes all with it, for the next case.
      await world.stop("myhostname");
      await until(() => clientsOf(world) === 0);
      await world.start("myhostname");
    }
  });
});
