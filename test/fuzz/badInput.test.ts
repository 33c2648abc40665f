import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type MeasuredRun, measuredRun, peakUntilGone } from "../support/measuredRun.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-bad-")));
afterAll(() => rmSync(base, { recursive: true }));

const LIMIT_MEGABYTES = 400;
const STACK_TRACE = /\bat .*\(?\S+:\d+:\d+\)?/;
let count = 0;

/** A new folder; every case has its own. */
function newFolder(): string {
  count += 1;
  const folder = join(base, String(count));
  mkdirSync(folder);
  return folder;
}

/** Checks `path` in `folder` and holds what must hold for every input. */
function check(folder: string, path: string): MeasuredRun {
  const run = measuredRun(["check", path], folder);
  expect([0, 1, 2]).toContain(run.status);
  expect(`${run.stdout}${run.stderr}`).not.toMatch(STACK_TRACE);
  expect(run.stderr).not.toContain("bug in clan-backups");
  expect(run.megabytes).toBeLessThan(LIMIT_MEGABYTES);
  if (run.status === 2) {
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(/^clan-backups: .+\n$/);
  } else {
    expect(run.stdout).toMatch(/ in \d+ files?\. /);
  }
  return run;
}

/** Checks a file of that content, alone and in its folder, and returns the run of the file. */
function checkText(content: string | Buffer): MeasuredRun {
  const folder = newFolder();
  writeFileSync(join(folder, "x.nix"), content);
  check(folder, ".");
  return check(folder, "x.nix");
}

const times = (number: number, text: string) => text.repeat(number);
const DEEP = 100_000;

test.runIf(process.platform === "linux")(
  "a small clan whose scripts are read stays below the limit, to its very end",
  async () => {
    const megabytes = await peakUntilGone(["check", "examples/inventory-2026"]);
    expect(megabytes).toBeGreaterThan(0);
    expect(megabytes).toBeLessThan(LIMIT_MEGABYTES);
  },
);

describe("what is no text", () => {
  test("nothing at all", () => expect(checkText("").status).not.toBe(2));
  test("NUL", () => expect(checkText("\0".repeat(1_000)).status).toBe(2));
  test("NUL after Nix", () => expect(checkText(`{ }${"\0".repeat(10)}`).status).toBe(2));
  test("a binary", () =>
    expect(checkText(Buffer.from(Array.from({ length: 5_000 }, (_, it) => (it * 37) % 256))).status).toBe(2));
  test("Latin-1", () => expect(checkText(Buffer.from('{ a = "\xe9"; }', "latin1")).status).toBe(2));
  test("10 MB of blanks", () => expect(checkText(" ".repeat(10_000_000)).stderr).toContain("larger"));
  test("10 MB of Nix", () => expect(checkText(`[ ${times(5_000_000, "1 ")}]`).stderr).toContain("larger"));
  test("2 MB in one list", () => checkText(`[ ${times(1_000_000, "1 ")}]`));
  test("2 MB in one line of bindings", () => checkText(`{ ${times(150_000, "a.b.c = 1; ")} }`));
  test("2 MB in one string", () => checkText(`{ clan.core.state.x.folders = [ "${times(2_000_000, "x")}" ]; }`));
  test("2 MB of mistakes", () => {
    const mistakes = Array.from({ length: 100_000 }, (_, it) => `x${it} = 1;`).join("\n");
    checkText(`{ clan.localbackup.targets.a = { directory = "/";\n${mistakes} }; }`);
  });
  test("2 MB of nonsense", () => checkText(times(400_000, ") = '")));
});

describe("nests that are 100,000 deep, closed and not", () => {
  test.for([
    ["(", "1", ")"],
    ["[", "", "]"],
    ["{a=", "1", ";}"],
    ["{", "", "}"],
    ["rec{a=", "1", ";}"],
    ['"${', "1", '}"'],
    ["''${", "1", "}''"],
    ["let a=", "1", ";in a"],
    ["x:", "1", ""],
    ["{a}:", "1", ""],
    ["{a?", "1", "}:1"],
    ["if 1 then ", "1", " else 1"],
    ["with 1;", "1", ""],
    ["assert 1;", "1", ""],
    ["!", "1", ""],
    ["- ", "1", ""],
    ["1+", "1", ""],
    ["1 ++(", "1", ")"],
    ["a//", "a", ""],
    ["a.", "a", ""],
    ["{a.", "a=1;", "}"],
    ["f ", "x", ""],
    ["f(", "x", ")"],
    ["1==1->", "1", ""],
    ["a.b or ", "a", ""],
    ["/*", "", "*/"],
  ] as const)("%j", ([open, middle, close]) => {
    checkText(times(DEEP, open) + middle + times(DEEP, close));
    checkText(`{ clan.core.state.x.folders = ${times(DEEP, open)}`);
  });
});

