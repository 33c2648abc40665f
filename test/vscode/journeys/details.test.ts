import { expect } from "vitest";
import { journey } from "../harness/journey.ts";

journey(
  "the page of the extension says what it does, and nothing on it leads nowhere",
  { example: "broken" },
  async (vscode) => {
    const { page } = vscode;
    await vscode.run("Extensions: Show Installed Extensions");
    await page.locator(".extensions-list .monaco-list-row").filter({ hasText: "Clan Backups" }).first().click();
    const shown = vscode.webviewFrame;
    const settings = shown.getByRole("heading", { name: "Settings", exact: true });
    await settings.waitFor();
    await shown.getByRole("heading", { name: "What it does", exact: true }).waitFor();
    expect(await shown.getByRole("img").count()).toBe(0);
    expect(await shown.getByText("npm").count()).toBe(0);
    const links = await shown.locator("a[href]").evaluateAll((all) => all.map((it) => it.getAttribute("href") ?? ""));
    expect(links).toContain("https://clan.lol");
    expect(links.filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
  },
);
