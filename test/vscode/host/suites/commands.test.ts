/** Commands of the extension: all are there, and do what they are for. */
import assert from "node:assert/strict";
import { commands, window } from "vscode";
import { clanRuns, eventually, findings, open, ourExtension, uriOf } from "../support.ts";

interface Contributed {
  readonly commands: readonly { readonly command: string }[];
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
}

async function contributed(): Promise<Contributed> {
  const { packageJSON } = await ourExtension();
  return packageJSON.contributes;
}

const GUIDE = () => ({ clan: uriOf("guide-2024").fsPath, machine: "myhostname" });

suite("commands and views", () => {
  test("of package.json are all registered", async () => {
    const there = new Set(await commands.getCommands(true));
    const { commands: ours, views } = await contributed();
    const wanted = [
      ...ours.map(({ command }) => command),
      ...Object.values(views).flatMap((all) => all.map(({ id }) => `${id}.focus`)),
    ];
    assert.deepEqual(
      wanted.filter((id) => !there.has(id)),
      [],
    );
    const extra = [...there].filter(
      (id) => id.startsWith("clanBackups.") && !/^clanBackups\.(machines|schedule)\./.test(id),
    );
    assert.deepEqual(
      extra.filter((id) => !wanted.includes(id)),
      [],
    );
  });

  test("a lens's command runs clan for its machine", async () => {
    const before = clanRuns().length;
    // The tests before this one changed what there is to list, and the server may still be at it.
    await eventually(async () => {
      await commands.executeCommand("clanBackups.listBackups", { ...GUIDE(), provider: "borgbackup" });
      assert.equal(clanRuns().length, before + 1);
    });
    assert.match(clanRuns()[before] ?? "", /^backups list myhostname --provider borgbackup/);
  });

  test("Refresh asks for every place of every machine", async () => {
    const before = clanRuns().length;
    await commands.executeCommand("clanBackups.refresh");
    const asked = clanRuns()
      .slice(before)
      .map((run) => run.split(" ").slice(0, 3).join(" "));
    assert.ok(asked.includes("backups list myhostname"), asked.join("\n"));
    assert.ok(asked.includes("backups list laptop"), asked.join("\n"));
  });

  test("Open Definition shows where a machine is written", async () => {
    await commands.executeCommand("clanBackups.openDefinition", { ...GUIDE(), machine: "backuphost" });
    const expected = uriOf("guide-2024/machines/backuphost/configuration.nix").path;
    await eventually(() => assert.equal(window.activeTextEditor?.document.uri.path, expected));
  });

  test("Restart Language Server brings the findings back", async () => {
    const { uri } = await open("broken/machines/laptop/configuration.nix");
    await eventually(() => assert.notEqual(findings(uri).length, 0));
    const before = findings(uri).length;
    const restarting = commands.executeCommand("clanBackups.restartServer");
    await eventually(() => assert.equal(findings(uri).length, 0));
    await restarting;
    await eventually(() => assert.equal(findings(uri).length, before));
  });
});
