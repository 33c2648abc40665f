/**
 * Where a clan keeps what its generators make: public files and encrypted secrets in the repository, secrets on the machine. Commits are
 * clan-core's, read in its sources: the stores in Python and the modules under nixosModules/clanCore.
 *
 * Days are YYYY-MM-DD, as `ReleaseInUse.date`. A change counts from the day of its commit, so that on this very day the answer may be one
 * commit early.
 */

/**
 * The forms in which generated files lay in the repository.
 *
 * - `facts`: 599209b7f (2023-10-05) until bb7a33317 (2025-12-09) removed facts.
 * - `vars-2024-07`: 941cf9fb9 (2024-07-09), below the machine's folder.
 * - `vars-2024-08`: d1c2f0b62 (2024-08-03), below `vars/`, which can be shared from then on.
 * - `vars`: 924f5e41c (2024-09-03), each file a folder that tells public (`value`) from secret (`secret`).
 */
export type Layout = "facts" | "vars-2024-07" | "vars-2024-08" | "vars";

/** How secrets reach a machine. `age` is there since 6da62955b (2026-03-16). */
export type SecretStore = "sops" | "password-store" | "age";

/** What backups generate. The name of the service (facts) and of the generator (vars) is the same. */
export const BACKUP_GENERATOR = "borgbackup";
export const PUBLIC_KEY_FILE = "borgbackup.ssh.pub";
export type BackupSecret = "borgbackup.ssh" | "borgbackup.repokey";

/** The days on which something holds: from the first to before the second. `undefined`: since ever, until today. */
export interface Days {
  readonly from: string | undefined;
  readonly until: string | undefined;
}

export interface DatedPath extends Days {
  readonly path: string;
}

export interface KeyPath extends DatedPath {
  readonly layout: "facts" | "vars";
}

export interface DeployedPath extends DatedPath {
  readonly store: SecretStore;
}

/** A generated file in the repository. */
export interface GeneratedFile {
  readonly layout: Layout;
  /** `undefined` for what all machines share, and where the layout does not tell it. */
  readonly machine: string | undefined;
  /** `undefined` for facts, whose path does not name the service. */
  readonly generator: string | undefined;
  readonly file: string;
  /** Whether the content is encrypted. The layouts between facts and `value` kept secrets elsewhere. */
  readonly secret: boolean;
}

/** 038083bec: the backup modules read and write vars; before, facts. The layouts of vars before the last one never held backup keys. */
const VARS_FOR_BACKUPS = "2025-01-16";

/** bb7a33317: facts are gone. `borgbackup-static` reads them until it went with all clanModules, 35e5f4a42 (2025-08-14). */
const FACTS_REMOVED = "2025-12-09";

/** 4a00824f5: the scope (`per-machine/<m>`, `shared`) becomes part of where secrets are put on the machine, for every store. */
const SCOPE_IN_DEPLOYED_PATH = "2026-08-03";

/** The path of a machine's public backup key in the clan's folder, for a clan-core of the day `date`. */
export function publicKeyPath(machine: string, date: string): string {
  return date < VARS_FOR_BACKUPS ? factPath(machine, PUBLIC_KEY_FILE) : varPath(machine, PUBLIC_KEY_FILE, "value");
}

/**
 * All paths that a machine's public backup key ever had, newest first. A clan that went over from facts may have both files, with
 * different keys; facts could still be generated until `until`.
 */
export function candidatePublicKeyPaths(machine: string): readonly KeyPath[] {
  return [
    { layout: "vars", path: varPath(machine, PUBLIC_KEY_FILE, "value"), from: VARS_FOR_BACKUPS, until: undefined },
    { layout: "facts", path: factPath(machine, PUBLIC_KEY_FILE), from: undefined, until: FACTS_REMOVED },
  ];
}

/**
 * The path of a machine's encrypted backup secret in the clan's folder; `undefined` where the store keeps it elsewhere (password-store) or is
 * not there yet. Sops: secret_modules/sops.py of facts (2893025f3, 2024-03-27) and of vars (924f5e41c); age: secret_modules/age.py (6da62955b).
 */
