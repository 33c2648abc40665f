/** The pages about findings: what happens and when, with an example that is wrong and one that is right. */
import { commands, type Diagnostic, type ExtensionContext, languages, Uri, window } from "vscode";
import { DIAGNOSTIC_SOURCE } from "../server/protocol.ts";
import type { Ui } from "./ui.ts";

/** The code of a finding of ours; `undefined` for what others found. */
function codeOf({ source, code }: Diagnostic): string | undefined {
  const value = typeof code === "object" ? code.value : code;
  return source === DIAGNOSTIC_SOURCE && typeof value === "string" ? value : undefined;
}

interface Kind {
  /** The code. */
  readonly label: string;
  /** What one finding of the kind says. */
  readonly detail: string;
}

/** The kinds of findings in the line of the cursor. */
function kindsAtCursor(): readonly Kind[] {
  const editor = window.activeTextEditor;
  if (editor === undefined) return [];
  const { line } = editor.selection.active;
  const kinds = new Map<string, Kind>();
  for (const diagnostic of languages.getDiagnostics(editor.document.uri)) {
    const { range, message } = diagnostic;
    const code = codeOf(diagnostic);
    if (code === undefined || line < range.start.line || line > range.end.line) continue;
    kinds.set(code, kinds.get(code) ?? { label: code, detail: message });
  }
  return [...kinds.values()];
}

/** Shows the page of a finding in the line of the cursor: the one there is, or the one that the user picks. */
export async function explainFinding({ extensionUri }: ExtensionContext, ui: Ui): Promise<void> {
  const kinds = kindsAtCursor();
  if (kinds.length === 0) return ui.tell("Put the cursor into a line with a finding of Clan Backups first.");
  const chosen = kinds.length === 1 ? kinds[0] : await ui.pick(kinds, "Explain Finding", "Finding");
  if (chosen === undefined) return;
  const page = Uri.joinPath(extensionUri, "docs/rules", `${chosen.label}.md`);
  try {
    await commands.executeCommand("markdown.showPreview", page);
  } catch {
    // The extension of VS Code that renders Markdown can be switched off.
    await window.showTextDocument(page);
  }
}
