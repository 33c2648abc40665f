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
import type { RemoteOptions } from "../clan/remote.ts";
import { backupTimers, type Timer } from "../clan/timers.ts";
import type { ClanState } from "../clanState.ts";
import { Throttle } from "../emitter.ts";
import { type ScheduleRow, scheduleLabel, scheduleRows } from "./schedule.ts";

/** Machines that are asked at the same time. */
const AT_ONCE = 8;
/** Milliseconds between two times that the view is filled. */
const TELL_PAUSE = 500;

type Remote = (targetHost: string, folder: string, signal: AbortSignal) => RemoteOptions;

/** A list of jobs, the next one first. */
export class ScheduleView implements TreeDataProvider<ScheduleRow>, Disposable {
  readonly #state: ClanState;
  readonly #remote: Remote;
  readonly #changed = new EventEmitter<undefined>();
  readonly #parts: readonly Disposable[];
  readonly #timers = new Map<string, readonly Timer[]>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #telling = new Throttle(() => this.#changed.fire(undefined), TELL_PAUSE);
  #asking: AbortController | undefined;

  /** `remote` says how a machine is asked. */
  constructor(state: ClanState, remote: Remote) {
    this.#state = state;
    this.#remote = remote;
    const view = window.createTreeView("clanBackups.schedule", { treeDataProvider: this });
    this.#parts = [view, this.#changed, this.#telling, state.onDidChange(() => this.#telling.ask())];
  }

  /** Asks the machines that have a schedule; those that do not answer keep what the configuration says. */
  async refresh(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const machines = this.#state.clans.flatMap((clan) =>
      clan.machines.flatMap(({ name, targetHost, destinations }) =>
        targetHost === null || destinations.length === 0 ? [] : [{ clan: clan.root, name, targetHost }],
      ),
    );
    const next = async (): Promise<void> => {
      for (let machine = machines.pop(); machine !== undefined && !asking.signal.aborted; machine = machines.pop()) {
        const { clan, name, targetHost } = machine;
        const timers = await backupTimers(this.#remote(targetHost, clan, asking.signal));
        if (timers === undefined) continue;
        this.#timers.set(JSON.stringify([clan, name]), timers);
        if (timers.length > 0) this.#state.noteUpdated(clan, name);
        this.#telling.ask();
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, machines.length) }, next));
  }

  getChildren(row?: ScheduleRow): ScheduleRow[] {
    if (row !== undefined) return [];
    const { clans } = this.#state;
    const timers = (clan: string, machine: string) => this.#timers.get(JSON.stringify([clan, machine]));
    const borg = (clan: string, machine: string) => this.#state.listingOf(clan, machine, "borgbackup");
    const filter = this.#state.filter;
    return [...scheduleRows({ clans, timersOf: timers, borgOf: borg, now: Date.now(), filter })];
  }

  getTreeItem(row: ScheduleRow): TreeItem {
    const { text, detail, spoken } = scheduleLabel(row, Date.now());
    const item = new TreeItem(text, TreeItemCollapsibleState.None);
    item.id = JSON.stringify([row.clan, row.machine, row.name]);
    item.description = detail;
    item.tooltip = spoken;
    item.accessibilityInformation = { label: spoken };
    item.iconPath = new ThemeIcon(row.isAsked ? "watch" : "calendar");
    item.contextValue = "schedule";
    return item;
  }

  dispose(): void {
    this.#asking?.abort();
    for (const part of this.#parts) part.dispose();
  }
}
