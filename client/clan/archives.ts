/** The names of archives that `clan backups list` prints, one per line. */

/** One backup. */
export interface Archive {
  /** The whole name, as `clan backups restore` takes it. */
  readonly name: string;
  readonly provider: "borgbackup" | "localbackup" | "unknown";
  /** The destination or target. */
  readonly place: string;
  /**
   * When it was made, in milliseconds since 1970. Of borg as the name says: in the zone of the machine that made it, read as the local one.
   * Of a snapshot as its folder says, where the machine was asked.
   */
  readonly time: number | undefined;
  /** Of rsnapshot: 0 is the newest. */
  readonly snapshot: number | undefined;
  /** The backup did not end well: nixpkgs' job adds `.failed`, which is taken off when it succeeds. */
  readonly isFailed: boolean;
}

/** The archives in the output of `list`, newest first for each place; lines that are no archives are left out. */
export function readArchives(stdout: string): readonly Archive[] {
  return newestFirst(stdout.split(/\r?\n/).flatMap((line) => readArchive(line.trim()) ?? []));
}

/** The archives by place, the newest of each first. Snapshots have numbers; what has neither number nor time comes last. */
export function newestFirst(archives: readonly Archive[]): readonly Archive[] {
  return archives.toSorted(
    (a, b) =>
      compare(a.place, b.place) ||
      (a.snapshot ?? -1) - (b.snapshot ?? -1) ||
      (b.time ?? 0) - (a.time ?? 0) ||
      compare(a.name, b.name),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Reads one name: `<destination>::<repo>::<archive>` of borgbackup, where the repository may hold `::` of an address in brackets, or
 * `<target>::<directory>/snapshot.N` of localbackup; `undefined` for what is neither. Source: clan-core's two list scripts, all releases.
 */
export function readArchive(name: string): Archive | undefined {
  const first = name.indexOf("::");
  if (first <= 0) return undefined;
  const place = name.slice(0, first);
  const rest = name.slice(first + 2);
  const snapshot = /\/snapshot\.(\d{1,9})$/.exec(rest)?.[1];
  if (snapshot !== undefined && rest.startsWith("/"))
    return { name, provider: "localbackup", place, time: undefined, snapshot: Number(snapshot), isFailed: false };
  const last = rest.lastIndexOf("::");
  if (last <= 0) return undefined;
  const archive = rest.slice(last + 2);
  if (archive === "") return undefined;
  const isFailed = archive.endsWith(".failed");
  const time = timeIn(isFailed ? archive.slice(0, -".failed".length) : archive);
  return { name, provider: "borgbackup", place, time, snapshot: undefined, isFailed };
}

/** The folder of a snapshot on its machine; `undefined` for an archive of borg. */
export function snapshotPath({ name, snapshot }: Archive): string | undefined {
  return snapshot === undefined ? undefined : name.slice(name.indexOf("::") + 2);
}

/** The time at the end of an archive's name: nixpkgs' dateFormat `+%Y-%m-%dT%H:%M:%S` (services/backup/borgbackup.nix). */
function timeIn(archive: string): number | undefined {
  const stamp = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})$/.exec(archive)?.[1];
  if (stamp === undefined) return undefined;
  const time = new Date(stamp).getTime();
  return Number.isNaN(time) ? undefined : time;
}
