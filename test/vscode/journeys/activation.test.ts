import { expect } from "vitest";
import { journey } from "../harness/journey.ts";
import { until } from "../harness/until.ts";

journey(
  "VS Code lists the extension among the running ones, with its activation time",
  { example: "guide-2024" },
  async (vscode) => {
    await vscode.openFile("machines/myhostname/configuration.nix");
    await vscode.editor.shows("clan.localbackup.targets.hdd");
    await vscode.run("Developer: Show Running Extensions");
    const row = vscode.page.locator(".runtime-extensions-editor .extension", { hasText: "Clan Backups" });
    // The figure is for whoever reads the log: how fast this machine is proves nothing.
    const text = await until(async () => {
      const shown = await row.first().innerText();
      expect(shown).toMatch(/Activation: \d+ms|Startup Activation: \d+ms/);
      return shown;
    });
    console.log(text.replaceAll("\n", " · "));
  },
);
