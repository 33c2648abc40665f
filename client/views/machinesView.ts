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
import { withoutSecrets } from "../clan/secrets.ts";
import type { ClanState } from "../clanState.ts";
import type { Target } from "../commands/parts.ts";
import type { Listen } from "../emitter.ts";
import { labelOf } from "./labels.ts";
import { childNodes, hasChildren, type Node, nodeId, summaryOf, type TreeState, topNodes } from "./nodes.ts";

const VIEW = "clanBackups.machines";
const HOUR = 3_600_000;
/** What is said of times grows old by itself. */
const MINUTE = 60_000;

/** What the view needs to know of `clan` itself. */
interface Program {
  missing(clan: string): string | undefined;
  readonly onDidChange: Listen;
}

/** Shows the machines of all clans with their backups. */
export class MachinesView implements TreeDataProvider<Node>, Disposable {
  readonly #state: ClanState;
  readonly #program: Program;
  readonly #changed = new EventEmitter<undefined>();
  readonly #parts: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  #onlyIll = false;

  /** `onOpen` is told of machines that somebody opens a destination or target of. */
  constructor(state: ClanState, program: Program, onOpen: (target: Target) => void) {
    this.#state = state;
    this.#program = program;
    const view = window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    const show = () => {
      this.#changed.fire(undefined);
      const { ill } = summaryOf(this.tree);
      const machines = ill === 1 ? "machine" : "machines";
      view.badge = ill === 0 ? undefined : { value: ill, tooltip: `${ill} ${machines} without a fresh backup` };
      view.message = this.#message;
    };
    this.#show = show;
    const clock = setInterval(show, MINUTE);
    this.#parts = [
      view,
      view.onDidExpandElement(({ element }) => this.#onExpand(element, onOpen)),
      state.onDidChange(show),
      program.onDidChange(show),
      workspace.onDidGrantWorkspaceTrust(show),
      { dispose: () => clearInterval(clock) },
      this.#changed,
    ];
    show();
  }

  readonly #show: () => void;

  /** What the tree is made from, as of now. */
  get tree(): TreeState {
    const state = this.#state;
    const hours = workspace.getConfiguration("clanBackups").get<number>("staleAfterHours") ?? 36;
    return {
      clans: state.clans,
      listingOf: (clan, machine, provider) => state.listingOf(clan, machine, provider),
      jobOn: (clan, machine) => state.jobs.on(clan, machine),
      isAsking: (clan, machine) => state.isAsking(clan, machine),
      missing: (clan) => this.#program.missing(clan),
      isTrusted: workspace.isTrusted,
      now: Date.now(),
      staleAfter: hours * HOUR,
      filter: state.filter,
      onlyIll: this.#onlyIll,
    };
  }

  /** Shows only machines with `filter` in their name. */
  setFilter(filter: string): void {
    this.#state.setFilter(filter);
  }

  get filter(): string {
    return this.#state.filter;
  }

  /** Shows only machines that something should be done about, or all again. */
  toggleIll(): void {
    this.#onlyIll = !this.#onlyIll;
    this.#show();
  }

  getChildren(node?: Node): Node[] {
    return [...(node === undefined ? topNodes(this.tree) : childNodes(node, this.tree))];
  }

  getTreeItem(node: Node): TreeItem {
    const { text, detail, icon, color, spoken } = labelOf(node, this.tree);
    const item = new TreeItem(text, hasChildren(node) ? openState(node) : TreeItemCollapsibleState.None);
    item.id = nodeId(node);
    item.description = detail;
    item.tooltip = node.kind === "archive" ? `${spoken}\n${withoutSecrets(node.archive.name).slice(0, 1_000)}` : spoken;
    item.accessibilityInformation = { label: spoken };
    item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
    item.contextValue = contextOf(node);
    if (node.kind === "hint") item.command = { title: text, command: node.command, arguments: [...node.arguments] };
    return item;
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  get #message(): string {
    const { filter } = this.#state;
    const named = filter === "" ? "" : ` with “${filter}” in their name`;
    if (this.#onlyIll) return `Only machines without a fresh backup${named === "" ? "" : ` and${named}`}`;
    return named === "" ? "" : `Only machines${named}`;
  }

  #onExpand(node: Node, onOpen: (target: Target) => void): void {
    if (node.kind !== "place" || !workspace.isTrusted) return;
    const { clan, machine, provider } = node;
    if (this.#state.listingOf(clan.root, machine.name, provider) === undefined) onOpen({ clan, machine });
  }
}

function openState({ kind }: Node): TreeItemCollapsibleState {
  return kind === "clan" ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

/** What the menus of package.json look at. */
function contextOf(node: Node): string {
  if (node.kind === "archive") return node.archive.isFailed ? "archive.failed" : "archive";
  if (node.kind === "key") return node.machine.key === "missing" ? "key" : "key.present";
  if (node.kind !== "machine") return node.kind;
  const { destinations, targets } = node.machine;
  return destinations.length + targets.length > 0 ? "machine.client" : "machine";
}
