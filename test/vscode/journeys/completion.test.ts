import { expect } from "vitest";
import { journey } from "../harness/journey.ts";

journey("a target is typed from nothing by completion", { example: "guide-2024" }, async (vscode) => {
  const { editor, page } = vscode;
  await vscode.openFile("machines/myhostname/configuration.nix");
  await editor.squiggleUnder('"/dev/sda2"', "warning");
  await editor.cursorTo('stateVersion = "24.05";|');
  await page.keyboard.press("Enter");
  await editor.type("clan.localb");
  await (await editor.suggestion(/^localbackup, Module/)).click();
  await editor.type(".tar");
  await (await editor.suggestion(/^targets, Property/)).click();
  // The option that a target needs has come along, still empty: that is an error.
  await editor.shows('clan.localbackup.targets.name = {\n    directory = "";\n  };');
  await editor.squiggles("error").first().waitFor();
  await editor.type("usb");
  await page.keyboard.press("Tab");
  await editor.type("/mnt/usb/backup");
  await editor.shows('clan.localbackup.targets.usb = {\n    directory = "/mnt/usb/backup";\n  };');
  await editor.squiggles("error").first().waitFor({ state: "detached" });
  await vscode.openContainer("Clan Backups");
  await vscode.expand(/^myhostname, /);
  await vscode.treeItem(/^usb/).waitFor();
  expect(await editor.squiggles("error").count()).toBe(0);
});
