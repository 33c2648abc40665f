import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { journey } from "../harness/journey.ts";

const SERVER = "machines/backuphost/configuration.nix";
const KEY = "machines/myhostname/facts/borgbackup.ssh.pub";
/** Where Clan keeps the key since 2025. */
const LATER_KEY = "vars/per-machine/myhostname/borgbackup/borgbackup.ssh.pub/value";

async function useLaterKey(folder: string): Promise<void> {
  const file = join(folder, SERVER);
  await writeFile(file, (await readFile(file, "utf8")).replace(KEY, LATER_KEY));
}

journey(
  "the light bulb mends a wrong path of a key",
  { example: "guide-2024", prepare: useLaterKey },
  async (vscode) => {
    const { editor } = vscode;
    await vscode.openFile(SERVER);
    await editor.squiggleUnder(`(config.clan.core.clanDir + "/${LATER_KEY}")`, "error");
    await vscode.problem(`Nix will stop here: Clan keeps the key of myhostname in ${KEY}.`);
    await editor.cursorTo("authorizedKeys = [\n      (builtins.readFile (con|fig");
    await editor.fix(`Change to ${KEY}`);
    await editor.shows(`(builtins.readFile (config.clan.core.clanDir + "/${KEY}"))`);
    await editor.squiggles("error").first().waitFor({ state: "detached" });
    await vscode.noProblem("Nix will stop here");
  },
);

journey("a link leads to the key", { example: "guide-2024" }, async (vscode) => {
  const { editor } = vscode;
  await vscode.openFile(SERVER);
  await editor.followLink("borgbackup.ssh.pub");
  await vscode.tab("borgbackup.ssh.pub").waitFor();
  await editor.shows("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFUIlLDS9RG6J+qjy+eqveOa7DkHuvmHyEf2fRGbYdSU");
  expect(await readFile(vscode.path(KEY), "utf8")).toContain("AAAAIFUIlLDS9RG6J");
});
