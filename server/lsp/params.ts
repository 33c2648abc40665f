/** Whether parameters are what LSP 3.17 says: the library hands them on unchecked. */
import {
  CodeActionContext,
  type CodeActionParams,
  type DidChangeTextDocumentParams,
  type DidChangeWatchedFilesParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  Position,
  Range,
  TextDocumentIdentifier,
  TextDocumentItem,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver/node";
import type { CompletionData } from "../features/completion.ts";

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isListOf = (value: unknown, fits: (element: unknown) => boolean) => Array.isArray(value) && value.every(fits);

const hasUri = (value: unknown) => isObject(value) && "uri" in value && typeof value.uri === "string";

export function isOpen(params: unknown): params is DidOpenTextDocumentParams {
  return isObject(params) && "textDocument" in params && TextDocumentItem.is(params.textDocument);
}

export function isClose(params: unknown): params is DidCloseTextDocumentParams {
  return isObject(params) && "textDocument" in params && TextDocumentIdentifier.is(params.textDocument);
}

function isContentChange(change: unknown): boolean {
  if (!isObject(change) || !("text" in change) || typeof change.text !== "string") return false;
  return !("range" in change) || Range.is(change.range);
}

export function isChange(params: unknown): params is DidChangeTextDocumentParams {
  if (!isClose(params) || !("contentChanges" in params) || !isListOf(params.contentChanges, isContentChange))
    return false;
  return "version" in params.textDocument && Number.isInteger(params.textDocument.version);
}

export function isFileEvents(params: unknown): params is DidChangeWatchedFilesParams {
  return isObject(params) && "changes" in params && isListOf(params.changes, hasUri);
}

export function isFolderEvent(event: unknown): event is WorkspaceFoldersChangeEvent {
  if (!isObject(event) || !("added" in event) || !("removed" in event)) return false;
  return isListOf(event.added, hasUri) && isListOf(event.removed, hasUri);
}

export function isCodeAction(params: unknown): params is CodeActionParams {
  if (!isClose(params) || !("range" in params) || !("context" in params)) return false;
  return Range.is(params.range) && CodeActionContext.is(params.context);
}

interface InDocument {
  readonly textDocument: { readonly uri: string };
}

export function hasDocument(params: unknown): params is InDocument {
  return isClose(params);
}

export function hasPosition(params: unknown): params is InDocument & { readonly position: Position } {
  return isClose(params) && "position" in params && Position.is(params.position);
}

export function hasPositions(params: unknown): params is InDocument & { readonly positions: Position[] } {
  return isClose(params) && "positions" in params && isListOf(params.positions, Position.is);
}

export function hasRange(params: unknown): params is InDocument & { readonly range: Range } {
  return isClose(params) && "range" in params && Range.is(params.range);
}

export function isNewName(params: unknown): params is { readonly newName: string } {
  return isObject(params) && "newName" in params && typeof params.newName === "string";
}

export function isQuery(params: unknown): params is { readonly query: string } {
  return isObject(params) && "query" in params && typeof params.query === "string";
}

/** What an item of completion carries; it comes back from the client, who may have changed it. */
export function isCompletionData(data: unknown): data is CompletionData {
  if (!isObject(data) || !("document" in data) || typeof data.document !== "string") return false;
  if (!("tree" in data) || !["nixos", "clan", "settings"].some((tree) => tree === data.tree)) return false;
  return "path" in data && isListOf(data.path, (name) => typeof name === "string");
}
