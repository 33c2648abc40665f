/** When the backups of all machines run next and ran last: as systemd on the machines says, or else as the configuration says. */
import {
  type Disposable,
  EventEmitter,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from "vscode";
import { backupTimers, type Timer } from "../clan/remote.ts";
import type { ClanState } from "../clanState.ts";
import { relativeTime } from "./health.ts";
import { type ScheduleRow, scheduleRows } from "./schedule.ts";

/** Machines that are asked at the same time. */
const AT_ONCE = 8;

/** A list of jobs, the next one first. */
export class ScheduleView implements TreeDataProvider<ScheduleRow>, Disposable {
  readonly #state: ClanState;
  readonly #ssh: () => readonly string[];
  readonly #changed = new EventEmitter<undefined>();
  readonly #parts: readonly Disposable[];
  readonly #timers = new Map<string, readonly Timer[]>();
  readonly onDidChangeTreeData = this.#changed.event;
  #asking: AbortController | undefined;

  /** `ssh` gives arguments that go before all others. */
  constructor(state: ClanState, ssh: () => readonly string[]) {
    this.#state = state;
    this.#ssh = ssh;
    const view = window.createTreeView("clanBackups.schedule", { treeDataProvider: this });
    this.#parts = [view, this.#changed, state.onDidChange(() => this.#changed.fire(undefined))];
  }

  /** Asks the machines; those that do not answer keep what the configuration says. */
  async refresh(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const machines = this.#state.clans.flatMap((clan) =>
      clan.machines.flatMap(({ name, targetHost }) =>
        targetHost === null ? [] : [{ clan: clan.root, name, targetHost }],
      ),
    );
    const next = async (): Promise<void> => {
      for (let machine = machines.pop(); machine !== undefined && !asking.signal.aborted; machine = machines.pop()) {
        const { clan, name, targetHost } = machine;
        const timers = await backupTimers({ targetHost, folder: clan, signal: asking.signal, ssh: this.#ssh() });
        if (timers !== undefined) this.#timers.set(JSON.stringify([clan, name]), timers);
        this.#changed.fire(undefined);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  getChildren(row?: ScheduleRow): ScheduleRow[] {
    if (row !== undefined) return [];
    return [
      ...scheduleRows(
        this.#state.clans,
        (clan, machine) => this.#timers.get(JSON.stringify([clan, machine])),
        Date.now(),
      ),
    ];
  }

  getTreeItem(row: ScheduleRow): TreeItem {
    const now = Date.now();
    const item = new TreeItem(`${row.machine} → ${row.name}`, TreeItemCollapsibleState.None);
    const next = row.next === undefined ? "no next run" : relativeTime(row.next, now);
    const last = row.last === undefined ? "" : `, last ${relativeTime(row.last, now)}`;
    item.description = `${next}${last}`;
    const source = row.isAsked ? "as the machine says" : "as the configuration says";
    const exact = row.next === undefined ? "" : `, ${new Date(row.next).toLocaleString()}`;
    item.tooltip = `${row.machine} to ${row.name}: ${next}${exact}${last}, ${source}`;
    item.accessibilityInformation = { label: item.tooltip };
    item.iconPath = new ThemeIcon(row.isAsked ? "watch" : "calendar");
    item.contextValue = "schedule";
    return item;
  }

  dispose(): void {
    this.#asking?.abort();
    for (const part of this.#parts) part.dispose();
  }
}
