import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { axeViolations } from "../harness/axe.ts";
import { journeyInWorld } from "../harness/worldJourney.ts";

/** The rows of a tree as the accessibility tree has them: level and name, times left out. */
async function rows(tree: Locator): Promise<readonly string[]> {
  const snapshot = await tree.ariaSnapshot();
  const items = snapshot.matchAll(/treeitem (".+?")(?: \[expanded\])? \[level=(\d)\]/g);
  return [...items].map(([, name = "", level]) => {
    const timeless = name.replace(/just now|\d+ \w+ ago/, "AGO").replace(/\d+\/\d+\/\d+, [\d:]+ [AP]M/, "TIME");
    return `${level} ${timeless}`;
  });
}

journeyInWorld(
  "a screen reader says what is seen: machines, backups, questions and pop-ups",
  { example: "inventory-2026" },
  async (vscode) => {
    const { page } = vscode;
    await vscode.openContainer("Clan Backups");
    await vscode.treeItem("backuphost, keeps 1 repository").waitFor();
    await vscode.treeItem("myhostname, not listed yet").waitFor();
    await vscode
      .treeItem(/^myhostname to backuphost: in \d+ (hours?|minutes?), .+, as the configuration says$/)
      .waitFor();
    await vscode.rowAction(/^myhostname, /, "Create Backup");
    await page
      .getByRole("dialog", { name: /^Info: Backing up myhostname\b.*, source: Clan Backups, notification/ })
      .waitFor();
    await page
      .getByRole("dialog", {
        name: /^Info: myhostname is backed up with borgbackup and localbackup\., source: Clan Backups/,
      })
      .waitFor();
    await vscode.expand(/^myhostname, backed up/);
    await vscode.expand(/^backuphost, .+on backuphost$/);
    await vscode.expand(/^hdd, .+\/mnt\/hdd\/backup$/);
    await vscode.treeItem("userdata, /home, /root").waitFor();
    await vscode.treeItem("Key, generated").waitFor();
    await vscode.treeItem(/^backup, (just now|\d+ \w+ ago), .+, snapshot\.0$/).waitFor();
    await page.getByRole("button", { name: /^Clan Backups, backups are fresh/ }).waitFor();
    expect(await rows(page.getByRole("tree", { name: "Machines" }))).toEqual([
      '1 "backuphost, keeps 1 repository"',
      '1 "myhostname, backed up"',
      '2 "backuphost, backed up, AGO, on backuphost"',
      '3 "backup, AGO, TIME"',
      '3 "Listed AGO"',
      '2 "hdd, backed up, AGO, /mnt/hdd/backup"',
      '3 "backup, AGO, TIME, snapshot.0"',
      '3 "Listed AGO"',
      '2 "userdata, /home, /root"',
      '2 "calendars, /var/lib/radicale/collections"',
      '2 "Key, generated"',
    ]);

    await vscode.run("Clan Backups: Restore Backup");
    await vscode.pickFrom("Machine", /^myhostname, backuphost, hdd$/);
    await vscode.pickFrom(
      "Backup",
      /^(just now|\d+ \w+ ago) \(snapshot\.0\), hdd, hdd::\/mnt\/hdd\/backup\/snapshot\.0$/,
    );
    await vscode.pickFrom("State", /^userdata, \/home, \/root$/);
    await vscode.quickInput.getByText("Overwrite files on myhostname?", { exact: true }).waitFor();
    // What is read out with the box.
    await page
      .locator("#quickInput_message")
      .getByText(/will be overwritten with .+ Type myhostname to go on\./)
      .waitFor();
    await vscode.quickInput.locator("input[aria-describedby=quickInput_message]").waitFor();
    await page.keyboard.press("Escape");

    await vscode.run("Clan Backups: Show Picture of the Backups");
    const words = /^Who backs up what, to where myhostname: saves userdata: .+ It is backed up to .+ to backuphost/;
    await vscode.webviewFrame.getByRole("img", { name: words }).waitFor();
    expect(await axeViolations(vscode)).toEqual([]);
  },
);
