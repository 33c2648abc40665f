/** The worst state of all machines, at the bottom of the window. */
import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { ClanState } from "./clanState.ts";
import type { MachinesView } from "./views/machinesView.ts";
import { summaryOf } from "./views/nodes.ts";

/** Shows the item while there is a clan. */
export function createStatusBar(state: ClanState, machines: MachinesView): Disposable {
  const item = window.createStatusBarItem("clanBackups.health", StatusBarAlignment.Left, 10);
  item.name = "Clan Backups";
  item.command = "clanBackups.machines.focus";
  const show = () => {
    if (state.clans.length === 0) return item.hide();
    const { ill, health } = summaryOf(machines.tree);
    const busy = state.jobs.running.length;
    const icon = busy > 0 ? "sync~spin" : ill > 0 ? "warning" : "archive";
    const words =
      ill > 0 ? `${ill} without a fresh backup` : health === "fresh" ? "backups are fresh" : `backups: ${health}`;
    item.text = busy > 0 ? `$(${icon}) ${busy} running` : `$(${icon}) ${words}`;
    item.tooltip = "Clan Backups: show the machines";
    item.accessibilityInformation = { label: `Clan Backups, ${words}`, role: "button" };
    item.backgroundColor = ill > 0 ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };
  const listener = state.onDidChange(show);
  show();
  return { dispose: () => [listener, item].forEach((part) => void part.dispose()) };
}