export function encryptedSecretPath(
  machine: string,
  file: BackupSecret,
  date: string,
  store: SecretStore,
): string | undefined {
  switch (store) {
    case "sops":
      return date < VARS_FOR_BACKUPS ? `sops/secrets/${machine}-${file}/secret` : varPath(machine, file, "secret");
    case "age":
      return date < AGE_STORE
        ? undefined
        : `secrets/clan-vars/${scopeOf(machine)}/${BACKUP_GENERATOR}/${file}/${file}.age`;
    case "password-store":
      return undefined;
  }
}

/**
 * Where the machine finds a backup secret, for a clan-core of the day `date`; `undefined` where that is not known. A secret that was never
 * generated has the path `/no-such-path` with sops instead.
 */
export function deployedSecretPath(
  machine: string,
  file: BackupSecret,
  date: string,
  store: SecretStore,
): string | undefined {
  return candidateDeployedPaths(machine, file).find(
    (candidate) => candidate.store === store && holdsOn(candidate, date),
  )?.path;
}

/** All paths at which releases of clan-core put a backup secret on the machine, newest first. */
export function candidateDeployedPaths(machine: string, file: BackupSecret): readonly DeployedPath[] {
  const generated = `${BACKUP_GENERATOR}/${file}`;
  const scoped = `${scopeOf(machine)}/${generated}`;
  return DEPLOYED.map(({ store, from, until, path }) => ({
    store,
    from,
    until,
    path: path({ machine, file, generated, scoped }),
  }));
}

interface SecretNames {
  readonly machine: string;
  readonly file: string;
  /** `<generator>/<file>`. */
  readonly generated: string;
  /** `per-machine/<machine>/<generator>/<file>`. */
  readonly scoped: string;
}

/** 6da62955b. */
const AGE_STORE = "2026-03-16";

/**
 * Vars, sops: the name of sops-nix' secret, which sops-nix puts below /run/secrets. Vars, password-store: /run/secrets since fe4bf1c81
 * (2024-11-22), so all the time that backups use vars. Age: the same since 6da62955b. Facts, sops: the secret's name begins with the
 * machine since b8d474402 (2024-04-12); before, the path in the option and the one on the machine differed (4c6280553) or the path was
 * never found (d04906709). Facts, password-store: `/etc/secrets`, where `clan.password-store.targetDirectory` (552db7855) says nothing else.
 */
const DEPLOYED: readonly (Days & { readonly store: SecretStore; readonly path: (names: SecretNames) => string })[] = [
  {
    store: "sops",
    from: SCOPE_IN_DEPLOYED_PATH,
    until: undefined,
    path: ({ scoped }) => `/run/secrets/vars/${scoped}`,
  },
  {
    store: "password-store",
    from: SCOPE_IN_DEPLOYED_PATH,
    until: undefined,
    path: ({ scoped }) => `/run/secrets/${scoped}`,
  },
  { store: "age", from: SCOPE_IN_DEPLOYED_PATH, until: undefined, path: ({ scoped }) => `/run/secrets/${scoped}` },
  {
    store: "sops",
    from: VARS_FOR_BACKUPS,
    until: SCOPE_IN_DEPLOYED_PATH,
    path: ({ generated }) => `/run/secrets/vars/${generated}`,
  },
  {
    store: "password-store",
    from: VARS_FOR_BACKUPS,
    until: SCOPE_IN_DEPLOYED_PATH,
    path: ({ generated }) => `/run/secrets/${generated}`,
  },
  {
    store: "age",
    from: AGE_STORE,
    until: SCOPE_IN_DEPLOYED_PATH,
    path: ({ generated }) => `/run/secrets/${generated}`,
  },
  {
    store: "sops",
    from: "2024-04-12",
    until: VARS_FOR_BACKUPS,
    path: ({ machine, file }) => `/run/secrets/${machine}-${file}`,
  },
  { store: "password-store", from: undefined, until: VARS_FOR_BACKUPS, path: ({ file }) => `/etc/secrets/${file}` },
];

