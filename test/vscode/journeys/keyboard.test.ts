import { expect } from "vitest";
import { until } from "../harness/until.ts";
import type { Workbench } from "../harness/workbench.ts";
import { journeyInWorld } from "../harness/worldJourney.ts";

/** What localbackup says of a disk without a snapshot. */
const NOTHING_YET = /No such file or directory/;

const focused = (vscode: Workbench, name: RegExp) =>
  vscode.page.locator(".monaco-list:focus .monaco-list-row.focused").and(vscode.treeItem(name));

/** Presses an arrow until a row of the tree has the focus. */
const moveTo = (vscode: Workbench, name: RegExp, key: "ArrowDown" | "ArrowUp") =>
  until(async () => {
    if (await focused(vscode, name).isVisible()) return;
    await vscode.page.keyboard.press(key);
    throw new Error(`Without the focus: ${name}`);
  });

/** Takes an entry of the context menu of the row that has the focus. */
async function takeFromMenu(vscode: Workbench, entry: string): Promise<void> {
  const { page } = vscode;
  const menu = page.getByRole("menu").filter({ hasText: entry });
  await vscode.press("Shift+F10", menu);
  const item = menu.locator(".action-item.focused").getByRole("menuitem", { name: entry });
  await until(async () => {
    if (await item.isVisible()) return;
    await page.keyboard.press("ArrowDown");
    throw new Error(`Without the focus: ${entry}`);
  });
  await page.keyboard.press("Enter");
  await menu.waitFor({ state: "detached" });
}

journeyInWorld(
  "everything is reached by the keyboard",
  { example: "guide-2024", errors: NOTHING_YET },
  async (vscode) => {
    const { editor, page } = vscode;
    await page.evaluate(() => {
      addEventListener("pointerdown", () => document.body.setAttribute("data-mouse-used", ""), { capture: true });
    });
    await vscode.run("Clan Backups: Focus on Machines View", true);
    // A tree gets the focus only when it has rows.
    await vscode.treeItem(/^myhostname, /).waitFor();
    await vscode.run("Clan Backups: Focus on Machines View", true);
    await moveTo(vscode, /^myhostname, /, "ArrowDown");
    await takeFromMenu(vscode, "List Backups");
    await vscode.treeItem(/^myhostname, backup failed or missing/).waitFor();

    await page.keyboard.press("ArrowRight");
    await moveTo(vscode, /^userdata/, "ArrowDown");
    await takeFromMenu(vscode, "Open Definition");
    await vscode.tab("configuration.nix").waitFor();
    await editor.shows("clan.core.state.userdata.folders");
    await page.locator(".editor-instance .monaco-editor.focused").waitFor();

    await page.keyboard.press("Control+Home");
    const fix = page.locator(".action-widget").getByRole("option", { name: "Run it every day" });
    await until(async () => {
      await page.keyboard.press("F8");
      await page.getByText("Clan has no timer for localbackup").first().waitFor({ timeout: 2_000 });
    });
    await vscode.press("Control+Period", fix);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+End");
    await editor.shows("localbackup-create");
    expect(await page.locator("body[data-mouse-used]").count()).toBe(0);
  },
);
