/** `npm start` is what a newcomer runs first: it must work, end at Ctrl-C without a trace, and work again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingPrograms } from "../../clan/world/sshd.ts";
import { ROOT } from "../harness/places.ts";
import { until } from "../harness/until.ts";

/** Every temporary file of a run lies in a folder of its own, so what is left can be seen. */
function run(
  folder: string,
  ...args: readonly string[]
): { readonly child: ChildProcess; readonly said: () => string } {
  const child = spawn(process.execPath, ["scripts/start.mjs", ...args], {
    cwd: ROOT,
    // In a process group, as in a terminal: Ctrl-C goes to all of them.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: folder },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      text += String(data);
    });
  }
  return { child, said: () => text };
}

function addressOf(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const [address] = /http:\/\/127\.0\.0\.1:\S+(?=\s.*Ctrl-C)/s.exec(said()) ?? [];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on("data", look);
    child.once("exit", () => reject(new Error(`npm start has ended:\n${said()}`)));
  });
}

/** Processes whose command line or environment names the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const texts = ["cmdline", "environ"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8"));
        return texts.some((text) => text.includes(folder)) ? [texts[0]?.replaceAll("\0", " ") ?? pid] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

const opens = test.skipIf(missingPrograms() !== undefined);

opens.for(["the first time", "a second time"])("npm start opens the clan and Ctrl-C ends all of it, %s", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clan-backups-start-test-"));
  const { child, said } = run(folder);
  const ended = once(child, "exit");
  const address = new URL(await addressOf(child, said));
  const response = await fetch(address);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("vscode");
  expect(existsSync(join(address.searchParams.get("folder") ?? "", "clan.nix"))).toBe(true);
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(processesOf(folder)).toEqual([]);
  // npm keeps compiled code for whoever comes next.
  expect(readdirSync(folder).filter((name) => name !== "node-compile-cache")).toEqual([]);
  rmSync(folder, { recursive: true });
});

opens("npm start that is killed leaves nothing behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clan-backups-start-test-"));
  const { child, said } = run(folder);
  await addressOf(child, said);
  expect(processesOf(folder).some((command) => command.includes("sshd"))).toBe(true);
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await until(async () => {
    expect(processesOf(folder)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name !== "node-compile-cache")).toEqual([]);
  });
  rmSync(folder, { recursive: true });
});

test("an example that there is not is told in one line", async () => {
  const { child, said } = run(tmpdir(), "--example", "mars");
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(said().trim()).toBe("usage: npm start -- [--example inventory-2026|guide-2024] [--desktop] [--check]");
});
