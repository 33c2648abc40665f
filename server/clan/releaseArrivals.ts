/** Options that came between two releases whose options are known here, with the day. */

interface Arrival {
  /** In the machine's options; `["<settings>", …]` for the settings of a role. */
  readonly path: readonly string[];
  readonly since: string;
}

/** clan-core e68ebc8d6 (2024-06-19), afffbec98 (2024-07-21), 98125a34b (2024-12-19), 98d92e98d, b460abae0 and d344e6cc5 (2025-11-18). */
const ARRIVALS: readonly Arrival[] = [
  { path: ["clan", "core", "state", "<name>", "preBackupScript"], since: "2024-06-19" },
  { path: ["clan", "core", "state", "<name>", "preRestoreScript"], since: "2024-06-19" },
  { path: ["clan", "core", "state", "<name>", "postRestoreScript"], since: "2024-06-19" },
  { path: ["clan", "core", "state", "<name>", "postBackupScript"], since: "2025-11-18" },
  { path: ["clan", "core", "state", "<name>", "postBackupCommand"], since: "2025-11-18" },
  { path: ["clan", "borgbackup", "exclude"], since: "2024-07-21" },
  { path: ["clan", "borgbackup", "directory"], since: "2024-12-19" },
];

/** Settings of the roles of borgbackup. */
const SETTINGS: readonly Arrival[] = [
  { path: ["startAt"], since: "2025-11-18" },
  { path: ["address"], since: "2025-11-18" },
];

/** The day on which the option at `path` of a machine came, when that is after `date`; on the day itself it may be there already. */
export function arrivesAfter(date: string, path: readonly string[]): string | undefined {
  return sinceOf(ARRIVALS, date, path);
}

/** The same for a setting of a role of `service`. */
export function settingArrivesAfter(date: string, service: string, path: readonly string[]): string | undefined {
  return service === "borgbackup" ? sinceOf(SETTINGS, date, path) : undefined;
}

function sinceOf(arrivals: readonly Arrival[], date: string, path: readonly string[]): string | undefined {
  const found = arrivals.find(
    (arrival) =>
      arrival.path.length === path.length &&
      arrival.path.every((name, index) => name === "<name>" || name === path[index]),
  );
  return found !== undefined && date < found.since ? found.since : undefined;
}
