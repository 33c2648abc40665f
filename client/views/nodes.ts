/** The tree of machines as plain data: what each node says, and what is below it. No word of VS Code. */
import type { OverviewClan, OverviewMachine } from "../../server/protocol.ts";
import type { Archive } from "../clan/archives.ts";
import type { Job } from "../clan/jobs.ts";
import { type Health, type Listing, machineHealth, type Provider, placeHealth, relativeTime, worst } from "./health.ts";

export type Node =
  | { readonly kind: "clan"; readonly clan: OverviewClan }
  | { readonly kind: "machine"; readonly clan: OverviewClan; readonly machine: OverviewMachine }
  | {
      readonly kind: "place";
      readonly clan: OverviewClan;
      readonly machine: OverviewMachine;
      readonly provider: Provider;
      readonly name: string;
      readonly detail: string;
    }
  | {
      readonly kind: "archive";
      readonly clan: OverviewClan;
      readonly machine: OverviewMachine;
      readonly provider: Provider;
      readonly archive: Archive;
    }
  | {
      readonly kind: "state";
      readonly clan: OverviewClan;
      readonly machine: OverviewMachine;
      readonly name: string;
      readonly folders: readonly (string | null)[];
    }
  | { readonly kind: "key"; readonly clan: OverviewClan; readonly machine: OverviewMachine }
  | { readonly kind: "note"; readonly parent: string; readonly text: string; readonly isProblem: boolean };

/** What the tree is made from. */
export interface TreeState {
  readonly clans: readonly OverviewClan[];
  readonly listingOf: (clan: string, machine: string, provider: Provider) => Listing | undefined;
  readonly jobOn: (clan: string, machine: string) => Job | undefined;
  readonly now: number;
  /** Milliseconds after which a backup is too old. */
  readonly staleAfter: number;
  /** Part of a machine's name, or empty. */
  readonly filter: string;
  readonly onlyIll: boolean;
}

/** The nodes at the top: the machines of the only clan, or the clans. */
export function topNodes(state: TreeState): readonly Node[] {
  const [only, ...others] = state.clans;
  if (only === undefined) return [];
  return others.length === 0 ? machinesOf(only, state) : state.clans.map((clan) => ({ kind: "clan", clan }));
}

/** The nodes below `node`. */
export function childNodes(node: Node, state: TreeState): readonly Node[] {
  switch (node.kind) {
    case "clan":
      return machinesOf(node.clan, state);
    case "machine":
      return partsOf(node.clan, node.machine);
    case "place":
      return archivesOf(node, state);
    default:
      return [];
  }
}

function machinesOf(clan: OverviewClan, state: TreeState): readonly Node[] {
  const wanted = state.filter.toLowerCase();
  return clan.machines
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .filter((machine) => !state.onlyIll || isIll(healthOf(clan, machine, state)))
    .map((machine) => ({ kind: "machine", clan, machine }));
}

/** Whether something should be done about it. */
export function isIll(health: Health): boolean {
  return health === "stale" || health === "failed" || health === "nothing saved";
}

/** The health of a machine as the tree shows it. */
export function healthOf(clan: OverviewClan, machine: OverviewMachine, state: TreeState): Health {
  const listing = (provider: Provider) => state.listingOf(clan.root, machine.name, provider);
  return machineHealth(machine, listing, state.now, state.staleAfter);
}

/** The worst health of all machines, and how many are ill. */
export function summaryOf(state: TreeState): { readonly health: Health; readonly ill: number } {
  const healths = state.clans.flatMap((clan) => clan.machines.map((machine) => healthOf(clan, machine, state)));
  return { health: worst(healths), ill: healths.filter(isIll).length };
}

function partsOf(clan: OverviewClan, machine: OverviewMachine): readonly Node[] {
  const key: readonly Node[] = machine.key === "missing" ? [{ kind: "key", clan, machine }] : [];
  return [
    ...key,
    ...machine.destinations.map(
      ({ name, repo, server }): Node => ({
        kind: "place",
        clan,
        machine,
        provider: "borgbackup",
        name,
        detail: server.machine === null ? (repo ?? "a repository that is computed") : `on ${server.machine}`,
      }),
    ),
    ...machine.targets.map(
      ({ name, directory }): Node => ({
        kind: "place",
        clan,
        machine,
        provider: "localbackup",
        name,
        detail: directory ?? "a folder that is computed",
      }),
    ),
    ...machine.states.map(({ name, folders }): Node => ({ kind: "state", clan, machine, name, folders })),
  ];
}

