/** Settings count as soon as they are changed. */
import assert from "node:assert/strict";
import { type CodeLens, ConfigurationTarget, type Hover, Position, workspace } from "vscode";
import { ask, codeOf, eventually, findings, open, ourExtension, ourLog, SEVERITIES } from "../support.ts";

const BROKEN = "broken/machines/laptop/configuration.nix";

/** Sets one of our settings while `body` runs. */
async function having(name: string, value: unknown, body: () => Promise<void>): Promise<void> {
  const set = (to: unknown) =>
    workspace.getConfiguration("clanBackups").update(name, to, ConfigurationTarget.Workspace);
  await set(value);
  try {
    await body();
  } finally {
    await set(undefined);
  }
}

suite("settings", () => {
  suiteSetup(ourExtension);

  test("severities hide a finding or make it another", async () => {
    const { uri } = await open(BROKEN);
    const severity = () => {
      const found = findings(uri).find((one) => codeOf(one) === "unknown-option");
      return found === undefined ? "off" : SEVERITIES[found.severity];
    };
    const becomes = (wanted: string) => eventually(() => assert.equal(severity(), wanted));
    await becomes("error");
    await having("severities", { "unknown-option": "hint" }, () => becomes("hint"));
    await becomes("error");
    await having("severities", { "unknown-option": "off" }, async () => {
      await becomes("off");
      assert.notEqual(findings(uri).length, 0);
    });
    await becomes("error");
  });

  test("codeLenses takes the lenses away and brings them back", async () => {
    const { uri } = await open("guide-2024/machines/myhostname/configuration.nix");
    const count = async () => (await ask<CodeLens[]>("vscode.executeCodeLensProvider", uri)).length;
    await eventually(async () => assert.notEqual(await count(), 0));
    await having("codeLenses", false, () => eventually(async () => assert.equal(await count(), 0)));
    await eventually(async () => assert.notEqual(await count(), 0));
  });

  test("release judges by the options of another release", async () => {
    const { uri } = await open("guide-2024/machines/myhostname/configuration.nix");
    const before = await eventually(() => {
      const all = findings(uri).map(codeOf);
      assert.notEqual(all.length, 0);
      return all;
    });
    await having("release", "2026-08", () => eventually(() => assert.notDeepEqual(findings(uri).map(codeOf), before)));
    await eventually(() => assert.deepEqual(findings(uri).map(codeOf), before));
  });

  test("trace.server shows the conversation in the log, and ends it", async () => {
    const { uri } = await open("guide-2024/machines/myhostname/configuration.nix");
    const conversation = async () => {
      await ask<Hover[]>("vscode.executeHoverProvider", uri, new Position(16, 8));
      return ourLog().split("textDocument/hover").length - 1;
    };
    assert.equal(await conversation(), 0);
    await having("trace.server", "messages", () => eventually(async () => assert.notEqual(await conversation(), 0)));
    // What was under way may still be written.
    await eventually(async () => {
      const before = await conversation();
      assert.equal(await conversation(), before);
    });
  });
});
