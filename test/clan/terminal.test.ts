/** What the program writes on a terminal, as recorded. `script` of util-linux gives it one. */
import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordingOf, recordingsOf } from "./cli/recorded.ts";
import type { Release } from "./releases.ts";
import { normalObserved, normalRecording } from "./session/normal.ts";
import { newWorld, recordedClan } from "./session/recordedClan.ts";
import { canMakeWorlds, clan, type Observed, unitOf, until } from "./session/run.ts";
import type { WorldHandle } from "./world/handle.ts";
import { programPath } from "./world/sshd.ts";

/** A text to wait for, and what is typed then. */
type Typed = readonly (readonly [seen: string, keys: string])[];

/**
 * Runs clan on a terminal; what it shows comes as standard error. `script` hands the command to $SHELL: some shells stay as clan's parent,
 * are interrupted with it and die of that with 130, so the shell has to become clan, whichever shell it is.
 */
function onTerminal(world: WorldHandle, line: string, typed: Typed): Promise<Observed> {
  const args = ["--quiet", "--return", "--command", `exec clan ${line}`, "/dev/null"];
  const env = { ...world.environment(), SHELL: "/bin/sh" };
  const child = spawn("script", args, { cwd: world.clan, env, stdio: "pipe" });
  const rest = [...typed];
  let shown = "";
  let searched = 0;
  child.stdout.on("data", (piece: Buffer) => {
    shown += piece.toString();
    for (const [seen, keys] of rest.slice(0, 1)) {
      const at = shown.indexOf(seen, searched);
      if (at < 0) continue;
      searched = at + seen.length;
      rest.shift();
      child.stdin.write(keys);
    }
  });
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ stdout: "", stderr: shown, exit: code ?? -1 }));
  });
}

/** What was recorded on the terminal, in the form of `onTerminal`. */
function recorded(release: Release, name: string): Observed {
  const { tty = "", exit } = recordingOf(release, name);
  return normalRecording({ stdout: "", stderr: tty, exit });
}

describe.runIf(canMakeWorlds && programPath("script") !== undefined).each(["2024-07", "2025-03", "2026-08"] as const)(
  "%s",
  (release) => {
    const worlds: WorldHandle[] = [];
    const world = () => {
      const [made] = worlds;
      if (made === undefined) throw new Error("the world was not made");
      return made;
    };
    beforeAll(async () => {
      worlds.push(await newWorld({ release, facts: recordedClan(release) }));
    });
    afterAll(() => world()[Symbol.asyncDispose]());

    it("list is coloured", async () => {
      const job = () => unitOf(world(), "myhostname", "borgbackup-job-backuphost.service").activeState;
      for (let count = 0; count < 3; count++) {
        await clan(world(), "backups create myhostname");
        await until(() => job() !== "active");
      }
      const observed = await onTerminal(world(), "backups list myhostname", []);
      expect(normalObserved(world(), observed)).toEqual(recorded(release, "list-several-tty"));
    });

    it("Ctrl-C ends a create", async () => {
      world().setFault("myhostname", "snapshot-hold");
      const last = release === "2024-07" ? "Running pre-backup" : "localbackup-create";
      const line = "backups create myhostname --provider localbackup";
      const observed = await onTerminal(world(), line, [[last, "\u0003"]]);
      world().heal("myhostname", "snapshot-hold");
      expect(normalObserved(world(), observed)).toEqual(recorded(release, "create-ctrl-c-tty"));
    });

    const asking = "vars-generate-prompt-tty";
    if (!recordingsOf(release).some((recording) => recording.case === asking)) {
      it("has no vars that ask: it was recorded with facts that do", () => {
        expect(recordingsOf(release).map((recording) => recording.case)).toContain("generate-prompt-tty");
      });
      return;
    }

    it("vars ask, and hide what is typed", async () => {
      const isToday = release === "2026-08";
      const confirmed: Typed = isToday ? [["Confirm the password (hidden): ", "hunter2\n"]] : [];
      const typed: Typed = [["the password (hidden): ", "hunter2\n"], ...confirmed, ["the login name: ", "alice\n"]];
      if (!isToday) await clan(world(), "vars generate prompted", { input: "hunter2\nalice\n" });
      const observed = await onTerminal(world(), "vars generate prompted --regenerate", typed);
      expect(observed.stderr).not.toContain("hunter2");
      expect(normalObserved(world(), observed)).toEqual(recorded(release, asking));
    });
  },
);
