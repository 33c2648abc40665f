/** The worst state of all machines, at the bottom of the window. */
import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { ClanState } from "./clanState.ts";
import type { Runner } from "./runner.ts";
import type { Health } from "./views/health.ts";
import { WORDS } from "./views/labels.ts";
import type { MachinesView } from "./views/machinesView.ts";
import { summaryOf } from "./views/nodes.ts";

/** What the item says of the worst health and of how many machines are ill. */
function statusWords(health: Health, ill: number): string {
  if (ill > 0) return `${ill} without a fresh backup`;
  return health === "fresh" ? "backups are fresh" : `backups: ${WORDS[health]}`;
}

/** Shows the item while there is a clan. */
export function createStatusBar(state: ClanState, machines: MachinesView, runner: Runner): Disposable {
  const item = window.createStatusBarItem("clanBackups.health", StatusBarAlignment.Left, 10);
  item.name = "Clan Backups";
  item.command = "clanBackups.machines.focus";
  const show = () => {
    if (state.clans.length === 0) return item.hide();
    const { ill, health } = summaryOf(machines.tree);
    const busy = state.jobs.running.length;
    const icon = busy > 0 ? "sync~spin" : ill > 0 ? "warning" : "archive";
    const words = statusWords(health, ill);
    item.text = busy > 0 ? `$(${icon}) ${busy} running` : `$(${icon}) ${words}`;
    item.tooltip = ["Clan Backups: show the machines", ...runner.how].join("\n");
    const running = busy > 0 ? `, ${busy} running` : "";
    item.accessibilityInformation = { label: `Clan Backups, ${words}${running}`, role: "button" };
    item.backgroundColor = ill > 0 ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };
  const parts = [state.onDidChange(show), runner.onDidChange(show), item];
  show();
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}
