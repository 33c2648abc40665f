/** What the server says it can do, and what it asks of the client. */
import {
  type ClientCapabilities,
  CodeActionKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { TOKEN_MODIFIERS, TOKEN_TYPES } from "../features/semanticTokens.ts";
import { EXPERIMENTAL_KEY } from "../protocol.ts";

export const SERVER_CAPABILITIES = {
  // The one encoding that every client must know (LSP 3.17, "Position Encoding"), and the one the engine counts in.
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  completionProvider: { triggerCharacters: [".", '"', "/", "@", " "], resolveProvider: true },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentLinkProvider: {},
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  inlayHintProvider: true,
  codeLensProvider: {},
  semanticTokensProvider: {
    legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
    full: true,
  },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
} satisfies ServerCapabilities;

/** Files whose change on disk may change findings: what is evaluated, and what Clan keeps beside it. */
export const WATCHED_GLOBS = [
  "**/*.nix",
  "**/flake.lock",
  "**/inventory.json",
  "**/*.pub",
  "**/vars/per-machine/**",
  "**/machines/**/facts/**",
  "**/.git/index",
] as const;

/** Folders that are made, renamed or deleted: of what is in them a client tells nothing. */
export const WATCHED_FOLDERS = "**/*";

/** What of a client's abilities makes a difference here. */
export interface ClientAbilities {
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly versionedEdits: boolean;
  /** It makes links of the codes of findings. */
  readonly codeLinks: boolean;
  readonly status: boolean;
  /** It has the commands that run backups. */
  readonly commands: boolean;
  readonly snippets: boolean;
}

function says(experimental: unknown, what: "status" | "commands"): boolean {
  if (typeof experimental !== "object" || experimental === null) return false;
  const ours: unknown = Object.entries(experimental).find(([key]) => key === EXPERIMENTAL_KEY)?.[1];
  return typeof ours === "object" && ours !== null && new Map(Object.entries(ours)).get(what) === true;
}

export function abilitiesOf({ workspace, textDocument, experimental }: ClientCapabilities): ClientAbilities {
  return {
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    codeLinks: textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    status: says(experimental, "status"),
    commands: says(experimental, "commands"),
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  };
}
