/** What the extension says, shows and leaves behind when things go wrong. Linux only where processes are counted in /proc. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { placeHealth } from "../../client/views/health.ts";
import { messages } from "../support/playedPrograms.ts";
import { processesLeft } from "./session/left.ts";
import { newWorld, recordedClan } from "./session/recordedClan.ts";
import { canMakeWorlds, unitOf, until } from "./session/run.ts";
import { openWindow, type WorldWindow } from "./session/window.ts";
import type { WorldHandle } from "./world/handle.ts";

// Real backups on a machine that may do much else: the limit ends a hung test, nothing more.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const MACHINE = "myhostname";
const JOB = "borgbackup-job-backuphost.service";
const HOOK = "/var/lib/test-service/pre-backup-ran";

const worlds: WorldHandle[] = [];
const world = () => {
  const [made] = worlds;
  if (made === undefined) throw new Error("the world was not made");
  return made;
};

const left = () => processesLeft(world());

const listingOf = ({ parts }: WorldWindow, provider: "borgbackup" | "localbackup") =>
  parts.state.listingOf(world().clan, MACHINE, provider);

/** A window that has listed the snapshots of the machine. */
async function listed(behaviour?: Parameters<typeof openWindow>[1]): Promise<WorldWindow> {
  const window = await openWindow(world(), behaviour);
  await window.run("listBackups", window.lens(MACHINE, "localbackup"));
  return window;
}

beforeAll(async () => {
  if (!canMakeWorlds) return;
  worlds.push(await newWorld({ release: "2026-08", facts: recordedClan("2026-08") }));
  const window = await openWindow(world());
  await window.run("createBackup", window.lens(MACHINE));
}, 120_000);
afterAll(() => worlds[0]?.[Symbol.asyncDispose]());
afterEach(async () => {
  delete process.env["CLAN_STANDIN_FAULT"];
  await until(() => left() === 0);
});

describe.runIf(canMakeWorlds)("a clan program that", () => {
  it("is missing is told once, with the setting", async () => {
    const window = await openWindow(world(), { settings: { clanPath: "/nonexistent/clan" } });
    await window.run("listBackups", window.lens(MACHINE));
    expect(messages(window)).toEqual(["clanBackups.clanPath is /nonexistent/clan, and there is no such program."]);
    expect(window.parts.runner.missing(world().clan)).toBeDefined();
    await window.ui.problems[0]?.actions["Open Settings"]?.();
    expect(window.ui.opened).toEqual(["clanPath"]);
  });

  it("cannot be executed is told", async () => {
    const file = join(world().folder, "no-program");
    writeFileSync(file, "", { mode: 0o644 });
    const window = await openWindow(world(), { settings: { clanPath: file } });
    await window.run("createBackup", window.lens(MACHINE));
    expect(messages(window)).toEqual([`clanBackups.clanPath is ${file}, which cannot be executed.`]);
  });

  it.each([
    ["signal", "Clan was ended by SIGSEGV, not by this window."],
    ["rubbish", "Clan printed something that is no list of backups. The log shows it."],
    ["flood", "Clan printed more than can be read as a list of backups. The log shows its beginning."],
    [
      "host-down",
      `${MACHINE} cannot be reached (127.0.0.1 port 1, Connection refused). Is it running, and is its targetHost right?`,
    ],
  ])("has the fault %s is told, and what was known stays", async (fault, message) => {
    const window = await listed();
    const before = window.archives(MACHINE, "localbackup");
    expect(before.length).toBeGreaterThan(0);
    process.env["CLAN_STANDIN_FAULT"] = fault;
    await window.run("listBackups", window.lens(MACHINE, "localbackup"));
    expect(messages(window)).toEqual([`The backups of ${MACHINE} were not listed: ${message}`]);
    expect(listingOf(window, "localbackup")).toMatchObject({ archives: before, problem: message });
    expect(window.log.length).toBeLessThan(5_100);
  });

  it.each(["hang", "deaf"])("does not end (%s) ends when that is wanted", async (fault) => {
    const window = await listed();
    const before = listingOf(window, "localbackup");
    process.env["CLAN_STANDIN_FAULT"] = fault;
    window.ui.behaviour = {
      onStep: (step, cancel) =>
        step === "localbackup" && void until(() => window.log.includes("evaluating…")).then(cancel),
    };
    await window.run("listBackups", window.lens(MACHINE, "localbackup"));
    expect(messages(window)).toEqual([]);
    expect(listingOf(window, "localbackup")).toEqual(before);
    expect(left()).toBe(0);
  });
});

