import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { journeyInWorld } from "../harness/worldJourney.ts";

const SERVER = "machines/backuphost/configuration.nix";
const KEY = "machines/myhostname/facts/borgbackup.ssh.pub";

journeyInWorld(
  "the missing key is generated from its finding",
  { example: "guide-2024", hasKeys: false, prepare: ({ clan }) => rm(join(clan, KEY)) },
  async (vscode) => {
    const { editor, page } = vscode;
    await vscode.openFile(SERVER);
    await editor.squiggleUnder(`(config.clan.core.clanDir + "/${KEY}")`, "error");
    await editor.cursorTo("authorizedKeys = [\n      (builtins.readFile (con|fig");
    await editor.fix("Generate the keys of myhostname");
    await page.locator(".terminal-wrapper.active").waitFor();
    await editor.squiggles("error").first().waitFor({ state: "detached" });
    expect(existsSync(vscode.path(KEY))).toBe(true);
  },
);
