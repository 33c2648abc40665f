/** What server and client say to each other beyond LSP; imported by both, so it imports neither. */
import type { ClanView, DestinationView, MachineView } from "./topologyView.ts";

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

/** Who a finding is from, as editors show it. */
export const DIAGNOSTIC_SOURCE = "clan-backups";

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
export const GENERATE_COMMAND = "clanBackups.generateKeys";
export const TRACK_COMMAND = "clanBackups.addToGit";

/** What `TRACK_COMMAND` is about. */
export interface TrackArguments {
  /** The clan's folder, absolute. */
  readonly clan: string;
  /** A file in it, absolute. */
  readonly file: string;
}

/** A request of the client without parameters: what there is to back up. */
export const OVERVIEW_METHOD = "clanBackups/overview";

export interface Overview {
  readonly clans: readonly OverviewClan[];
}

export interface OverviewClan extends ClanView {
  /** How this release of Clan calls what it generates. */
  readonly keys: "facts" | "vars";
  readonly machines: readonly OverviewMachine[];
}

export interface OverviewDestination extends DestinationView {
  /** When it runs next after the request, in milliseconds since 1970, if the machine is in the server's time zone. */
  readonly nextRun: number | null;
}

export interface OverviewMachine extends MachineView {
  readonly name: string;
  readonly destinations: readonly OverviewDestination[];
  /** Whether the key with which it backs up to others has been generated; `not needed` without a destination. */
  readonly key: "present" | "missing" | "not needed" | "unknown";
}

/** A notification of the client: all that it knows of the backups that there are, whenever that has changed. Hovers tell it. */
export const BACKUPS_METHOD = "clanBackups/backups";

export interface BackupsParams {
  readonly machines: readonly KnownBackups[];
}

/** What a machine was last heard to have. Times are milliseconds since 1970. */
export interface KnownBackups {
  /** The clan's folder, absolute. */
  readonly clan: string;
  readonly machine: string;
  /** When it was asked. */
  readonly askedAt: number;
  /** When its newest backup that has not failed was made; null for none with a known time. */
  readonly newest: number | null;
}

/** A request of the client without parameters: the overview as the text of an SVG picture with one style element. */
export const PICTURE_METHOD = "clanBackups/picture";

/** A request of the client: where something stands in the configuration; the answer is a `WireLocation`, or null. */
export const PLACE_METHOD = "clanBackups/place";

export interface PlaceParams {
  readonly clan: string;
  readonly machine: string;
  readonly kind: "machine" | "destination" | "target" | "state";
  /** The machine's own name for `machine`. */
  readonly name: string;
}

/** A request of the client: the edits that add a disk or a destination; the answer is a `WorkspaceEdit` or a reason why not. */
export const ADDITION_METHOD = "clanBackups/addition";

export type AdditionParams =
  | {
      readonly kind: "disk";
      readonly clan: string;
      readonly machine: string;
      /** The target's name. */
      readonly name: string;
      readonly mountpoint: string;
      readonly uuid: string;
      readonly fsType: string;
    }
  | {
      readonly kind: "destination";
      readonly clan: string;
      readonly machine: string;
      readonly name: string;
      /** A machine of the clan, or `undefined` for a server elsewhere. */
      readonly server: string | undefined;
      /** The repository of a server elsewhere. */
      readonly repo: string | undefined;
    };

export type AdditionResult =
  | { readonly ok: true; readonly edit: WorkspaceChanges }
  | { readonly ok: false; readonly reason: string };

/** Edits by the URI of their file. */
export interface WorkspaceChanges {
  readonly changes: Readonly<Record<string, readonly { readonly range: WireRange; readonly newText: string }[]>>;
}

interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

export interface WireLocation {
  readonly uri: string;
  readonly range: WireRange;
}
