import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { KEY_PATIENCE, until } from "../harness/until.ts";
import type { Workbench } from "../harness/workbench.ts";
import { journeyInWorld } from "../harness/worldJourney.ts";

const CLIENT = "machines/myhostname/configuration.nix";
const STEPS = ["Say what to save", "Back up to a server", "Generate the key"];

async function withoutDisk(clan: string): Promise<void> {
  const file = join(clan, CLIENT);
  const text = await readFile(file, "utf8");
  const disk = /\n {2}# The USB disk\.[\s\S]*?\n {2}clan\.localbackup\.targets\.hdd = \{[\s\S]*?\};\n/;
  expect(text).toMatch(disk);
  await writeFile(file, text.replace(disk, ""));
}

const step = ({ page }: Workbench, title: string, state: string) =>
  page.getByRole("checkbox", { name: `${title}: ${state}`, exact: true });

journeyInWorld(
  "getting started checks off what the clan has, and leads through the rest",
  { example: "guide-2024", prepare: ({ clan }) => withoutDisk(clan) },
  async (vscode) => {
    const { editor, page } = vscode;
    await vscode.run("Welcome: Open Walkthrough...");
    await vscode.pick(/^Back up a clan/);
    for (const title of STEPS) await step(vscode, title, "Completed").waitFor();
    await step(vscode, "Back up to a disk", "Not completed").waitFor();

    await page.getByRole("heading", { name: "Back up to a disk" }).click();
    await until(async () => {
      // A walkthrough that is drawn anew takes the focus, which closes a quick pick.
      await page.getByRole("button", { name: "Choose Backup Disk" }).click({ timeout: KEY_PATIENCE });
      await vscode.quickInput.getByPlaceholder("Machine", { exact: true }).waitFor({ timeout: KEY_PATIENCE });
      await vscode
        .choice(/^myhostname/)
        .first()
        .click({ timeout: KEY_PATIENCE });
    });
    await vscode.pickFrom("Where is the disk plugged in?", /^myhostname/);
    await vscode.pickFrom("Disk", /^\/dev\/sda2/);
    await vscode.answerTo("Name of the backup target", "usb");
    await vscode.answerTo("Where the disk is mounted for a backup", "/mnt/usb");
    await editor.shows("clan.localbackup.targets.usb = {");
    await page.getByRole("tab", { name: /^Welcome|^Walkthrough/ }).click();
    await step(vscode, "Back up to a disk", "Completed").waitFor();
    await step(vscode, "Back up, and look", "Not completed").waitFor();
  },
);
