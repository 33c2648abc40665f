/** In a workspace that is not trusted, everything that only reads works, and nothing runs programs. */
import assert from "node:assert/strict";
import { commands, type Hover, MarkdownString, workspace } from "vscode";
import { ask, at, clanRuns, eventually, findings, open, ourExtension, uriOf } from "../support.ts";

const CLIENT = "guide-2024/machines/myhostname/configuration.nix";

suite("an untrusted workspace", () => {
  suiteSetup(ourExtension);

  test("is not trusted", () => assert.equal(workspace.isTrusted, false));

  test("has findings and hovers", async () => {
    const document = await open(CLIENT);
    await eventually(() => assert.notEqual(findings(document.uri).length, 0));
    const [hover] = await ask<Hover[]>("vscode.executeHoverProvider", document.uri, at(document, "mount|point"));
    const [content] = hover?.contents ?? [];
    assert.ok(content instanceof MarkdownString);
    assert.match(content.value, /mountpoint/);
  });

  for (const id of ["createBackup", "listBackups", "refresh", "generateKeys", "updateMachines"]) {
    test(`${id} runs nothing`, async () => {
      await commands.executeCommand(`clanBackups.${id}`, { clan: uriOf("guide-2024").fsPath, machine: "myhostname" });
      assert.deepEqual(clanRuns(), []);
    });
  }
});