describe.runIf(canMakeWorlds)("a backup", () => {
  const start = (hold: "snapshot-hold" | "job-hold") => {
    rmSync(world().path(MACHINE, HOOK), { force: true });
    world().setFault(MACHINE, hold);
  };
  const isRunning = () => existsSync(world().path(MACHINE, HOOK));

  it("that is cancelled goes on there, and no process here", async () => {
    const window = await listed();
    const count = window.archives(MACHINE, "localbackup").length;
    start("snapshot-hold");
    window.ui.behaviour = {
      onStep: (step, cancel) => step === "localbackup: starting" && void until(isRunning).then(cancel),
    };
    await window.run("createBackup", window.lens(MACHINE, "localbackup"));
    expect(window.ui.told).toEqual([`What had begun on ${MACHINE} goes on there; it is only not watched any more.`]);
    expect([messages(window), window.parts.state.jobs.running, left()]).toEqual([[], [], 0]);
    world().heal(MACHINE, "snapshot-hold");
    await until(async () => {
      await window.run("listBackups", window.lens(MACHINE, "localbackup"));
      return window.archives(MACHINE, "localbackup").length > count;
    });
  });

  it.each([
    [
      "localbackup",
      "snapshot-hold",
      `${MACHINE} was not backed up with localbackup: The connection to ${MACHINE} broke.`,
    ],
    ["borgbackup", "job-hold", `The backup of ${MACHINE} to backuphost was started. How it ends cannot be seen`],
  ] as const)("with %s whose machine goes down in the middle is told", async (provider, hold, message) => {
    const window = await openWindow(world());
    await window.run("listBackups", window.lens(MACHINE, provider));
    const before = window.archives(MACHINE, provider);
    start(hold);
    const ended = window.run("createBackup", window.lens(MACHINE, provider));
    await until(isRunning);
    if (provider === "borgbackup") await until(() => window.ui.steps.some((step) => step.includes("is at work")));
    await world().stop(MACHINE);
    await ended;
    world().heal(MACHINE, hold);
    await world().start(MACHINE);
    expect(messages(window).map((text) => text.slice(0, message.length))).toEqual([message]);
    expect(window.ui.told).toEqual([]);
    expect(listingOf(window, provider)).toMatchObject({
      archives: before,
      problem: expect.stringContaining("cannot be reached"),
    });
  });

  it("runs once on a machine, whoever asks for a second", async () => {
    const [window, other] = [await listed(), await openWindow(world())];
    start("job-hold");
    const first = window.run("createBackup", window.lens(MACHINE, "borgbackup"));
    await until(() => unitOf(world(), MACHINE, JOB).activeState === "active");
    const { invocation } = unitOf(world(), MACHINE, JOB);
    await window.run("createBackup", window.lens(MACHINE, "borgbackup"));
    expect(window.ui.told).toEqual([`${MACHINE} is being backed up already.`]);
    const second = other.run("createBackup", other.lens(MACHINE, "borgbackup"));
    await until(() => other.ui.steps.some((step) => step.includes("is at work")));
    expect(unitOf(world(), MACHINE, JOB).invocation).toBe(invocation);
    // What is being made has the name of a failed one until it is done.
    world().heal(MACHINE, "job-hold");
    await Promise.all([first, second]);
    expect([messages(window), messages(other)]).toEqual([[], []]);
    expect(window.archives(MACHINE, "borgbackup")).toEqual(other.archives(MACHINE, "borgbackup"));
  });

  it("leaves no process when the window closes, and is known at the next start as far as it was", async () => {
    const storage = join(world().folder, "storage");
    const window = await listed({ storage });
    start("snapshot-hold");
    const ended = window.run("createBackup", window.lens(MACHINE, "localbackup"));
    await until(isRunning);
    window.parts.state.dispose();
    await window.processes.end();
    await ended;
    expect(left()).toBe(0);
    world().heal(MACHINE, "snapshot-hold");
    const next = await openWindow(world(), { storage });
    expect(listingOf(next, "localbackup")).toEqual(listingOf(window, "localbackup"));
  });

  it.each([
    ["behind", -365, "stale"],
    ["ahead", 365, "odd clock"],
  ] as const)("of a machine whose clock is %s is made, and the clock is told", async (_, days, health) => {
    await using other = await newWorld({ release: "2026-08", facts: recordedClan("2026-08") });
    other.setFault(MACHINE, "clock-skew", String(days * 24 * 3600));
    const window = await openWindow(other);
    const lens = window.lens(MACHINE, "borgbackup");
    await window.run("listBackups", lens);
    await window.run("createBackup", lens);
    expect(window.ui.told).toEqual([`${MACHINE} is backed up with borgbackup.`]);
    expect(messages(window)).toEqual([
      expect.stringMatching(/^The clock of myhostname is wrong: its new backup is dated /),
    ]);
    const listing = window.parts.state.listingOf(other.clan, MACHINE, "borgbackup");
    expect(placeHealth("backuphost", listing, Date.now(), 36 * 3_600_000)).toBe(health);
  });
});

