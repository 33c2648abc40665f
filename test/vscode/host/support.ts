/** What the suites in the extension host share. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import {
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  extensions,
  languages,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { until } from "../harness/until.ts";

/** Milliseconds in which anything that is waited for has long happened. */
const PATIENCE = 30_000;

/** Our extension, active. */
export async function ourExtension() {
  const extension = extensions.getExtension("clan-backups.clan-backups");
  assert.ok(extension !== undefined, "The extension is not installed.");
  await extension.activate();
  return extension;
}

/** Tries again until `attempt` no longer throws, and returns what it returned; the limit of a test is above ours. */
export const eventually = <T>(attempt: () => T | Thenable<T>): Promise<T> => until(async () => attempt(), PATIENCE);

/** The address of a file in the copy of an example, such as `guide-2024/flake.nix`. */
export function uriOf(path: string): Uri {
  const [clan = "", ...rest] = path.split("/");
  const folder = workspace.workspaceFolders?.find(({ uri }) => posix.basename(uri.path) === clan);
  assert.ok(folder !== undefined, `${clan} is not open.`);
  return Uri.joinPath(folder.uri, ...rest);
}

/** Opens a file in an editor. */
export async function open(path: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uriOf(path));
  await window.showTextDocument(document, { preview: false });
  return document;
}

/** The position of `|` in a text that the document has once. */
export function at(document: TextDocument, marked: string) {
  const [before = "", after = ""] = marked.split("|");
  const parts = document.getText().split(before + after);
  assert.equal(parts.length, 2, `${document.uri.path} has ${parts.length - 1} times: ${before + after}`);
  return document.positionAt((parts[0]?.length ?? 0) + before.length);
}

/** Asks VS Code for what it would show: an array that a provider has filled. */
export async function ask<T>(command: string, ...parameters: readonly unknown[]): Promise<T> {
  const answer = await commands.executeCommand<T | undefined>(command, ...parameters);
  assert.ok(answer !== undefined, `${command} has no answer.`);
  return answer;
}

/** The command lines with which the extension ran `clan` so far, without the program's name. */
export function clanRuns(): readonly string[] {
  const file = process.env["CLAN_BACKUPS_RUNS"];
  assert.ok(file !== undefined);
  return readFileSync(file, "utf8").split("\n").slice(0, -1);
}

/** What the extension has logged so far. */
export function ourLog(): string {
  const folder = process.env["CLAN_BACKUPS_LOGS"];
  assert.ok(folder !== undefined);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    posix.basename(file).startsWith("Clan Backups"),
  );
  return files.map((file) => readFileSync(posix.join(folder, file), "utf8")).join("");
}

/** Our findings in a file. */
export function findings(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source === "clan-backups");
}

/** The code of a finding. */
export function codeOf({ code }: Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** The words that the command line has for VS Code's severities. */
export const SEVERITIES: Readonly<Record<DiagnosticSeverity, string>> = {
  [DiagnosticSeverity.Error]: "error",
  [DiagnosticSeverity.Warning]: "warning",
  [DiagnosticSeverity.Information]: "info",
  [DiagnosticSeverity.Hint]: "hint",
};

/** Replaces the text of a document, saved or not. */
export async function setText(document: TextDocument, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
  assert.ok(await workspace.applyEdit(edit));
  await eventually(() => assert.equal(document.getText(), text));
}

/** The documents whose text is not that on disk. */
export function changedDocuments(): readonly TextDocument[] {
  return workspace.textDocuments.filter(
    (document) => document.uri.scheme === "file" && document.getText() !== readFileSync(document.uri.fsPath, "utf8"),
  );
}

/** Runs `body`, then gives all documents that it changed their text on disk back. */
export async function undoing(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } finally {
    // That a document has changed is known a moment before that it is not saved, and only what is not saved can be reverted.
    await eventually(async () => {
      for (const document of changedDocuments()) {
        await window.showTextDocument(document, { preview: false });
        await commands.executeCommand("workbench.action.files.revert");
      }
      assert.deepEqual(changedDocuments(), []);
    });
  }
}
