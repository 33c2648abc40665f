/** The documents an editor has open, and their edits as the engine wants them. */
import type { DidChangeTextDocumentParams, TextDocumentItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextChange } from "../languageService.ts";
import { pathOf } from "./uris.ts";

export interface OpenDocument {
  /** As the editor wrote it; what is sent back must be the same. */
  readonly uri: string;
  /** The engine's path. */
  readonly path: string;
  readonly version: number;
}

type ContentChange = DidChangeTextDocumentParams["contentChanges"][number];

/** Where `change` applies in `document`, before it is applied. Positions past a line's end mean its end (LSP 3.17, "Position"). */
function toTextChange(document: TextDocument, change: ContentChange): TextChange {
  if (!("range" in change)) return { start: 0, end: document.getText().length, text: change.text };
  const start = document.offsetAt(change.range.start);
  const end = document.offsetAt(change.range.end);
  return { start: Math.min(start, end), end: Math.max(start, end), text: change.text };
}

export class OpenDocuments {
  readonly #documents = new Map<string, { readonly path: string; readonly document: TextDocument }>();
  readonly #uris = new Map<string, string>();

  /** Returns the engine's path, or `undefined` when the document is none of ours: not Nix, or not where Nix would read it. */
  open({ uri, languageId, version, text }: TextDocumentItem): string | undefined {
    const path = pathOf(uri);
    if (path === undefined || !(languageId === "nix" || path.endsWith(".nix"))) return undefined;
    this.#documents.set(uri, { path, document: TextDocument.create(uri, languageId, version, text) });
    this.#uris.set(path, uri);
    return path;
  }

  /** Applies the changes and returns them as offsets, each of the text before it; `undefined` when it is not open here. */
  change(
    uri: string,
    version: number,
    changes: readonly ContentChange[],
  ): { readonly path: string; readonly changes: readonly TextChange[] } | undefined {
    const open = this.#documents.get(uri);
    if (open === undefined) return undefined;
    const edits = changes.map((change) => {
      const edit = toTextChange(open.document, change);
      TextDocument.update(open.document, [change], version);
      return edit;
    });
    return { path: open.path, changes: edits };
  }

  /** Returns the path of what was closed, or `undefined` when it was not open here. */
  close(uri: string): string | undefined {
    const path = this.#documents.get(uri)?.path;
    this.#documents.delete(uri);
    if (path !== undefined) this.#uris.delete(path);
    return path;
  }

  /** The open document that the engine knows as `path`. */
  get(path: string): OpenDocument | undefined {
    const uri = this.#uris.get(path);
    const open = uri === undefined ? undefined : this.#documents.get(uri);
    return uri === undefined || open === undefined ? undefined : { uri, path, version: open.document.version };
  }
}