describe.runIf(canMakeWorlds)("archives with names from hell", () => {
  it("are listed, and given to clan as they are or not at all", async () => {
    process.env["CLAN_STANDIN_FAULT"] = "names";
    const window = await openWindow(world());
    await window.run("listBackups", window.lens(MACHINE, "borgbackup"));
    expect(messages(window)).toEqual([]);
    delete process.env["CLAN_STANDIN_FAULT"];
    const names = window.archives(MACHINE, "borgbackup").map(({ name }) => name);
    const injected = names.find((name) => name.includes("$(touch"));
    const coloured = names.find((name) => name.includes("\u001b"));
    expect(names).toContain("backuphost::borg@backuphost:.::-rf");
    const restore = async (name: string | undefined) => {
      const chosen = (items: readonly { readonly label: string; readonly detail?: string }[]) =>
        items.find(({ detail, label }) => detail === name || label === "HOME")?.label;
      window.ui.behaviour = { choose: (_, items) => chosen(items), answer: () => MACHINE };
      await window.run("restoreBackup", window.lens(MACHINE, "borgbackup"));
      return messages(window).at(-1);
    };
    expect(await restore(injected)).toContain("HOME was not restored on myhostname: ");
    expect(existsSync("/tmp/owned")).toBe(false);
    expect(window.log.some((line) => line.startsWith("$ ") && line.includes("$(touch"))).toBe(true);
    expect(await restore(coloured)).toMatch(
      /^HOME was not restored on myhostname: .* cannot be given to clan as a name\.$/,
    );
    expect(await restore("backuphost::borg@backuphost:.::-rf")).toBe(
      "HOME was not restored on myhostname: The backup -rf is not there any more. List the backups again.",
    );
  });
});

describe.runIf(canMakeWorlds)("a workspace that is not trusted", () => {
  it("runs nothing", async () => {
    const { COMMANDS, runCommand } = await import("../../client/commands/table.ts");
    const window = await openWindow(world(), {
      behaviour: { choose: (_, [first]) => first?.label, answer: () => MACHINE },
    });
    const running = Object.entries(COMMANDS).filter(([, { runs }]) => runs);
    for (const [id] of running) await runCommand(id, window.lens(MACHINE), window.parts, false);
    expect(window.ui.told).toEqual(running.map(() => "Trust this workspace first: this runs programs."));
    expect([window.log, window.ui.terminals, window.ui.steps]).toEqual([[], [], []]);
  });
});

describe.runIf(canMakeWorlds)("a restore", () => {
  it("that is cancelled says what state the folders may be in, and leaves no process", async () => {
    const window = await openWindow(world());
    await window.run("listBackups", window.lens(MACHINE, "borgbackup"));
    process.env["CLAN_STANDIN_FAULT"] = "hang";
    const begun: string[] = [];
    window.ui.behaviour = {
      choose: (_, items) => (items.find(({ label }) => label === "Everything") ?? items[0])?.label,
      answer: () => MACHINE,
      onStep: (step, cancel) => {
        begun.push(step);
        void until(() => window.log.includes("evaluating…")).then(cancel);
      },
    };
    await window.run("restoreBackup", window.lens(MACHINE, "borgbackup"));
    const [, state = "", ...more] = begun;
    expect(more, "the states after it are not begun").toEqual([]);
    expect(messages(window)).toEqual([
      `The restore of ${state} on ${MACHINE} was cancelled: its folders may be half old and half restored. Restore it again.`,
    ]);
    expect([window.ui.told, window.parts.state.jobs.running, left()]).toEqual([[], [], 0]);
  });
});
