import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { until } from "../harness/until.ts";
import type { Workbench } from "../harness/workbench.ts";
import { journeyInWorld } from "../harness/worldJourney.ts";

const NOTES = "/home/alice/notes.txt";

/** Answers what a restore asks once the backup is known. */
async function restoreUserdata(vscode: Workbench): Promise<void> {
  await vscode.pickFrom("State", /^userdata/);
  await vscode.quickInput.getByText("On myhostname, /home, /root will be overwritten").waitFor();
  await vscode.answerTo("Overwrite files on myhostname?", "myhostname");
  await vscode.notification("userdata is restored on myhostname.").waitFor();
}

journeyInWorld(
  "a backup is made, watched, listed and restored from the tree",
  { example: "inventory-2026" },
  async (vscode, world) => {
    const notes = world.path("myhostname", NOTES);
    const noted = () => readFileSync(notes, "utf8");
    await vscode.openContainer("Clan Backups");
    world.setFault("myhostname", "job-hold");
    await vscode.rowAction(/^myhostname, /, "Create Backup");
    await vscode.notification(/Backing up myhostname: borgbackup-job-backuphost\.service is at work/).waitFor();
    await vscode.treeItem(/^myhostname, backing up/).waitFor();
    world.heal("myhostname", "job-hold");
    await vscode.notification("myhostname is backed up with borgbackup and localbackup.").waitFor();
    await vscode.treeItem(/^myhostname, backed up/).waitFor();
    await vscode.clearNotifications();

    writeFileSync(notes, "changed\n");
    await vscode.expand(/^myhostname, /);
    await vscode.expand(/^backuphost, backed up/);
    await vscode.rowAction(/^backup, (?!.*snapshot)/, "Restore Backup");
    await restoreUserdata(vscode);
    expect(noted()).toBe("buy milk\n");
    await vscode.clearNotifications();

    writeFileSync(notes, "changed again\n");
    await vscode.run("Clan Backups: Restore Backup");
    await vscode.pickFrom("Machine", /^myhostname/);
    await vscode.pickFrom("Backup", /snapshot\.0/);
    await restoreUserdata(vscode);
    await until(async () => expect(noted()).toBe("buy milk\n"));
  },
);
