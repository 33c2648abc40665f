/** What server and client say to each other beyond LSP; imported by both, so it imports neither. */

/** How things stand, for the status item of an editor. */
export interface StatusParams {
  /** `busy`: some findings are not up to date yet. */
  readonly state: "busy" | "idle";
  /** The release of clan-core the findings are for, and one sentence that says why; `undefined` before anything was judged. */
  readonly release: { readonly name: string; readonly reason: string } | undefined;
  /** Findings that are shown now, in all files. */
  readonly errors: number;
  readonly warnings: number;
}

/** A notification from the server, sent when what it says has changed. */
export const STATUS_METHOD = "clanBackups/status";

/**
 * A client that wants `STATUS_METHOD` says `capabilities.experimental.clanBackups.status: true`; others get nothing that is
 * not in LSP.
 */
export const EXPERIMENTAL_KEY = "clanBackups";

/** The section of an editor's settings that is ours. */
export const SETTINGS_SECTION = "clanBackups";

/** What the commands behind code lenses and findings are about. */
export interface RunArguments {
  /** The clan's folder, absolute. */
  readonly clan: string;
  readonly machine: string;
  /** `borgbackup` or `localbackup`; without one all that the machine has. */
  readonly provider: string | undefined;
}

/** Commands of an editor that says `capabilities.experimental.clanBackups.commands: true`; others are not shown them. */
export const CREATE_COMMAND = "clanBackups.createBackup";
export const LIST_COMMAND = "clanBackups.listBackups";
