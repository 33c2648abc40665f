/** The extension starts by itself where there is a clan. */
import assert from "node:assert/strict";
import { extensions } from "vscode";
import { eventually } from "../support.ts";

suite("the extension", () => {
  test("gets active because a clan is open", async () => {
    const extension = extensions.getExtension("clan-backups.clan-backups");
    assert.ok(extension !== undefined);
    await eventually(() => assert.ok(extension.isActive));
  });
});
