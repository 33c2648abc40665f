import { expect } from "vitest";
import { until } from "../harness/until.ts";
import { journeyInWorld } from "../harness/worldJourney.ts";

/** What localbackup says of a disk without a snapshot. */
const NOTHING_YET = /No such file or directory/;
const TRUST_FIRST = "Trust this workspace first";

journeyInWorld(
  "an untrusted clan has findings and runs nothing until it is trusted",
  { example: "guide-2024", isTrusted: false, errors: NOTHING_YET },
  async (vscode) => {
    const { editor, page } = vscode;
    await vscode.openFile("machines/myhostname/configuration.nix");
    await editor.squiggleUnder('"/dev/sda2"', "warning");
    await vscode.openContainer("Clan Backups");
    await vscode.treeItem(/^myhostname, /).hover();
    await vscode
      .treeItem(/^myhostname, /)
      .getByRole("button", { name: "Create Backup", disabled: true })
      .waitFor();
    await vscode.press("F1", vscode.quickInput);
    await vscode.quickInput.getByRole("textbox").fill(">Clan Backups: ");
    await vscode.choice(/^Clan Backups: Check Clan/).waitFor();
    expect(await vscode.choice(/^Clan Backups: (Create|List|Restore) Backup/).count()).toBe(0);
    await page.keyboard.press("Escape");

    await until(async () => {
      // A lens that is drawn anew loses a click.
      await page.locator(".codelens-decoration").getByText("Back up now").first().click({ timeout: 3_000 });
      await vscode.notification(TRUST_FIRST).first().waitFor({ timeout: 3_000 });
    });

    await vscode.run("Workspaces: Manage Workspace Trust");
    await page.getByRole("button", { name: "Trust", exact: true }).click();
    await page.locator(".workspace-trust-header.workspace-trust-trusted").waitFor();
    const trust = page.locator(".workspace-trust-header");
    await trust.focus();
    await page.keyboard.press("Escape");
    await trust.waitFor({ state: "detached" });
    await vscode.rowAction(/^myhostname, /, "List Backups");
    await vscode.treeItem(/^myhostname, backup failed or missing/).waitFor();
  },
);
