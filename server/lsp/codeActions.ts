/** `textDocument/codeAction`: what findings offer to mend themselves. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Finding, Fix } from "../finding.ts";
import { GENERATE_COMMAND, type RunArguments, TRACK_COMMAND, type TrackArguments } from "../protocol.ts";
import { toDiagnostic } from "./diagnostics.ts";
import type { OpenDocuments } from "./documents.ts";
import { uriOf } from "./uris.ts";

export interface CodeActionContext {
  readonly documents: OpenDocuments;
  /** Whether the client takes edits that name the version they are for; others get plain ones. */
  readonly versionedEdits: boolean;
  /** Whether the client has the commands of `protocol.ts`. */
  readonly commands: boolean;
  /** See `DiagnosticTarget`. */
  readonly pages: string | undefined;
}

const isBefore = (a: Range["start"], b: Range["start"]) =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
const touches = (a: Range, b: Range) => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

function toWorkspaceEdit(fix: Fix, { documents, versionedEdits }: CodeActionContext): WorkspaceEdit {
  const byFile = new Map<string, TextEdit[]>();
  for (const { file, range, newText } of fix.edits) {
    const edits = byFile.get(file) ?? [];
    edits.push({ range, newText });
    byFile.set(file, edits);
  }
  const files = [...byFile].map(([path, edits]) => ({ document: documents.get(path), path, edits }));
  if (!versionedEdits) {
    return {
      changes: Object.fromEntries(files.map(({ document, path, edits }) => [document?.uri ?? uriOf(path), edits])),
    };
  }
  const documentChanges = files.map(
    ({ document, path, edits }): TextDocumentEdit => ({
      textDocument: { uri: document?.uri ?? uriOf(path), version: document?.version ?? null },
      edits,
    }),
  );
  return { documentChanges };
}

/** The command that generates what the finding misses; it asks nothing of those who have no such command. */
function generation(
  { missingKeys }: Finding,
  { commands }: CodeActionContext,
): Pick<CodeAction, "title" | "command">[] {
  if (missingKeys === undefined || !commands) return [];
  const { clan, machine } = missingKeys;
  const title = `Generate the keys of ${machine}`;
  const argument: RunArguments = { clan, machine, provider: undefined };
  return [{ title, command: { title, command: GENERATE_COMMAND, arguments: [argument] } }];
}

/** The command that adds the file that git does not know. */
function tracking({ untracked }: Finding, { commands }: CodeActionContext): Pick<CodeAction, "title" | "command">[] {
  if (untracked === undefined || !commands) return [];
  const title = `Add ${untracked.file.slice(untracked.clan.length + 1)} to git`;
  const argument: TrackArguments = untracked;
  return [{ title, command: { title, command: TRACK_COMMAND, arguments: [argument] } }];
}

/** Returns a quick fix for every way to mend a finding at the asked range; nothing when other kinds are asked for. */
export function codeActions(
  { range, context }: CodeActionParams,
  findings: readonly Finding[],
  target: CodeActionContext,
): CodeAction[] {
  const wanted = context.only;
  if (wanted !== undefined && !wanted.some((kind) => kind === "" || kind === CodeActionKind.QuickFix)) return [];
  const { documents, pages } = target;
  const diagnosticTarget = { uriOf: (path: string) => documents.get(path)?.uri ?? uriOf(path), pages };
  return findings
    .filter((finding) => touches(finding.range, range))
    .flatMap((finding): CodeAction[] => {
      const edits = finding.fixes.map((fix) => ({ title: fix.title, edit: toWorkspaceEdit(fix, target) }));
      const ways = [...edits, ...generation(finding, target), ...tracking(finding, target)];
      const diagnostics = [toDiagnostic(finding, diagnosticTarget)];
      return ways.map((way) => ({
        ...way,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        isPreferred: ways.length === 1,
      }));
    });
}
