/**
 * A machine as far as its backups are concerned: pure data, derived from its configuration and from the clan's instances. Everything here is
 * what the real modules of the release in use would make of it.
 */
import type { Place } from "../../nix/expr.ts";
import type { StringValue } from "../../nix/value.ts";
import type { ReleaseInUse } from "../release.ts";
import type { Fact, Group } from "./facts.ts";
import type { Instance } from "./instances.ts";
import type { GeneratedKey } from "./keys.ts";
import type { OptionReader } from "./reader.ts";

/**
 * How a configuration is looked at. `machine`: all of a machine. `file`: one module by itself that machines may complete. `asked`: one module
 * that the user asked about by name, and that is taken for the whole, with reserve.
 */
export type Scope = "machine" | "file" | "asked";

/** Where something comes from: options of the machine itself, or a role of an instance in the inventory. */
export type Origin =
  | { readonly kind: "options" }
  | { readonly kind: "instance"; readonly instance: string; readonly role: string };

export interface State {
  readonly name: string;
  readonly at: Place | undefined;
  readonly folders: Group<Fact<string>> & { readonly at: Place | undefined };
  readonly hooks: readonly Hook[];
}

/** A script that runs around a backup or a restore. */
export interface Hook {
  /** The option: `preBackupScript`, `postBackupHook` … */
  readonly option: string;
  readonly text: Fact<string>;
}

/** A disk or folder that rsnapshot writes to: `targets.<name>` of localbackup. */
export interface LocalTarget {
  /** The attribute's name. */
  readonly key: string;
  readonly at: Place | undefined;
  readonly name: Fact<string>;
  readonly directory: Fact<string>;
  readonly mountpoint: Fact<string | null>;
  readonly hooks: readonly Hook[];
  readonly origin: Origin;
}

export interface LocalBackup {
  readonly targets: Group<LocalTarget>;
  /** `retain snapshot` of rsnapshot. */
  readonly snapshots: readonly Fact<number>[];
}

export interface FileSystem {
  /** The attribute's name, which is the mount point by default. */
  readonly key: string;
  readonly at: Place | undefined;
  readonly mountPoint: Fact<string>;
  readonly device: Fact<string | null>;
  readonly label: Fact<string | null>;
  readonly fsType: Fact<string>;
  /** Mount options, elements with commas taken apart. */
  readonly options: Group<Fact<string>> & { readonly at: Place | undefined };
  readonly neededForBoot: Fact<boolean>;
}

/** A borg repository that this machine sends its state folders to. */
export interface Destination {
  /** The attribute's name, or the server's for one that an instance makes. */
  readonly key: string;
  readonly at: Place | undefined;
  readonly name: Fact<string>;
  /** The machine of the clan that serves it, when an instance says so. */
  readonly server: string | undefined;
  readonly repo: Fact<string>;
  /** The ssh command, when it is not the module's own. */
  readonly rsh: Fact<string> | "default";
  readonly startAt: Fact<string>;
  readonly origin: Origin;
}

/** Patterns that borg leaves out of every destination of an origin. */
export interface Excludes {
  readonly patterns: Group<Fact<string>> & { readonly at: Place | undefined };
  readonly origin: Origin;
}

/** A job of `services.borgbackup.jobs`, as far as it is written by hand. */
export interface BorgJob {
  readonly key: string;
  readonly at: Place | undefined;
  readonly options: OptionReader;
}

/** A key that may use a repository. */
export interface RepositoryKey {
  readonly at: Place | undefined;
  readonly appendOnly: boolean;
  /** The text as Nix hands it to sshd, with the file that it is the whole text of. */
  readonly value: StringValue | undefined;
  /** A file that is read for it and is not there. */
  readonly missing: string | undefined;
}

/** A repository that this machine serves: `services.borgbackup.repos.<name>`. */
export interface Repository {
  readonly key: string;
  readonly at: Place | undefined;
  readonly path: Fact<string>;
  readonly user: Fact<string>;
  readonly allowSubRepos: Fact<boolean>;
  readonly quota: Fact<string | null>;
  readonly keys: Group<RepositoryKey>;
  readonly origin: Origin;
}

export interface Database {
  readonly key: string;
  readonly at: Place | undefined;
  readonly options: OptionReader;
}

export interface Provider {
  readonly key: string;
  readonly at: Place | undefined;
  readonly list: Fact<string>;
  readonly create: Fact<string>;
  readonly restore: Fact<string>;
}

/** All machines of a clan together. */
export interface ClanModel {
  /** The clan's folder. */
  readonly root: string;
  readonly release: ReleaseInUse;
  readonly machines: ReadonlyMap<string, MachineModel>;
  readonly instances: Group<Instance>;
  /** The tags of each machine, with those that Clan adds. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** There are certainly no other machines. */
  readonly complete: boolean;
  /** There are certainly no other tags, and no machine has more than are known. */
  readonly tagsComplete: boolean;
  /** The clan's own options: the inventory and what else `clan.nix` says. */
  readonly options: OptionReader;
}

export interface MachineModel {
  /** `undefined` for a module that is judged alone. */
  readonly name: string | undefined;
  /** Where the machine is named first in the clan's files. */
  readonly at: Place | undefined;
  readonly scope: Scope;
  readonly release: ReleaseInUse;
  /** The clan's folder, or that of the module. */
  readonly root: string;
  /** Every module of it is known: what is not in the model is not there. */
  readonly complete: boolean;
  readonly hostName: Fact<string>;
  readonly targetHost: Fact<string | null>;
  /** The public keys that Clan generated for its backups, newest layout first; none for a module that is judged alone. */
  readonly publicKeys: readonly GeneratedKey[];
  readonly states: Group<State>;
  readonly localBackup: LocalBackup;
  readonly fileSystems: Group<FileSystem>;
  readonly destinations: Group<Destination>;
  readonly excludes: readonly Excludes[];
  readonly jobs: Group<BorgJob>;
  readonly repositories: Group<Repository>;
  readonly databases: Group<Database>;
  readonly providers: Group<Provider>;
  /** Everything else in the configuration, read when a rule asks. */
  readonly config: OptionReader;
}