/** Whether `date` is one of `days`. */
export function holdsOn({ from, until }: Days, date: string): boolean {
  return (from === undefined || date >= from) && (until === undefined || date < until);
}

/**
 * What the file at `path` is, told from its path alone; `undefined` for other files. `path` is relative to the clan's folder, with forward
 * slashes. The folder of a sops secret of facts is `<machine>-<file>`, which only the names of backup secrets take apart.
 */
export function parseKeyPath(path: string): GeneratedFile | undefined {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return undefined;
  const [top, scope] = parts;
  if (top === "machines") return inMachineFolder(parts);
  if (top === "vars") return inVars(parts);
  if (top === "sops" && scope === "secrets") return inSopsSecrets(parts);
  if (top === "secrets" && scope === "clan-vars") return inAgeStore(parts);
  return undefined;
}

/** `machines/<m>/facts/<file>` and `machines/<m>/vars/<generator>/<file>`. */
function inMachineFolder(parts: readonly string[]): GeneratedFile | undefined {
  const [, machine, kind, first, second] = parts;
  if (machine === undefined || first === undefined) return undefined;
  if (kind === "facts" && parts.length === 4)
    return { layout: "facts", machine, generator: undefined, file: first, secret: false };
  if (kind === "vars" && second !== undefined && parts.length === 5)
    return { layout: "vars-2024-07", machine, generator: first, file: second, secret: false };
  return undefined;
}

/** `vars/per-machine/<m>/<generator>/<file>` and `vars/shared/<generator>/<file>`, alone or with `value` or `secret` behind. */
function inVars(parts: readonly string[]): GeneratedFile | undefined {
  const scoped = withoutScope(parts.slice(1));
  const [generator, file, last] = scoped?.rest ?? [];
  if (scoped === undefined || generator === undefined || file === undefined) return undefined;
  const { machine, rest } = scoped;
  // d4c8b2e4e (2024-11-20) puts `.validation-hash` beside the folders of the files.
  if (last === undefined && file.startsWith(".")) return undefined;
  if (last === undefined) return { layout: "vars-2024-08", machine, generator, file, secret: false };
  if (rest.length > 3 || (last !== "value" && last !== "secret")) return undefined;
  return { layout: "vars", machine, generator, file, secret: last === "secret" };
}

/** `sops/secrets/<m>-<file>/secret`. */
function inSopsSecrets(parts: readonly string[]): GeneratedFile | undefined {
  const [, , folder = "", last] = parts;
  const [, machine, file] = /^(.+)-(borgbackup\.(?:ssh|repokey))$/.exec(folder) ?? [];
  if (machine === undefined || file === undefined || last !== "secret" || parts.length > 4) return undefined;
  return { layout: "facts", machine, generator: BACKUP_GENERATOR, file, secret: true };
}

/** `secrets/clan-vars/<scope>/<generator>/<file>/<file>.age`. */
function inAgeStore(parts: readonly string[]): GeneratedFile | undefined {
  const scoped = withoutScope(parts.slice(2));
  const [generator, file, last] = scoped?.rest ?? [];
  if (scoped === undefined || generator === undefined || file === undefined) return undefined;
  if (scoped.rest.length !== 3 || last !== `${file}.age`) return undefined;
  return { layout: "vars", machine: scoped.machine, generator, file, secret: true };
}

function withoutScope(
  parts: readonly string[],
): { readonly machine: string | undefined; readonly rest: readonly string[] } | undefined {
  const [scope, machine] = parts;
  if (scope === "shared") return { machine: undefined, rest: parts.slice(1) };
  return scope === "per-machine" && machine !== undefined ? { machine, rest: parts.slice(2) } : undefined;
}

function factPath(machine: string, file: string): string {
  return `machines/${machine}/facts/${file}`;
}

function varPath(machine: string, file: string, last: "value" | "secret"): string {
  return `vars/${scopeOf(machine)}/${BACKUP_GENERATOR}/${file}/${last}`;
}

function scopeOf(machine: string): string {
  return `per-machine/${machine}`;
}
