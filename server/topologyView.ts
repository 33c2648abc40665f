/** Who backs up what, to where, with which key: plain data that programs, pictures and editors read. What is not known is `null`. */

export interface TopologyView {
  readonly version: 1;
  readonly clans: readonly ClanView[];
}

export interface ClanView {
  /** The clan's folder, or that of a module by itself. */
  readonly root: string;
  readonly release: string;
  readonly machines: readonly MachineView[];
}

export interface MachineView {
  /** `null` for a module that is looked at by itself. */
  readonly name: string | null;
  /** `null` also where none is set. */
  readonly targetHost: string | null;
  /** `false`: there are modules that are not known, so there may be more of everything. */
  readonly complete: boolean;
  readonly states: readonly StateView[];
  readonly targets: readonly TargetView[];
  readonly destinations: readonly DestinationView[];
  readonly repositories: readonly RepositoryView[];
  /** Borg jobs that are written by hand, which `clan backups` knows nothing of; left out where there are none. */
  readonly jobs?: readonly JobView[];
}

export interface StateView {
  readonly name: string;
  /** `null` stands for one or more that are not known. */
  readonly folders: readonly (string | null)[];
}

export interface TargetView {
  readonly name: string;
  readonly directory: string | null;
  readonly mountpoint: string | null;
  readonly disk: { readonly mountPoint: string; readonly device: string | null; readonly fsType: string | null } | null;
}

export interface DestinationView {
  readonly name: string;
  readonly repo: string | null;
  /** How borg reads the repository; `null` where that is not known, or borg refuses it. */
  readonly location: {
    readonly proto: "ssh" | "file";
    readonly user: string | null;
    readonly host: string | null;
    readonly port: number | null;
    readonly path: string;
  } | null;
  /** The calendar expression as systemd writes it. */
  readonly schedule: string | null;
  readonly server: ServerView;
}

export interface JobView {
  readonly name: string;
  readonly repo: string | null;
  /** The calendar expression as systemd writes it. */
  readonly schedule: string | null;
}

export interface ServerView {
  readonly kind: "machine" | "local" | "external" | "unknown";
  /** With `machine`. */
  readonly machine: string | null;
  /** The name of the repository there that takes the client's key. */
  readonly repository: string | null;
  /** Whether the server takes the client's key. */
  readonly key: "accepted" | "outdated" | "refused" | "unknown";
}

export interface RepositoryView {
  readonly name: string;
  readonly path: string | null;
  readonly user: string | null;
  readonly keys: readonly KeyView[];
}

export interface KeyView {
  /** `public-key`, or why it is none: `private-key`, `secret`, `missing` … Nothing of a secret is shown. */
  readonly kind: string;
  readonly type: string | null;
  readonly comment: string | null;
  readonly fingerprint: string | null;
}