describe("values larger than any memory, and computations without end", () => {
  const steps = Array.from({ length: 60 }, (_, it) => it);
  const doubling = (first: string, next: (previous: string) => string) =>
    `{ lib, ... }: let v0 = ${first}; ${steps.map((it) => `v${it + 1} = ${next(`v${it}`)};`).join(" ")} in { clan.core.state.x.folders = v60; imports = v60; }`;
  test.for([
    ["lists in lists", doubling("1", (it) => `[ ${it} ${it} ]`)],
    ["joined lists", doubling("[ 1 ]", (it) => `${it} ++ ${it}`)],
    ["joined strings", doubling('"x"', (it) => `${it} + ${it}`)],
    ["interpolated strings", doubling('"x"', (it) => `"\${${it}}\${${it}}"`)],
    ["sets in sets", doubling("{ a = 1; }", (it) => `{ a = ${it}; b = ${it}; }`)],
    ["functions", doubling("x: x", (it) => `x: ${it} (${it} x)`)],
    ["flattened lists", doubling("[ 1 ]", (it) => `lib.flatten [ ${it} ${it} ]`)],
    ["map and concat", doubling("[ 1 ]", (it) => `builtins.concatMap (x: [ x x ]) ${it}`)],
    ["replaceStrings", doubling('"x"', (it) => `builtins.replaceStrings [ "x" ] [ "xx" ] ${it}`)],
    [
      "compared",
      `${doubling("[ 1 ]", (it) => `[ ${it} ${it} ]`).replace("folders = v60", "folders = if v60 == v60 then [ ] else 1")}`,
    ],
    [
      "toJSON",
      doubling("[ 1 ]", (it) => `[ ${it} ${it} ]`).replace("folders = v60", "folders = [ (builtins.toJSON v60) ]"),
    ],
    ["genList", "{ clan.core.state.x.folders = builtins.genList (x: x) 1000000000000; }"],
    ["range", "{ lib, ... }: { clan.core.state.x.folders = lib.range 1 1000000000; }"],
    ["a value that is itself", "let x = x; in { clan.core.state.x.folders = x; imports = x; }"],
    ["a list of itself", "let x = [ x ]; in { clan.core.state.x.folders = x; imports = x; }"],
    ["a set of itself", "let x = { clan.core.state = x; imports = [ x ]; }; in x"],
    ["recursion", "let f = x: f (x + 1); in { clan.core.state.x.folders = f 0; imports = f 0; }"],
    ["recursion that grows", 'let f = x: "a" + f x; in { clan.core.state.x.folders = [ (f 0) ]; }'],
    ["recursion in the list of modules", "let f = n: { imports = [ (f (n + 1)) ]; }; in f 0"],
    ["two recursions", "let f = x: f (x + 1) + f (x + 2); in { clan.core.state.x.folders = f 0; }"],
    ["omega", "let w = x: x x; in { clan.core.state.x.folders = w w; }"],
    ["config read back", "{ config, ... }: { clan.core.state.x.folders = config.clan.core.state.x.folders; }"],
    ["config imports itself", "{ config, ... }: { imports = config.clan.core.state.x.folders; }"],
    [
      "a slow pattern",
      `{ x = builtins.match "(a*)*(a*)*b" "${times(5_000, "a")}"; clan.core.state.x.folders = builtins.split "(a|aa)+$" "${times(5_000, "a")}b"; }`,
    ],
    ["foldl'", "{ clan.core.state.x.folders = builtins.foldl' (a: b: a ++ a) [ 1 ] (builtins.genList (x: x) 1000); }"],
    ["sort", "{ clan.core.state.x.folders = builtins.sort (a: b: true) (builtins.genList (x: x) 100000); }"],
    [
      "concatStrings",
      '{ lib, ... }: { clan.core.state.x.folders = [ (lib.concatStrings (lib.genList (x: "xxxxxxxxxx") 100000000)) ]; }',
    ],
    ["a deep attribute path", `{ ${Array.from({ length: 50_000 }, () => "a").join(".")} = 1; }`],
    ["a long number", `{ a = ${times(100_000, "9")}; b = ${times(100_000, "9")}.0; c = 1.0e999999; }`],
  ] as const)("%s", ([, text]) => void checkText(text));
});