function archivesOf(node: Extract<Node, { kind: "place" }>, state: TreeState): readonly Node[] {
  const { clan, machine, provider, name } = node;
  const parent = nodeId(node);
  const listing = state.listingOf(clan.root, machine.name, provider);
  if (listing === undefined) return [{ kind: "note", parent, text: "Not listed yet", isProblem: false }];
  const archives = listing.archives.filter(({ place }) => place === name);
  const problem: readonly Node[] =
    listing.problem === undefined ? [] : [{ kind: "note", parent, text: listing.problem, isProblem: true }];
  const age: readonly Node[] = [
    { kind: "note", parent, text: `Listed ${relativeTime(listing.at, state.now)}`, isProblem: false },
  ];
  const none: readonly Node[] =
    archives.length === 0 && listing.problem === undefined
      ? [{ kind: "note", parent, text: "No backup yet", isProblem: true }]
      : [];
  return [
    ...problem,
    ...none,
    ...archives.map((archive): Node => ({ kind: "archive", clan, machine, provider, archive })),
    ...age,
  ];
}

/** A name that is the same for the same thing, so that what is expanded stays so. */
export function nodeId(node: Node): string {
  switch (node.kind) {
    case "clan":
      return node.clan.root;
    case "note":
      return `${node.parent}\0note\0${node.text}`;
    default: {
      const name =
        node.kind === "archive" ? node.archive.name : "name" in node ? `${node.kind}\0${node.name}` : node.kind;
      return [node.clan.root, node.machine.name, node.kind, name].join("\0");
    }
  }
}

export interface Label {
  readonly text: string;
  readonly detail: string;
  /** One of VS Code's product icons. */
  readonly icon: string;
  /** The id of a theme colour. */
  readonly color: string | undefined;
  /** Everything that the icon and the colour say as well, for screen readers. */
  readonly spoken: string;
}

const ICONS: Readonly<Record<Health, readonly [icon: string, color: string | undefined]>> = {
  fresh: ["pass", "testing.iconPassed"],
  unknown: ["question", undefined],
  "never listed": ["circle-outline", undefined],
  stale: ["clock", "list.warningForeground"],
  failed: ["error", "list.errorForeground"],
  "nothing saved": ["warning", "list.warningForeground"],
};

const WORDS: Readonly<Record<Health, string>> = {
  fresh: "backed up",
  unknown: "could not be asked",
  "never listed": "not listed yet",
  stale: "backup is old",
  failed: "backup failed or missing",
  "nothing saved": "nothing is backed up",
};

/** How a node is shown and spoken. */
export function labelOf(node: Node, state: TreeState): Label {
  switch (node.kind) {
    case "clan":
      return plain(baseName(node.clan.root), `clan-core ${node.clan.release}`, "folder");
    case "machine":
      return machineLabel(node, state);
    case "place": {
      const listing = state.listingOf(node.clan.root, node.machine.name, node.provider);
      const health = placeHealth(node.name, listing, state.now, state.staleAfter);
      const newest = listing?.archives.find(({ place, isFailed }) => place === node.name && !isFailed)?.time;
      const when = newest === undefined ? WORDS[health] : relativeTime(newest, state.now);
      return marked(node.name, `${when} · ${node.detail}`, health);
    }
    case "archive":
      return archiveLabel(node.archive, state.now);
    case "state": {
      const folders = node.folders.map((folder) => folder ?? "…").join(", ");
      return plain(node.name, folders, "database");
    }
    case "key":
      return { ...plain("Key", "not generated yet", "key"), color: "list.warningForeground" };
    case "note":
      return {
        ...plain(node.text, "", node.isProblem ? "warning" : "info"),
        color: node.isProblem ? "list.warningForeground" : undefined,
      };
  }
}

function plain(text: string, detail: string, icon: string): Label {
  return { text, detail, icon, color: undefined, spoken: detail === "" ? text : `${text}, ${detail}` };
}

function marked(text: string, detail: string, health: Health): Label {
  const [icon, color] = ICONS[health];
  return { text, detail, icon, color, spoken: [...new Set([text, WORDS[health], detail])].join(", ") };
}

function machineLabel({ clan, machine }: Extract<Node, { kind: "machine" }>, state: TreeState): Label {
  const job = state.jobOn(clan.root, machine.name);
  if (job !== undefined) {
    const doing = job.action === "create" ? "backing up" : "restoring";
    return {
      text: machine.name,
      detail: `${doing} ${job.what}`.trim(),
      icon: "sync~spin",
      color: undefined,
      spoken: `${machine.name}, ${doing}`,
    };
  }
  const places = machine.destinations.length + machine.targets.length;
  const isServer = places === 0 && machine.repositories.length > 0;
  if (isServer) return plain(machine.name, `keeps ${machine.repositories.length} repositories`, "server");
  const health = healthOf(clan, machine, state);
  return marked(machine.name, WORDS[health], health);
}

function archiveLabel({ name, time, snapshot, isFailed }: Archive, now: number): Label {
  const text = time === undefined ? (snapshot === undefined ? name : `snapshot.${snapshot}`) : relativeTime(time, now);
  const detail = time === undefined ? "" : new Date(time).toLocaleString();
  const failed = isFailed ? "failed" : "";
  const icon = isFailed ? "error" : "archive";
  return {
    text,
    detail: [failed, detail].filter((part) => part !== "").join(" · "),
    icon,
    color: isFailed ? "list.errorForeground" : undefined,
    spoken: ["backup", text, failed, detail].filter((part) => part !== "").join(", "),
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
