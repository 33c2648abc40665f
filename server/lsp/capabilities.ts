/** What the server says it can do, and what it asks of the client. */
import {
  type ClientCapabilities,
  CodeActionKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { EXPERIMENTAL_KEY } from "../protocol.ts";

export const SERVER_CAPABILITIES = {
  // The one encoding that every client must know (LSP 3.17, "Position Encoding"), and the one the engine counts in.
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
} as const satisfies ServerCapabilities;

/** Files whose change on disk may change findings: what is evaluated, and what Clan keeps beside it. */
export const WATCHED_GLOBS = [
  "**/*.nix",
  "**/flake.lock",
  "**/inventory.json",
  "**/*.pub",
  "**/vars/per-machine/**",
  "**/machines/**/facts/**",
] as const;

/** What of a client's abilities makes a difference here. */
export interface ClientAbilities {
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly versionedEdits: boolean;
  readonly status: boolean;
}

function wantsStatus(experimental: unknown): boolean {
  if (typeof experimental !== "object" || experimental === null) return false;
  const ours: unknown = Object.entries(experimental).find(([key]) => key === EXPERIMENTAL_KEY)?.[1];
  return typeof ours === "object" && ours !== null && "status" in ours && ours.status === true;
}

export function abilitiesOf({ workspace, experimental }: ClientCapabilities): ClientAbilities {
  return {
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    status: wantsStatus(experimental),
  };
}
