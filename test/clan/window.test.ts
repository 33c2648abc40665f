/** The extension's own commands against the stand-in: a backup is made, watched, listed and restored, with the command line of each release. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { RELEASES } from "./releases.ts";
import { processesLeft } from "./session/left.ts";
import { newWorld, recordedClan } from "./session/recordedClan.ts";
import { canMakeWorlds, until } from "./session/run.ts";
import { openWindow } from "./session/window.ts";
import type { WorldHandle } from "./world/handle.ts";

// Real backups on a machine that may do much else: the limit ends a hung test, nothing more.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const MACHINE = "myhostname";

describe.runIf(canMakeWorlds).each(RELEASES)("a window on a clan of %s", (release) => {
  const worlds: WorldHandle[] = [];
  const world = () => {
    const [made] = worlds;
    if (made === undefined) throw new Error("the world was not made");
    return made;
  };
  const notes = () => world().path(MACHINE, "/home/alice/notes.txt");

  beforeAll(async () => {
    worlds.push(await newWorld({ release, facts: recordedClan(release) }));
  });
  afterAll(() => world()[Symbol.asyncDispose]());

  it.each(["borgbackup", "localbackup"] as const)("backs up and restores with %s", async (provider) => {
    const window = await openWindow(world(), {
      behaviour: {
        choose: (title, items) =>
          title.startsWith("Restore on") ? (items.find(({ label }) => label === "HOME") ?? items[0])?.label : undefined,
        answer: () => MACHINE,
      },
    });
    writeFileSync(notes(), "as it was\n");
    await window.run("createBackup", window.lens(MACHINE, provider));
    expect(window.ui.problems).toEqual([]);
    expect(window.ui.told).toEqual([`${MACHINE} is backed up with ${provider}.`]);
    const [archive] = window.archives(MACHINE, provider);
    expect(archive).toMatchObject({ provider, isFailed: false });
    expect(Math.abs(Date.now() - (archive?.time ?? 0))).toBeLessThan(600_000);

    writeFileSync(notes(), "changed\n");
    await window.run("restoreBackup", window.lens(MACHINE, provider));
    expect(window.ui.problems).toEqual([]);
    expect(window.ui.told.at(-1)).toBe(`HOME is restored on ${MACHINE}.`);
    expect(window.ui.asked.at(-1)?.prompt).toContain(`On ${MACHINE}, /home will be overwritten with ${archive?.name}`);
    expect(readFileSync(notes(), "utf8")).toBe("as it was\n");
    expect(window.processes.count).toBe(0);
  });

  it("restores everything, one state after the other", async () => {
    const window = await openWindow(world(), {
      behaviour: {
        choose: (_, items) => (items.find(({ label }) => label === "Everything") ?? items[0])?.label,
        answer: () => MACHINE,
      },
    });
    const data = world().path(MACHINE, "/var/lib/test-service/data");
    const before = readFileSync(data);
    await window.run("createBackup", window.lens(MACHINE, "borgbackup"));
    rmSync(data);
    writeFileSync(notes(), "changed\n");
    await window.run("restoreBackup", window.lens(MACHINE, "borgbackup"));
    expect(window.ui.problems).toEqual([]);
    expect(window.ui.told.at(-1)).toBe(`HOME, test-service are restored on ${MACHINE}.`);
    expect(readFileSync(data)).toEqual(before);
    expect(readFileSync(notes(), "utf8")).toBe("as it was\n");
  });

  const isRunning = () => existsSync(world().path(MACHINE, "/var/lib/test-service/pre-backup-ran"));
  const hold = () => {
    rmSync(world().path(MACHINE, "/var/lib/test-service/pre-backup-ran"), { force: true });
    world().setFault(MACHINE, "snapshot-hold");
  };

  it("leaves no process of a backup that is cancelled", async () => {
    hold();
    const window = await openWindow(world(), {
      behaviour: { onStep: (step, cancel) => step === "localbackup: starting" && void until(isRunning).then(cancel) },
    });
    await window.run("createBackup", window.lens(MACHINE, "localbackup"));
    world().heal(MACHINE, "snapshot-hold");
    expect(window.ui.told).toEqual([`What had begun on ${MACHINE} goes on there; it is only not watched any more.`]);
    expect(processesLeft(world())).toBe(0);
  });

  it("leaves no process when the window is killed", async () => {
    hold();
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL("session/windowProcess.ts", import.meta.url)), world().folder],
      {
        stdio: "ignore",
        detached: true,
      },
    );
    await until(isRunning);
    expect(processesLeft(world())).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await until(() => processesLeft(world()) === 0);
    world().heal(MACHINE, "snapshot-hold");
  });

  // Between the oldest and the newest release nothing of this changes.
  if (release !== RELEASES[0] && release !== RELEASES.at(-1)) return;

  it("tells a job that fails after its start, with its own words", async () => {
    const window = await openWindow(world());
    world().setFault(MACHINE, "job-fails");
    await window.run("createBackup", window.lens(MACHINE, "borgbackup"));
    world().heal(MACHINE, "job-fails");
    expect(window.ui.told).toEqual([]);
    expect(window.ui.problems.map(({ message }) => message)).toEqual([
      `The backup of ${MACHINE} to backuphost failed: Remote: borg: Error: Disk quota exceeded`,
    ]);
    expect(Object.keys(window.ui.problems[0]?.actions ?? {})).toEqual(["Retry"]);
  });

  it("tells a hook that fails before the start, from the log of its job", async () => {
    const window = await openWindow(world());
    world().setFault(MACHINE, "hook-fails", "echo the database is locked >&2; exit 1");
    await window.run("createBackup", window.lens(MACHINE, "borgbackup"));
    world().heal(MACHINE, "hook-fails");
    expect(window.ui.problems.map(({ message }) => message)).toEqual([
      `${MACHINE} was not backed up with borgbackup: borgbackup-job-backuphost.service did not start: pre-backup-test-service: exited with 1`,
    ]);
    expect(window.log.join("\n")).toContain("the database is locked");
  });

  it("says what it cannot see where ssh is not possible, and how to look", async () => {
    const window = await openWindow(world(), { settings: { sshConfigFile: "/nonexistent" } });
    await window.run("createBackup", window.lens(MACHINE, "borgbackup"));
    expect(window.ui.told).toEqual([]);
    const [problem] = window.ui.problems;
    expect(problem?.message).toBe(
      `The backup of ${MACHINE} to backuphost was started. How it ends cannot be seen: it does not answer over ssh without a question.`,
    );
    await problem?.actions["Copy Log Command"]?.();
    expect(window.ui.copied[0]).toMatch(
      /^ssh .* -- root@127\.0\.0\.1 'journalctl -u borgbackup-job-backuphost\.service -n 100 --no-pager'$/,
    );
  });

  it("generates keys and updates, the server first, in terminals", async () => {
    const window = await openWindow(world(), { behaviour: { onTerminal: () => 0 } });
    await window.run("generateKeys", window.lens(MACHINE));
    await window.run("updateMachines", window.lens(MACHINE));
    const keys = release.startsWith("2024") ? "facts" : "vars";
    expect(window.ui.terminals.map(({ command }) => command.arguments.slice(0, 3))).toEqual([
      [keys, "generate", MACHINE],
      ["machines", "update", "backuphost"],
      ["machines", "update", MACHINE],
    ]);
    expect(window.parts.state.isUpdated(world().clan, "backuphost")).toBe(true);
  });
});
