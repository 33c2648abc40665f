import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MOST_KEPT } from "../../../client/clan/output.ts";
import { run } from "../../../client/clan/process.ts";
import { Processes } from "../../../client/clan/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "clan-backups-process-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program of Node that runs `script`. */
const node = (script: string) => ({ program: process.execPath, arguments: ["-e", script] });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until `check` holds; vitest's time limit ends it otherwise. */
async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a program that ends", () => {
  it("gives its status and both outputs, lines as they come", async () => {
    const lines: string[] = [];
    const result = await run(node("console.log('a\\nb'); console.error('c'); process.exitCode = 3"), [], {
      folder,
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    expect(result).toMatchObject({ ended: "exited", exitCode: 3, stdout: "a\nb\n", stderr: "c\n", isCut: false });
    expect(lines.sort()).toEqual(["stderr c", "stdout a", "stdout b"]);
  });

  it("by a signal", async () => {
    const result = await run(node("process.kill(process.pid, 'SIGKILL')"), [], { folder });
    expect(result).toMatchObject({ ended: "signalled", signal: "SIGKILL" });
  });

  it("gets its arguments as they are", async () => {
    const odd = ["a b", "$HOME", "`id`", "'\"", "-x", "--", "é\n"];
    const { stdout } = await run(node("console.log(JSON.stringify(process.argv.slice(1)))"), ["--", ...odd], {
      folder,
    });
    expect(JSON.parse(stdout)).toEqual(odd);
  });

  it("and asks something is told that nobody answers", async () => {
    const result = await run(node("process.stdin.on('end', () => console.log('end')).resume()"), [], { folder });
    expect(result).toMatchObject({ ended: "exited", stdout: "end\n" });
  });
});

describe("a program that cannot be started", () => {
  it("is not there", async () => {
    expect(await run({ program: join(folder, "none"), arguments: [] }, [], { folder })).toMatchObject({
      ended: "not found",
    });
  });

  it("cannot be executed", async () => {
    const file = join(folder, "text");
    writeFileSync(file, "hello");
    chmodSync(file, 0o644);
    expect(await run({ program: file, arguments: [] }, [], { folder })).toMatchObject({ ended: "not executable" });
  });

  it("was cancelled before", async () => {
    const signal = AbortSignal.abort();
    expect(await run(node("console.log(1)"), [], { folder, signal })).toMatchObject({ ended: "cancelled", stdout: "" });
  });
});

describe("a program that does not end", () => {
  it("is interrupted like with Ctrl-C", async () => {
    const controller = new AbortController();
    const script =
      "process.on('SIGINT', () => { console.log('bye'); process.exit(1) }); setInterval(() => 1, 1e6); console.log('up')";
    const result = await run(node(script), [], {
      folder,
      signal: controller.signal,
      onLine: (line) => line === "up" && controller.abort(),
    });
    expect(result).toMatchObject({ ended: "cancelled", stdout: "up\nbye\n" });
  });

  it("is killed with all that it started when it does not listen", async () => {
    const controller = new AbortController();
    const file = join(folder, "pids");
    const deaf = "process.on('SIGINT', () => 1); process.on('SIGTERM', () => 1); setInterval(() => 1, 1e6);";
    const script = `${deaf} const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${deaf} console.log('up')`)}], { stdio: ['ignore', 'inherit', 'ignore'] });
      require('fs').writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + c.pid)`;
    const result = await run(node(script), [], {
      folder,
      signal: controller.signal,
      grace: 50,
      onLine: () => controller.abort(),
    });
    expect(result.ended).toBe("cancelled");
    const pids = readFileSync(file, "utf8").split(" ").map(Number);
    expect(pids).toHaveLength(2);
    await until(() => pids.every((pid) => !isAlive(pid)));
  });

  it("is stopped at its limit", async () => {
    const result = await run(node("setInterval(() => 1, 1e6)"), [], { folder, limit: 300, grace: 50 });
    expect(result.ended).toBe("timed out");
  });
});

/** Ignores what asks it to end, and has a child of a session of its own that does so too; writes both ids to a file. */
const stubborn = (file: string) => {
  const deaf = "for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s, () => 1); setInterval(() => 1, 1e6);";
  return `${deaf} const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${deaf} console.log('up')`)}], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
    require('fs').writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + c.pid)`;
};
const idsIn = (file: string) => readFileSync(file, "utf8").split(" ").map(Number);

