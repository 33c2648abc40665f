/** Every language feature, asked for as VS Code asks. */
import assert from "node:assert/strict";
import {
  type CodeLens,
  type CompletionList,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Hover,
  type InlayHint,
  type Location,
  MarkdownString,
  Range,
  type SelectionRange,
  type SemanticTokens,
  type SemanticTokensLegend,
  type SymbolInformation,
  type TextDocument,
  type WorkspaceEdit,
} from "vscode";
import { ask, at, eventually, open, ourExtension, setText, undoing, uriOf } from "../support.ts";

const CLIENT = "guide-2024/machines/myhostname/configuration.nix";
const SERVER = "guide-2024/machines/backuphost/configuration.nix";

/** `path:line` of a place, the line counted from 1. */
const placeOf = ({ uri, range }: Location) => `${uri.path.split("/").slice(-3).join("/")}:${range.start.line + 1}`;

suite("language features", () => {
  let client: TextDocument;

  suiteSetup(async () => {
    await ourExtension();
    client = await open(CLIENT);
    await eventually(async () =>
      assert.notEqual((await ask<CodeLens[]>("vscode.executeCodeLensProvider", client.uri)).length, 0),
    );
  });

  test("completion offers the options of the release, with words on each", async () => {
    const where = [client.uri, at(client, "clan.core.st|ate"), undefined, 1] as const;
    const { items } = await ask<CompletionList>("vscode.executeCompletionItemProvider", ...where);
    const [first] = items;
    assert.equal(first?.label, "state");
    assert.ok(first.documentation instanceof MarkdownString);
    assert.match(first.documentation.value, /clan\.core\.state/);
  });

  test("completion offers machines of the clan inside a string", async () => {
    const where = [client.uri, at(client, "borg@backup|host")] as const;
    const { items } = await ask<CompletionList>("vscode.executeCompletionItemProvider", ...where);
    const labels = items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(
      labels.some((label) => label.includes("backuphost")),
      labels.join(", "),
    );
  });

  test("hover tells what an option is", async () => {
    const [hover] = await ask<Hover[]>("vscode.executeHoverProvider", client.uri, at(client, "mount|point"));
    const [content] = hover?.contents ?? [];
    assert.ok(content instanceof MarkdownString);
    assert.match(content.value, /mountpoint/);
  });

  test("definition leads from a repository to its machine", async () => {
    const found = await ask<Location[]>("vscode.executeDefinitionProvider", client.uri, at(client, "borg@backup|host"));
    assert.deepEqual(found.map(placeOf), [
      `${uriOf("guide-2024").path.split("/").at(-2)}/guide-2024/flake.nix:19`,
      `machines/backuphost/configuration.nix:1`,
    ]);
  });

  test("references find the disk of a target", async () => {
    const found = await ask<Location[]>("vscode.executeReferenceProvider", client.uri, at(client, "targets.h|dd"));
    assert.deepEqual(found.map(placeOf), [
      "machines/myhostname/configuration.nix:11",
      "machines/myhostname/configuration.nix:17",
    ]);
  });

  test("highlights are the references of the same file", async () => {
    const found = await ask<DocumentHighlight[]>(
      "vscode.executeDocumentHighlights",
      client.uri,
      at(client, "targets.h|dd"),
    );
    assert.deepEqual(
      found.map(({ range }) => range.start.line + 1).toSorted((a, b) => a - b),
      [11, 17],
    );
  });

  test("rename changes exactly the name, and refuses where files of Clan have it", async () => {
    const edit = await ask<WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      client.uri,
      at(client, "targets.h|dd"),
      "usb",
    );
    assert.deepEqual(
      edit.entries().map(([uri, edits]) => [uri.path, edits.map(({ newText }) => newText)]),
      [[client.uri.path, ["usb"]]],
    );
    const flake = await open("guide-2024/flake.nix");
    const refused = ask("vscode.executeDocumentRenameProvider", flake.uri, at(flake, "my|hostname = {"), "notebook");
    await assert.rejects(async () => refused, /Clan keeps files of myhostname/);
  });

  test("links lead to imported files", async () => {
    const links = await ask<DocumentLink[]>("vscode.executeLinkProvider", client.uri);
    assert.deepEqual(
      links.map(({ target }) => target?.path),
      [uriOf("guide-2024/machines/myhostname/hardware-configuration.nix").path],
    );
  });

  test("a link leads from a server's configuration to the key", async () => {
    const server = await open(SERVER);
    const links = await ask<DocumentLink[]>("vscode.executeLinkProvider", server.uri);
    const key = uriOf("guide-2024/machines/myhostname/facts/borgbackup.ssh.pub").path;
    assert.ok(
      links.some(({ target }) => target?.path === key),
      JSON.stringify(links),
    );
  });

  test("symbols list what is backed up, in the file and in the workspace", async () => {
    const symbols = await ask<(DocumentSymbol | SymbolInformation)[]>(
      "vscode.executeDocumentSymbolProvider",
      client.uri,
    );
    assert.ok(symbols.some(({ name }) => name === "clan.localbackup.targets.hdd"));
    const everywhere = await ask<SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", "myhost");
    assert.ok(everywhere.some(({ name, containerName }) => name === "myhostname" && containerName === "machine"));
  });

  test("lenses say what a machine saves, and run commands of the extension for it", async () => {
    const lenses = await ask<CodeLens[]>("vscode.executeCodeLensProvider", client.uri, 50);
    const commands = lenses.map(({ command }) => command);
    assert.ok(commands.some((command) => command?.title === "2 folders → 2 destinations"));
    const create = commands.find((command) => command?.command === "clanBackups.createBackup");
    assert.deepEqual(create?.arguments, [{ clan: uriOf("guide-2024").fsPath, machine: "myhostname" }]);
  });

  test("inlay hints show the file that a computed path leads to", async () => {
    const server = await open(SERVER);
    const hints = () =>
      ask<InlayHint[]>("vscode.executeInlayHintProvider", server.uri, new Range(0, 0, server.lineCount, 0));
    assert.deepEqual(await hints(), []);
    await undoing(async () => {
      await setText(server, server.getText().replace("/machines/myhostname/", '/machines/${"myhostname"}/'));
      await eventually(async () => {
        const labels = (await hints()).map(({ label }) => label);
        assert.deepEqual(labels, ["machines/myhostname/facts/borgbackup.ssh.pub"]);
      });
    });
  });

  test("semantic tokens mark the options of Clan", async () => {
    const { tokenTypes } = await ask<SemanticTokensLegend>("vscode.provideDocumentSemanticTokensLegend", client.uri);
    const { data } = await ask<SemanticTokens>("vscode.provideDocumentSemanticTokens", client.uri);
    const [line = 0, start = 0, length = 0, type = -1] = data;
    assert.equal(client.getText(new Range(line, start, line, start + length)), "targets");
    assert.equal(tokenTypes[type], "property");
  });

  // VS Code has folds by indentation and selections by words, brackets and lines of its own: these ask for more.
  test("comments fold as what they are", async () => {
    await undoing(async () => {
      await setText(client, `# What this machine saves\n# and where to.\n${client.getText()}`);
      await eventually(async () => {
        const folds = await ask<FoldingRange[]>("vscode.executeFoldingRangeProvider", client.uri);
        const comments = folds.filter(({ kind }) => kind === FoldingRangeKind.Comment);
        assert.deepEqual(
          comments.map(({ start, end }) => [start, end]),
          [[0, 1]],
        );
      });
    });
  });

  test("selection grows from the name to its whole path, then to the definition", async () => {
    const where = at(client, "clan.core.state.user|data.folders");
    const [innermost] = await ask<SelectionRange[]>("vscode.executeSelectionRangeProvider", client.uri, [where]);
    const texts: string[] = [];
    for (let at = innermost; at !== undefined; at = at.parent) texts.push(client.getText(at.range));
    const [name, path, definition] = [
      "userdata",
      "clan.core.state.userdata.folders",
      'clan.core.state.userdata.folders = [ "/home" "/root" ];',
    ].map((text) => texts.indexOf(text));
    assert.ok(name === 0 && path !== undefined && path > name, texts.join("\n"));
    assert.ok(definition !== undefined && definition > path, texts.join("\n"));
  });

  test("what is typed counts at once", async () => {
    await undoing(async () => {
      await setText(client, client.getText().replace("clan.core.state.userdata", "clan.core.state.documents"));
      await eventually(async () => {
        const symbols = await ask<SymbolInformation[]>("vscode.executeDocumentSymbolProvider", client.uri);
        assert.ok(symbols.some(({ name }) => name.startsWith("clan.core.state.documents")));
      });
    });
  });
});
