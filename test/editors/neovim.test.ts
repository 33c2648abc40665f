import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { isOnPath } from "../../scripts/on-path.mjs";
import { BUNDLE } from "../support/bundle.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-neovim-")));
const module = join(folder, "clan/machines/myhostname/configuration.nix");
const MISTAKE = readFileSync(
  new URL("../../examples/guide-2024/machines/myhostname/configuration.nix", import.meta.url),
  "utf8",
).replace("directory =", "directry =");

/** The block of docs/editors.md that comes behind `words`. */
function blockBehind(words: string): string {
  const text = readFileSync(new URL("../../docs/editors.md", import.meta.url), "utf8");
  const [, block] = /```lua\n([\s\S]*?)```/.exec(text.slice(text.indexOf(words))) ?? [];
  if (block === undefined) throw new Error(`There is no Lua behind “${words}” in docs/editors.md`);
  return block;
}

beforeAll(() => {
  cpSync(new URL("../../examples/guide-2024", import.meta.url), join(folder, "clan"), { recursive: true });
  writeFileSync(module, MISTAKE);
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/clan-backups"), `#!/bin/sh\nexec "${process.execPath}" "${BUNDLE}" "$@"\n`);
  chmodSync(join(folder, "bin/clan-backups"), 0o755);
  writeFileSync(join(folder, "init.lua"), blockBehind("Before 0.11"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script in a Neovim of its own, with the configuration of docs/editors.md, and returns what it saw. */
async function inNeovim(script: string): Promise<unknown> {
  const result = join(folder, "result.json");
  const args = ["--headless", "-i", "NONE", "-n", "-u", join(folder, "init.lua"), module, "-S", script];
  const nvim = spawn("nvim", args, {
    cwd: join(folder, "clan"),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`,
      HOME: folder,
      XDG_CACHE_HOME: folder,
      RESULT: result,
    },
  });
  let said = "";
  for (const stream of [nvim.stdout, nvim.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  const [status] = await once(nvim, "close");
  expect({ status, said }).toMatchObject({ status: 0 });
  const seen: unknown = JSON.parse(readFileSync(result, "utf8"));
  expect(seen).not.toHaveProperty("problem");
  return seen;
}

const Seen = z.strictObject({
  findings: z.array(
    z.object({
      line: z.number(),
      column: z.number(),
      code: z.string(),
      message: z.string(),
      severity: z.number(),
      source: z.string(),
    }),
  ),
  actions: z.array(z.string()),
  mended: z.string(),
  hover: z.array(z.string()),
  completions: z.array(z.object({ word: z.string(), menu: z.string(), kind: z.string() })),
  completed: z.string(),
});

test.skipIf(!isOnPath("nvim"))("Neovim's own client shows findings, mends, tells and completes", async () => {
  const seen = Seen.parse(await inNeovim(fileURLToPath(new URL("neovim.lua", import.meta.url))));
  const line = MISTAKE.split("\n").findIndex((text) => text.includes("directry"));
  expect(seen.findings).toContainEqual({
    ...{ line, column: 4, code: "unknown-option", severity: 1, source: "clan-backups" },
    message: expect.stringContaining("did you mean directory?"),
  });
  expect(seen.actions).toEqual(["Change to directory"]);
  expect(seen.mended).toBe('    directory = "/mnt/hdd/backup";');
  expect(seen.hover).toEqual(
    expect.arrayContaining(["**clan.localbackup.targets.hdd.mountpoint**", "- Type: string or null"]),
  );
  expect(seen.completions.map(({ word }) => word)).toEqual(["preBackupHook", "preMountHook", "preUnmountHook"]);
  expect(seen.completions[0]).toMatchObject({ menu: "text or null", kind: "Property" });
  expect(seen.completed).toBe("preBackupHook");
});
