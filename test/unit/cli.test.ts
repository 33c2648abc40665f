import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli, startCli } from "../support/bundle.ts";

const cwd = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-cli-")));
const lock = (day: string) => ({
  nodes: {
    root: { inputs: { "clan-core": "clan-core" } },
    "clan-core": {
      locked: { lastModified: Date.parse(day) / 1_000, type: "git", url: "https://git.clan.lol/clan/clan-core" },
    },
  },
  root: "root",
  version: 7,
});

const typo = '{ clan.localbackup.targets.hdd = { directory = "/mnt"; mountpont = "/mnt"; }; }\n';

beforeAll(() => {
  mkdirSync(join(cwd, "good"));
  mkdirSync(join(cwd, "empty"));
  mkdirSync(join(cwd, "closed"));
  mkdirSync(join(cwd, "folder.nix"));
  writeFileSync(join(cwd, "bad.nix"), typo);
  writeFileSync(join(cwd, "good/fine.nix"), "{ clan.core.state.x.folders = [ ]; }\n");
  writeFileSync(join(cwd, "latin.nix"), Buffer.from([0x22, 0xe9, 0x22]));
  writeFileSync(join(cwd, "nul.nix"), "{ }\0");
  writeFileSync(join(cwd, "large.nix"), " ".repeat(10_000_000));
  writeFileSync(join(cwd, "text.md"), "{ }");
  writeFileSync(join(cwd, "closed.nix"), "{ }");
  writeFileSync(join(cwd, "flake.lock"), JSON.stringify(lock("2024-07-20")));
  chmodSync(join(cwd, "closed.nix"), 0);
  chmodSync(join(cwd, "closed"), 0);
  symlinkSync("two", join(cwd, "one"));
  symlinkSync("one", join(cwd, "two"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

test("the contract's document for one mistake", () => {
  const { status, stdout, stderr } = runCli(["check", "bad.nix", "--format", "json"], { cwd });
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  const document: unknown = JSON.parse(stdout);
  expect(document).toEqual({
    version: 1,
    release: "2024-06",
    files: 1,
    findings: [
      {
        file: "bad.nix",
        range: { start: { line: 0, character: 55 }, end: { line: 0, character: 64 } },
        severity: "error",
        code: "unknown-option",
        message: expect.stringContaining("mountpoint"),
        option: "clan.localbackup.targets.hdd.mountpont",
        related: expect.any(Array),
        fixes: expect.any(Array),
      },
    ],
    summary: { error: 1, warning: 0, info: 0, hint: 0 },
  });
});

test("exit status 0 without findings, in a file, a folder and a folder without Nix", () => {
  for (const path of ["good/fine.nix", "good", "empty", "folder.nix"]) {
    expect(runCli(["check", path, "--release", "2026-08"], { cwd }), path).toMatchObject({ status: 0, stderr: "" });
  }
  expect(runCli(["check"], { cwd: join(cwd, "empty") }).stdout).toMatch(/^No findings in 0 files\./);
});

test("several paths are judged each on its own, and what two of them hold is told once", () => {
  const { status, stdout } = runCli(["check", "good", "bad.nix", "./bad.nix", "--format=json"], { cwd });
  const { findings, summary }: { findings: unknown[]; summary: unknown } = JSON.parse(stdout);
  expect({ status, count: findings.length, summary }).toEqual({
    status: 1,
    count: 1,
    summary: { error: 1, warning: 0, info: 0, hint: 0 },
  });
});

test("files are named as seen from the current folder", () => {
  const { stdout } = runCli(["check", join(cwd, "bad.nix"), "--format", "github"], { cwd: join(cwd, "good") });
  expect(stdout).toMatch(/^::error file=\.\.\/bad\.nix,line=1,endLine=1,col=56,endColumn=64,title=unknown-option::/);
});

describe("exit status 2: one line on standard error, nothing on standard output", () => {
  test.for([
    [[]],
    [["frobnicate"]],
    [["topologie"]],
    [["check", "--frobnicate"]],
    [["check", "--format"]],
    [["check", "--format", "xml"]],
    [["check", "--release", "2031-01"]],
    [["check", "--max-warnings", "-1"]],
    [["check", "--max-warnings=x"]],
    [["check", "--stdio"]],
    [["check", ""]],
    [["lsp", "--stdio", "x"]],
    [["lsp", "--format", "json"]],
    [["check", "nowhere"]],
    [["check", "nowhere.nix", "--format", "json"]],
    [["check", "good", "nowhere"]],
    [["check", "new\nline\u001b[31m"]],
    [["check", "bad.nix/below"]],
    [["check", "one"]],
    [["check", "text.md"]],
    [["check", "latin.nix"]],
    [["check", "nul.nix"]],
    [["check", "large.nix"]],
    [["check", "/dev/null"]],
  ] as const)("%j", ([args]) => {
    const { status, stdout, stderr } = runCli(args, { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^clan-backups: \P{Cc}+\.\n$/u);
  });

  test.for(["closed", "closed.nix", "closed/x.nix"])("%s, without permission", (path, { skip }) => {
    skip(process.platform === "win32", "Windows has no such permissions");
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chmodSync(cwd, 0o755);
    // Nothing is closed to root, so root lets somebody else run it.
    const options = isRoot ? { cwd, uid: 65_534 } : { cwd };
    const { status, stdout, stderr } = runCli(["check", path], options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^clan-backups: .*cannot be read.*\.\n$/);
  });
});

describe("colours", () => {
  const isColoured = (env: NodeJS.ProcessEnv) => runCli(["check", "bad.nix"], { cwd, env }).stdout.includes("\u001b[");

  test("not in a pipe, unless forced, and never against NO_COLOR", () => {
    expect(isColoured({})).toBe(false);
    expect(isColoured({ FORCE_COLOR: "1" })).toBe(true);
    expect(isColoured({ FORCE_COLOR: "0" })).toBe(false);
    expect(isColoured({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });
});

test("--help and --version answer on standard output", () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  expect(runCli(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  const help = runCli(["check", "--help"]);
  expect(help).toMatchObject({ status: 0, stderr: "" });
  for (const word of ["check", "lsp --stdio", "--format", "--release", "--max-warnings"])
    expect(help.stdout).toContain(word);
});

test("a large report goes through a slow pipe whole, and a closed one is no crash", async () => {
  const many = join(cwd, "many.nix");
  writeFileSync(
    many,
    `{\nclan.localbackup.targets.a.directory = "/";\n${Array.from({ length: 5_000 }, (_, it) => `clan.localbackup.targets.a.x${it} = 1;\n`).join("")}}\n`,
  );
  const slow = startCli(["check", many, "--format", "json"], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  slow.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    slow.stdout?.pause();
    setImmediate(() => slow.stdout?.resume());
  });
  const [status] = await once(slow, "close");
  const { findings }: { findings: unknown[] } = JSON.parse(text);
  expect({ status, count: findings.length }).toEqual({ status: 1, count: 5_000 });

  const closed = startCli(["check", many, "--format", "json"], { stdio: ["ignore", "pipe", "pipe"] });
  let complaint = "";
  closed.stderr?.setEncoding("utf8").on("data", (part: string) => {
    complaint += part;
  });
  closed.stdout?.destroy();
  const [end] = await once(closed, "close");
  expect({ end, complaint }).toEqual({ end: 1, complaint: "" });
  rmSync(many);
});

test("the program can be run as itself", (context) => {
  context.skip(process.platform === "win32", "Windows runs no scripts by their first line");
  const { status } = spawnSync(new URL("../../dist/cli.js", import.meta.url).pathname, ["--version"]);
  expect(status).toBe(0);
});
