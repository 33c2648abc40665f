import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNodeFiles } from "../../server/nodeFiles.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-files-")));
const root = join(base, "clan");
const at = (name: string) => join(root, name);
const files = createNodeFiles({ roots: [] });
const hasFifo = process.platform !== "win32";

beforeAll(() => {
  mkdirSync(at("folder.nix"), { recursive: true });
  writeFileSync(join(base, "secret.nix"), "1");
  writeFileSync(at("plain.nix"), "{ }");
  writeFileSync(at("mark.nix"), "\ufeff{ }");
  writeFileSync(at("empty.nix"), "");
  writeFileSync(at("nul.nix"), "a\0b");
  writeFileSync(at("latin.nix"), Buffer.from([0x22, 0xe9, 0x22]));
  writeFileSync(at("utf16.nix"), "\ufeff{ }", "utf16le");
  symlinkSync("plain.nix", at("link.nix"));
  symlinkSync("../secret.nix", at("out.nix"));
  symlinkSync("b.nix", at("a.nix"));
  symlinkSync("a.nix", at("b.nix"));
  symlinkSync("gone", at("dangling.nix"));
  symlinkSync("/dev/zero", at("zero.nix"));
  if (hasFifo) spawnSync("mkfifo", [at("pipe.nix")]);
  files.setRoots([root]);
});
afterAll(() => rmSync(base, { recursive: true }));

describe("stat", () => {
  test.for([
    ["plain.nix", "file"],
    ["link.nix", "file"],
    ["folder.nix", "directory"],
    ["none.nix", "missing"],
    ["a.nix", "missing"],
    ["dangling.nix", "missing"],
    ["out.nix", "other"],
    ["../secret.nix", "other"],
    ["zero.nix", "other"],
    ["nul\0.nix", "missing"],
  ] as const)("%s is %s", ([name, kind]) => expect(files.stat(at(name)).kind).toBe(kind));

  test("gives the size in bytes", () => expect(files.stat(at("mark.nix")).size).toBe(6));
});

describe("readText", () => {
  test.for([
    ["plain.nix", "{ }"],
    ["link.nix", "{ }"],
    ["mark.nix", "{ }"],
    ["empty.nix", ""],
  ] as const)("%s is text", ([name, text]) => expect(files.readText(at(name), 100)).toEqual({ ok: true, text }));

  test.for([
    ["none.nix", "missing"],
    ["a.nix", "missing"],
    ["folder.nix", "not a file"],
    ["nul.nix", "not text"],
    ["latin.nix", "not text"],
    ["utf16.nix", "not text"],
    ["out.nix", "unreadable"],
    ["../secret.nix", "unreadable"],
    ["zero.nix", "unreadable"],
  ] as const)("%s is not, for it is %s", ([name, why]) =>
    expect(files.readText(at(name), 100)).toEqual({ ok: false, why }),
  );

  test("reads up to the limit, in bytes", () => {
    expect(files.readText(at("mark.nix"), 6)).toEqual({ ok: true, text: "{ }" });
    expect(files.readText(at("mark.nix"), 5)).toEqual({ ok: false, why: "too large" });
  });

  test.skipIf(!hasFifo)("does not wait for a pipe that nobody writes to", () => {
    expect(files.stat(at("pipe.nix")).kind).toBe("other");
    expect(files.readText(at("pipe.nix"), 100)).toEqual({ ok: false, why: "not a file" });
  });

  test.skipIf(process.platform !== "linux")("does not read files that say they are empty and are not", () => {
    const proc = createNodeFiles({ roots: ["/proc"] });
    expect(proc.readText("/proc/cpuinfo", 100)).toEqual({ ok: false, why: "too large" });
    expect(createNodeFiles({ roots: ["/dev"] }).readText("/dev/zero", 100)).toEqual({ ok: false, why: "not a file" });
  });
});

test("readDirectory lists names and kinds, without following links", () => {
  const kinds = new Map(files.readDirectory(root)?.map(({ name, kind }) => [name, kind]));
  expect(kinds.get("plain.nix")).toBe("regular");
  expect(kinds.get("folder.nix")).toBe("directory");
  expect(kinds.get("a.nix")).toBe("symlink");
  if (hasFifo) expect(kinds.get("pipe.nix")).toBe("unknown");
  expect(files.readDirectory(base)).toBeUndefined();
  expect(files.readDirectory(at("plain.nix"))).toBeUndefined();
  expect(files.readDirectory(at("none"))).toBeUndefined();
});

test("realPath resolves links, and gives up on circles and on nothing", () => {
  expect(files.realPath(at("link.nix"))).toBe(at("plain.nix"));
  expect(files.realPath(at("a.nix"))).toBeUndefined();
  expect(files.realPath(at("none.nix"))).toBeUndefined();
});