describe("nothing is left", () => {
  it("of a program whose child has a session of its own", async () => {
    const controller = new AbortController();
    const file = join(folder, "session");
    const options = { folder, signal: controller.signal, grace: 50, onLine: () => controller.abort() };
    expect((await run(node(stubborn(file)), [], options)).ended).toBe("cancelled");
    await until(() => idsIn(file).every((pid) => !isAlive(pid)));
  });

  it("of a program that was killed from elsewhere", async () => {
    const file = join(folder, "killed");
    const script = `const c = require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
      require('fs').writeFileSync(${JSON.stringify(file)}, String(c.pid)); process.kill(process.pid, 'SIGKILL')`;
    expect(await run(node(script), [], { folder })).toMatchObject({ ended: "signalled", signal: "SIGKILL" });
    await until(() => idsIn(file).every((pid) => !isAlive(pid)));
  });

  it("when the window closes", async () => {
    const processes = new Processes();
    const file = join(folder, "closing");
    const running = new Promise((resolve) => {
      void processes.run(node(stubborn(file)), [], { folder, onLine: resolve });
    });
    await running;
    expect(processes.count).toBe(1);
    await processes.end();
    expect(processes.count).toBe(0);
    expect((await processes.run(node("1"), [], { folder })).ended).toBe("cancelled");
    await until(() => idsIn(file).every((pid) => !isAlive(pid)));
  });

  it("when the window is killed", async () => {
    const file = join(folder, "window");
    const source = new URL("../../../client/clan/processes.ts", import.meta.url).href;
    const script = `const { Processes } = await import(${JSON.stringify(source)});
      const program = { program: process.execPath, arguments: ["-e", ${JSON.stringify(stubborn(file))}] };
      await new Processes().run(program, [], { folder: ".", onLine: () => process.kill(process.pid, "SIGKILL") });`;
    const window = { program: process.execPath, arguments: ["--input-type=module", "-e", script] };
    const child = spawn(window.program, window.arguments, { cwd: folder, stdio: "ignore", detached: true });
    await once(child, "exit");
    await until(() => idsIn(file).every((pid) => !isAlive(pid)));
  });
});

it("a program of the workspace is not run because PATH is relative", async () => {
  const file = join(folder, "own");
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  const before = process.env["PATH"];
  process.env["PATH"] = `.:${before}`;
  try {
    expect((await run({ program: "own", arguments: [] }, [], { folder })).ended).toBe("not found");
  } finally {
    process.env["PATH"] = before;
  }
});

it("200 MB of output do not fill a memory of 64 MB", async () => {
  const flood = `const big = ('x'.repeat(99) + '\\n').repeat(10000); let left = 200;
    (function more() { while (left-- > 0) if (!process.stdout.write(big)) return process.stdout.once('drain', more) })()`;
  const source = new URL("../../../client/clan/process.ts", import.meta.url).href;
  const script = `const { run } = await import(${JSON.stringify(source)}); let lines = 0;
    const result = await run({ program: process.execPath, arguments: ["-e", ${JSON.stringify(flood)}] }, [], { folder: ".", onLine: () => lines++ });
    console.log(JSON.stringify([result.ended, result.exitCode, result.isCut, result.stdout.length, lines]))`;
  const small = {
    program: process.execPath,
    arguments: ["--max-old-space-size=64", "--input-type=module", "-e", script],
  };
  const { stdout } = await run(small, [], { folder });
  expect(JSON.parse(stdout)).toEqual(["exited", 0, true, MOST_KEPT, 2_000_000]);
}, 60_000);

it("a line without an end is handed on in parts", async () => {
  const parts: number[] = [];
  await run(node("process.stdout.write('y'.repeat(100000))"), [], {
    folder,
    onLine: (line) => parts.push(line.length),
  });
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.reduce((sum, length) => sum + length, 0)).toBe(100_000);
  expect(existsSync(folder)).toBe(true);
});