describe("files that are not what they seem", () => {
  const unix = process.platform !== "win32";
  const module = (path: string) =>
    `{ imports = [ ${path} ]; clan.core.state.x.folders = [ (builtins.readFile ${path}) ]; y = import ${path}; z = builtins.readDir ${path}; p = builtins.pathExists ${path}; }`;

  test("missing", () => void checkText(module("./gone.nix")));
  test("itself", () => void checkText(module("./x.nix")));
  test("its folder", () => void checkText(module("./.")));
  test("the root of the disk", () => void checkText(module("/.")));

  test("in circles through other files", () => {
    const folder = newFolder();
    for (const [name, next] of [
      ["x", "y"],
      ["y", "z"],
      ["z", "x"],
    ] as const) {
      writeFileSync(
        join(folder, `${name}.nix`),
        `{ imports = [ ./${next}.nix ]; a = (import ./${next}.nix).a; clan = (import ./${next}.nix).clan; }`,
      );
    }
    for (const path of [".", "x.nix"]) check(folder, path);
  });

  test("a folder named like a file", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "d.nix"));
    writeFileSync(join(folder, "x.nix"), module("./d.nix"));
    for (const path of [".", "x.nix", "d.nix"]) expect(check(folder, path).status).not.toBe(2);
  });

  test.skipIf(!unix)("links in circles", () => {
    const folder = newFolder();
    symlinkSync("b.nix", join(folder, "a.nix"));
    symlinkSync("a.nix", join(folder, "b.nix"));
    symlinkSync(".", join(folder, "loop"));
    symlinkSync("..", join(folder, "up"));
    writeFileSync(join(folder, "x.nix"), module("./a.nix"));
    writeFileSync(join(folder, "y.nix"), module("./loop/loop/loop/y.nix"));
    for (const path of [".", "x.nix", "y.nix", "loop"]) check(folder, path);
    expect(check(folder, "a.nix").status).toBe(2);
  });

  test.skipIf(!unix)("devices", () => {
    for (const device of ["/dev/zero", "/dev/urandom", "/dev/stdin", "/proc/kmsg"]) checkText(module(device));
    const folder = newFolder();
    symlinkSync("/dev/zero", join(folder, "zero.nix"));
    writeFileSync(join(folder, "x.nix"), module("./zero.nix"));
    for (const path of [".", "x.nix"]) check(folder, path);
    expect(check(folder, "zero.nix").status).toBe(2);
  });

  test.skipIf(!unix)("a pipe that nobody writes to", () => {
    const folder = newFolder();
    spawnSync("mkfifo", [join(folder, "pipe.nix")]);
    writeFileSync(join(folder, "x.nix"), module("./pipe.nix"));
    for (const path of [".", "x.nix"]) expect(check(folder, path).status).not.toBe(2);
    expect(check(folder, "pipe.nix").status).toBe(2);
  });

  test("a lock that is no lock", () => {
    for (const lock of [
      "",
      "{",
      "[]",
      "5",
      '{"nodes":5}',
      '{"root":"a","nodes":{"a":{"inputs":{"clan-core":["a","a"]}}}}',
      times(DEEP, "["),
      "\0",
    ]) {
      const folder = newFolder();
      writeFileSync(join(folder, "flake.lock"), lock);
      writeFileSync(
        join(folder, "flake.nix"),
        "{ outputs = { clan-core, ... }: clan-core.lib.buildClan { machines.a = { }; }; }",
      );
      check(folder, ".");
    }
  });

  test("an inventory that is no JSON", () => {
    for (const json of ["", "{", "[]", times(DEEP, "["), `{"a":${times(DEEP, '{"a":')}`, "\0"]) {
      const folder = newFolder();
      writeFileSync(join(folder, "inventory.json"), json);
      writeFileSync(
        join(folder, "flake.nix"),
        "{ outputs = { clan-core, ... }: clan-core.lib.buildClan { directory = ./.; }; }",
      );
      writeFileSync(
        join(folder, "x.nix"),
        "{ clan.core.state = builtins.fromJSON (builtins.readFile ./inventory.json); }",
      );
      for (const path of [".", "x.nix"]) check(folder, path);
    }
  });

  test("100,000 files", () => {
    const folder = newFolder();
    for (let index = 0; index < 100_000; index++) writeFileSync(join(folder, `${index}.nix`), "");
    expect(check(folder, ".").status).toBe(0);
  });

  test("folders 1,000 deep", () => {
    const folder = newFolder();
    mkdirSync(join(folder, ...Array.from({ length: 1_000 }, () => "d")), { recursive: true });
    expect(check(folder, ".").status).toBe(0);
  });
});
