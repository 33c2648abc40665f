/** The ways in which the stand-in misbehaves on demand. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOSTILE_NAMES } from "./cli/faults.ts";
import { newWorld, recordedClan } from "./session/recordedClan.ts";
import { canMakeWorlds, clan, runIn, unitOf, until } from "./session/run.ts";
import type { WorldHandle } from "./world/handle.ts";

const worlds: WorldHandle[] = [];
const world = () => {
  const [made] = worlds;
  if (made === undefined) throw new Error("the world was not made");
  return made;
};

beforeAll(async () => {
  if (canMakeWorlds) worlds.push(await newWorld({ release: "2026-08", facts: recordedClan("2026-08") }));
});
afterAll(() => worlds[0]?.[Symbol.asyncDispose]());

const list = (fault: string) =>
  clan(world(), "backups list myhostname --provider localbackup", { env: { CLAN_STANDIN_FAULT: fault } });

describe.runIf(canMakeWorlds)("CLAN_STANDIN_FAULT", () => {
  it("flood writes 200 MB", async () => {
    const env = { ...world().environment(), CLAN_STANDIN_FAULT: "flood" };
    const child = spawn("clan", ["machines", "list"], { cwd: world().clan, env, stdio: ["ignore", "pipe", "ignore"] });
    let size = 0;
    child.stdout.on("data", (piece: Buffer) => {
      size += piece.length;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    expect(size).toBeGreaterThanOrEqual(200 * 1024 * 1024);
  });

  it("rubbish is no text, and exit code 0", async () => {
    const { exit, stdout } = await list("rubbish");
    expect(exit).toBe(0);
    expect(stdout).toContain("\ufffd");
  });

  it("signal dies of SIGSEGV", async () => {
    expect((await list("signal")).exit).toBe(-11);
  });

  it("host-down reaches no host", async () => {
    const { exit, stderr } = await list("host-down");
    expect(exit).toBe(1);
    expect(stderr).toContain("ssh: connect to host 127.0.0.1 port 1: Connection refused");
  });

  it("names come as they are", async () => {
    const { stdout } = await list("names");
    expect(stdout.split("\n").filter(Boolean).toSorted()).toEqual([...HOSTILE_NAMES].toSorted());
  });

  it("an unknown fault is refused", async () => {
    const { exit, stderr } = await list("typo");
    expect([exit, stderr]).toEqual([1, expect.stringContaining("CLAN_STANDIN_FAULT is one of")]);
  });

  it.each([
    { fault: "hang", signal: "SIGTERM" },
    { fault: "deaf", signal: "SIGKILL" },
  ] as const)("$fault does not end before $signal", async ({ fault, signal }) => {
    const env = { ...world().environment(), CLAN_STANDIN_FAULT: fault };
    const child = spawn("clan", ["machines", "list"], { cwd: world().clan, env, detached: true, stdio: "pipe" });
    await once(child.stderr, "data");
    const group = -(child.pid ?? 0);
    if (fault === "deaf") for (const polite of ["SIGINT", "SIGTERM"] as const) process.kill(group, polite);
    expect(child.exitCode).toBeNull();
    process.kill(group, signal);
    const [code, ended] = await once(child, "exit");
    expect([code, ended]).toEqual([null, signal]);
    await until(() => !isGroupAlive(group));
  });
});

function isGroupAlive(group: number): boolean {
  try {
    process.kill(group, 0);
    return true;
  } catch {
    return false;
  }
}

describe.runIf(canMakeWorlds)("faults of a host", () => {
  it("a host that goes down in the middle ends the create, and its job is lost", async () => {
    const unit = "borgbackup-job-backuphost.service";
    world().setFault("myhostname", "job-hold");
    world().setFault("myhostname", "snapshot-hold");
    const created = clan(world(), "backups create myhostname");
    await until(() => unitOf(world(), "myhostname", unit).activeState === "active");
    await until(() => existsSync(world().path("myhostname", "/var/lib/test-service/pre-backup-ran")));
    await world().stop("myhostname");
    expect((await created).exit).toBe(1);
    expect(unitOf(world(), "myhostname", unit)).toMatchObject({ activeState: "failed", result: "signal" });
    world().heal("myhostname", "job-hold");
    world().heal("myhostname", "snapshot-hold");
    await world().start("myhostname");
    expect(await runIn(world(), ["ssh", "myhostname", "systemctl", "is-active", unit])).toMatchObject({
      stdout: "failed\n",
    });
  });

  it("two jobs at once: the second start finds the first running", async () => {
    world().setFault("myhostname", "job-hold");
    const start = () => clan(world(), "backups create myhostname --provider borgbackup");
    expect((await start()).exit).toBe(0);
    const { invocation } = unitOf(world(), "myhostname", "borgbackup-job-backuphost.service");
    expect((await start()).exit).toBe(0);
    expect(unitOf(world(), "myhostname", "borgbackup-job-backuphost.service").invocation).toBe(invocation);
    world().heal("myhostname", "job-hold");
    await until(() => unitOf(world(), "myhostname", "borgbackup-job-backuphost.service").activeState !== "active");
  });

  it("a clock that is wrong shows in the archive's name", async () => {
    world().setFault("myhostname", "clock-skew", String(-365 * 24 * 3600));
    await clan(world(), "backups create myhostname --provider borgbackup");
    await until(() => unitOf(world(), "myhostname", "borgbackup-job-backuphost.service").activeState !== "active");
    world().heal("myhostname", "clock-skew");
    const { stdout } = await clan(world(), "backups list myhostname --provider borgbackup");
    expect(stdout).toContain(`myhostname-backuphost-${new Date().getFullYear() - 1}-`);
  });
});
