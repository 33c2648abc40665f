/** The tree of machines in the sidebar. */
import {
  type Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
} from "vscode";
import type { ClanState } from "../clanState.ts";
import { childNodes, labelOf, type Node, nodeId, summaryOf, type TreeState, topNodes } from "./nodes.ts";

const VIEW = "clanBackups.machines";
const HOUR = 3_600_000;
/** What is said of times grows old by itself. */
const MINUTE = 60_000;

/** Shows the machines of all clans with their backups. */
export class MachinesView implements TreeDataProvider<Node>, Disposable {
  readonly #state: ClanState;
  readonly #changed = new EventEmitter<undefined>();
  readonly #parts: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  #filter = "";
  #onlyIll = false;

  constructor(state: ClanState) {
    this.#state = state;
    const view = window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    const show = () => {
      this.#changed.fire(undefined);
      const { ill } = summaryOf(this.tree);
      view.badge =
        ill === 0
          ? undefined
          : { value: ill, tooltip: `${ill} ${ill === 1 ? "machine" : "machines"} without a fresh backup` };
      view.message = this.#filter === "" ? "" : `Only machines with “${this.#filter}” in their name`;
    };
    const clock = setInterval(show, MINUTE);
    this.#parts = [view, state.onDidChange(show), { dispose: () => clearInterval(clock) }, this.#changed];
    show();
  }

  /** What the tree is made from, as of now. */
  get tree(): TreeState {
    const state = this.#state;
    const hours = workspace.getConfiguration("clanBackups").get<number>("staleAfterHours") ?? 36;
    return {
      clans: state.clans,
      listingOf: (clan, machine, provider) => state.listingOf(clan, machine, provider),
      jobOn: (clan, machine) => state.jobs.on(clan, machine),
      now: Date.now(),
      staleAfter: hours * HOUR,
      filter: this.#filter,
      onlyIll: this.#onlyIll,
    };
  }

  /** Shows only machines with `filter` in their name. */
  setFilter(filter: string): void {
    this.#filter = filter;
    this.#changed.fire(undefined);
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only machines that something should be done about, or all again. */
  toggleIll(): void {
    this.#onlyIll = !this.#onlyIll;
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    return [...(node === undefined ? topNodes(this.tree) : childNodes(node, this.tree))];
  }

  getTreeItem(node: Node): TreeItem {
    const { text, detail, icon, color, spoken } = labelOf(node, this.tree);
    const hasChildren = node.kind === "clan" || node.kind === "machine" || node.kind === "place";
    const item = new TreeItem(text, hasChildren ? openState(node) : TreeItemCollapsibleState.None);
    item.id = nodeId(node);
    item.description = detail;
    item.tooltip = spoken;
    item.accessibilityInformation = { label: spoken };
    item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
    item.contextValue = contextOf(node);
    return item;
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}

function openState(node: Node): TreeItemCollapsibleState {
  return node.kind === "clan" ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

/** What the menus of package.json look at. */
function contextOf(node: Node): string {
  if (node.kind !== "machine") return node.kind;
  const { destinations, targets } = node.machine;
  return destinations.length + targets.length > 0 ? "machine.client" : "machine";
}
