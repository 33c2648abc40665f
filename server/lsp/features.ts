/** The requests about one document: each finds its context, asks its feature and dresses the answer. */
import {
  type CodeLens,
  type CompletionItem,
  type Connection,
  ErrorCodes,
  type Hover,
  type Location,
  MarkupKind,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { codeLenses } from "../features/codeLens.ts";
import { completion, completionDocumentation } from "../features/completion.ts";
import type { FeatureContext } from "../features/context.ts";
import { definitions } from "../features/definition.ts";
import { hover } from "../features/hover.ts";
import { inlayHints } from "../features/inlayHints.ts";
import { documentLinks } from "../features/links.ts";
import { Locator, type Spot } from "../features/places.ts";
import { foldingRanges, selectionRanges } from "../features/ranges.ts";
import { highlights, references } from "../features/references.ts";
import { prepareRename, type RenameEdit, rename } from "../features/rename.ts";
import { semanticTokens } from "../features/semanticTokens.ts";
import { documentSymbols, workspaceSymbols } from "../features/symbols.ts";
import type { LanguageService } from "../languageService.ts";
import { LineIndex } from "../nix/source.ts";
import type { BackupsKnown } from "./backupsKnown.ts";
import type { ClientAbilities } from "./capabilities.ts";
import type { OpenDocuments } from "./documents.ts";
import type { Failures } from "./failures.ts";
import { hasDocument, hasPosition, hasPositions, hasRange, isCompletionData, isNewName, isQuery } from "./params.ts";
import { pathOf, uriOf } from "./uris.ts";

export interface FeatureParts {
  readonly connection: Connection;
  readonly service: LanguageService;
  readonly documents: OpenDocuments;
  readonly failures: Failures;
  readonly abilities: ClientAbilities;
  readonly backups: BackupsKnown;
}

/** Registers the handlers of all requests about documents. */
export function listenToFeatures(parts: FeatureParts): void {
  new Features(parts).listen();
}

class Features {
  readonly #parts: FeatureParts;

  constructor(parts: FeatureParts) {
    this.#parts = parts;
  }

  listen(): void {
    this.#listenAtPositions();
    this.#listenToDocuments();
    const { connection, service, abilities } = this.#parts;
    connection.onCompletionResolve((item) =>
      this.#answer("completionItem/resolve", item, isCompletionItem, (given) => this.#resolve(given)),
    );
    connection.onWorkspaceSymbol((params) =>
      this.#answer("workspace/symbol", params, isQuery, ({ query }) => [
        ...workspaceSymbols(service.clans(), query, this.#uriOf),
      ]),
    );
    connection.languages.inlayHint.on((params) =>
      this.#inDocument("textDocument/inlayHint", params, hasRange, (context, { range }) => {
        const { hintKeyPaths, hintNextRuns, hintRepositories } = service.currentSettings();
        const wanted = { keyPaths: hintKeyPaths, nextRuns: hintNextRuns, repositories: hintRepositories };
        return [...inlayHints(context, range, wanted)];
      }),
    );
    connection.onCodeLens((params) =>
      this.#inDocument("textDocument/codeLens", params, hasDocument, (context): CodeLens[] =>
        service.currentSettings().codeLenses ? [...codeLenses(context, abilities.commands)] : [],
      ),
    );
  }

  #listenAtPositions(): void {
    const { connection, abilities } = this.#parts;
    const at = this.#at.bind(this);
    connection.onCompletion((params) =>
      at("textDocument/completion", params, (context, offset) =>
        completion(context, offset, { snippets: abilities.snippets }),
      ),
    );
    connection.onHover((params) =>
      at(
        "textDocument/hover",
        params,
        (context, offset): Hover | null => hover(context, offset, this.#parts.backups.of) ?? null,
      ),
    );
    connection.onDefinition((params) =>
      at("textDocument/definition", params, (context, offset) => this.#locations(definitions(context, offset))),
    );
    connection.onReferences((params) =>
      at("textDocument/references", params, (context, offset) =>
        this.#locations(references(context, offset, params.context?.includeDeclaration !== false)),
      ),
    );
    connection.onDocumentHighlight((params) =>
      at("textDocument/documentHighlight", params, (context, offset) => [...highlights(context, offset)]),
    );
    connection.onPrepareRename((params) =>
      at("textDocument/prepareRename", params, (context, offset): Range | null => {
        const found = prepareRename(context, offset);
        if (!found.ok) throw new ResponseError(ErrorCodes.InvalidRequest, found.reason);
        return new Locator(this.#uriOf).range(found.value);
      }),
    );
    connection.onRenameRequest((params) =>
      at("textDocument/rename", params, (context, offset): WorkspaceEdit | null => {
        if (!isNewName(params)) throw new ResponseError(ErrorCodes.InvalidParams, "A new name is needed.");
        const found = rename(context, offset, params.newName);
        if (!found.ok) throw new ResponseError(ErrorCodes.InvalidRequest, found.reason);
        return this.#workspaceEdit(found.value);
      }),
    );
  }

  #listenToDocuments(): void {
    const { connection } = this.#parts;
    const of = this.#inDocument.bind(this);
    connection.onDocumentLinks((params) =>
      of("textDocument/documentLink", params, hasDocument, (context) => [...documentLinks(context, this.#uriOf)]),
    );
    connection.onDocumentSymbol((params) =>
      of("textDocument/documentSymbol", params, hasDocument, (context) => [...documentSymbols(context)]),
    );
    connection.onFoldingRanges((params) =>
      of("textDocument/foldingRange", params, hasDocument, (context) => [...foldingRanges(context)]),
    );
    connection.onSelectionRanges((params) =>
      of("textDocument/selectionRange", params, hasPositions, (context, { positions }) => [
        ...selectionRanges(context, positions),
      ]),
    );
    connection.languages.semanticTokens.on(
      (params) =>
        this.#inDocument("textDocument/semanticTokens/full", params, hasDocument, (context) =>
          semanticTokens(context),
        ) ?? {
          data: [],
        },
    );
  }

  readonly #uriOf = (path: string): string => this.#parts.documents.get(path)?.uri ?? uriOf(path);

  #locations(spots: readonly Spot[]): Location[] {
    const locator = new Locator(this.#uriOf);
    return spots.map((spot) => locator.location(spot));
  }

  #workspaceEdit(edits: readonly RenameEdit[]): WorkspaceEdit {
    const locator = new Locator(this.#uriOf);
    const changes: Record<string, { range: Range; newText: string }[]> = {};
    for (const { spot, newText } of edits) {
      const { uri, range } = locator.location(spot);
      const list = changes[uri] ?? [];
      list.push({ range, newText });
      changes[uri] = list;
    }
    return { changes };
  }

  #resolve(item: CompletionItem): CompletionItem {
    const { data } = item;
    if (!isCompletionData(data)) return item;
    const context = this.#parts.service.contextOf(data.document);
    const value = context && completionDocumentation(context, data);
    return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
  }

  #answer<P, T>(method: string, params: unknown, fits: (params: unknown) => params is P, answer: (params: P) => T): T {
    if (!fits(params)) throw new ResponseError(ErrorCodes.InvalidParams, "The parameters are not as LSP says.");
    return this.#parts.failures.answer(method, () => answer(params));
  }

  /** The answer for a document that is open and ours; `null` for another. */
  #inDocument<P extends { readonly textDocument: { readonly uri: string } }, T>(
    method: string,
    params: unknown,
    fits: (params: unknown) => params is P,
    answer: (context: FeatureContext, params: P) => T,
  ): T | null {
    return this.#answer(method, params, fits, (given) => {
      const path = pathOf(given.textDocument.uri);
      const context = path === undefined ? undefined : this.#parts.service.contextOf(path);
      return context === undefined ? null : answer(context, given);
    });
  }

  #at<T>(method: string, params: unknown, answer: (context: FeatureContext, offset: number) => T): T | null {
    return this.#inDocument(method, params, hasPosition, (context, { position }) => {
      const { text } = context.file;
      const offset = Math.min(new LineIndex(text).offsetAt(position), text.length);
      return answer(context, offset);
    });
  }
}

function isCompletionItem(item: unknown): item is CompletionItem {
  return typeof item === "object" && item !== null && "label" in item && typeof item.label === "string";
}
