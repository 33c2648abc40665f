import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type FindOptions, findClan } from "../../../client/clan/findClan.ts";
import { type RunResult, run } from "../../../client/clan/process.ts";

const root = mkdtempSync(join(tmpdir(), "clan-backups-find-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder of programs, each a script of sh. */
function programs(name: string, scripts: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [program, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

const clan = join(root, "clan");
mkdirSync(clan);
writeFileSync(join(clan, "flake.nix"), "{ }");
writeFileSync(join(clan, ".envrc"), "use flake");
const slowly: FindOptions["slowly"] = (work) => work(() => undefined);
const find = (path: string, setting = "") => findClan({ folder: clan, setting, path, run, slowly });
const FAILS = "exit 1";
const WORKS = "exit 0";
/** `nix develop` fails, `nix run` works. */
const ONLY_RUN = 'case "$*" in *develop*) exit 1;; esac';

describe("clan is found", () => {
  it("where the setting says, even if another is on PATH", async () => {
    const path = programs("a", { clan: WORKS });
    const own = join(programs("b", { mine: WORKS }), "mine");
    expect(await find(path, own)).toMatchObject({ ok: true, program: { command: { program: own, arguments: [] } } });
  });

  it.each([
    ["on PATH", { clan: WORKS, direnv: WORKS, nix: WORKS }, "clan", /PATH/],
    ["by direnv", { direnv: WORKS, nix: WORKS }, "direnv", /direnv/],
    ["in the development shell", { direnv: FAILS, nix: WORKS }, "nix", /development shell/],
    ["in the flake's clan-core", { nix: ONLY_RUN }, "nix", /clan-core that the flake names/],
  ])("%s", async (name, scripts, program, how) => {
    const path = programs(name.replaceAll(" ", "-"), scripts);
    const found = await find(path);
    expect(found).toMatchObject({ ok: true, program: { command: { program: join(path, program) } } });
    expect(found.ok && found.program.how).toMatch(how);
  });
});

describe("clan is not found", () => {
  it("anywhere", async () => {
    expect(await find(programs("none", {}))).toEqual({
      ok: false,
      reason: expect.stringMatching(/not found.*clanPath/),
    });
  });

  it("where the setting says", async () => {
    const path = programs("other", { clan: WORKS });
    expect(await find(path, join(root, "nothing"))).toEqual({
      ok: false,
      reason: expect.stringMatching(/no such program/),
    });
    writeFileSync(join(root, "text"), "");
    expect(await find(path, join(root, "text"))).toEqual({
      ok: false,
      reason: expect.stringMatching(/cannot be executed/),
    });
  });

  it("in a folder of PATH that is relative: it would be the workspace's", async () => {
    mkdirSync(join(clan, "bin"));
    writeFileSync(join(clan, "bin", "clan"), "#!/bin/sh\n");
    chmodSync(join(clan, "bin", "clan"), 0o755);
    expect((await find("bin:./bin:.")).ok).toBe(false);
  });

  it("when looking is cancelled", async () => {
    const cancelled: RunResult = {
      ended: "cancelled",
      exitCode: undefined,
      signal: undefined,
      stdout: "",
      stderr: "",
      isCut: false,
    };
    const path = programs("slow", { nix: WORKS });
    const found = await findClan({ folder: clan, setting: "", path, run: () => Promise.resolve(cancelled), slowly });
    expect(found).toEqual({ ok: false, reason: expect.stringMatching(/cancelled/), isCancelled: true });
  });
});
