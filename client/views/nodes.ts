/** The tree of machines as plain data: what is in it, and what is below what. No word of VS Code. */
import type { OverviewClan, OverviewMachine } from "../../server/protocol.ts";
import type { Archive } from "../clan/archives.ts";
import type { Job } from "../clan/jobs.ts";
import {
  type Health,
  isIll,
  type Listing,
  machineHealth,
  type Provider,
  placeHealth,
  relativeTime,
  worst,
} from "./health.ts";
import { type Hint, hintsOf } from "./hints.ts";

/** A destination or a target of a machine. */
interface Place {
  readonly clan: OverviewClan;
  readonly machine: OverviewMachine;
  readonly provider: Provider;
  readonly name: string;
}

export type Node =
  | { readonly kind: "clan"; readonly clan: OverviewClan }
  | { readonly kind: "machine"; readonly clan: OverviewClan; readonly machine: OverviewMachine }
  | ({ readonly kind: "place"; readonly detail: string } & Place)
  /** The archives of a place from the one at `start` on. */
  | ({ readonly kind: "older"; readonly start: number; readonly count: number } & Place)
  | {
      readonly kind: "archive";
      readonly clan: OverviewClan;
      readonly machine: OverviewMachine;
      readonly provider: Provider;
      readonly archive: Archive;
      /** `at work`: it is not done yet; `stale`: it is the newest good one and too old. */
      readonly mark: "at work" | "stale" | undefined;
    }
  | {
      readonly kind: "state";
      readonly clan: OverviewClan;
      readonly machine: OverviewMachine;
      readonly name: string;
      readonly folders: readonly (string | null)[];
    }
  | { readonly kind: "key"; readonly clan: OverviewClan; readonly machine: OverviewMachine }
  | { readonly kind: "note"; readonly parent: string; readonly text: string; readonly isProblem: boolean }
  | ({ readonly kind: "hint" } & Hint);

/** What the tree is made from. */
export interface TreeState {
  readonly clans: readonly OverviewClan[];
  readonly listingOf: (clan: string, machine: string, provider: Provider) => Listing | undefined;
  readonly jobOn: (clan: string, machine: string) => Job | undefined;
  /** Whether a machine is being listed. */
  readonly isAsking: (clan: string, machine: string) => boolean;
  /** Why there is no `clan` for the clan in a folder. */
  readonly missing: (clan: string) => string | undefined;
  readonly isTrusted: boolean;
  readonly now: number;
  /** Milliseconds after which a backup is too old. */
  readonly staleAfter: number;
  /** Part of a machine's name, or empty. */
  readonly filter: string;
  readonly onlyIll: boolean;
}

/** Archives that are shown at once; older ones are below a node of their own. */
const PAGE = 200;

/** The nodes at the top: what stands in the way, and the machines of the only clan or the clans. */
export function topNodes(state: TreeState): readonly Node[] {
  const [only, ...others] = state.clans;
  if (only === undefined) return [];
  const nodes: readonly Node[] =
    others.length === 0 ? machinesOf(only, state) : state.clans.map((clan) => ({ kind: "clan", clan }));
  // An empty tree has a welcome text instead.
  if (nodes.length === 0) return [];
  return [...hintsOf(state).map((hint): Node => ({ kind: "hint", ...hint })), ...nodes];
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
    case "older":
      return pageOf(node, node.start, state);
    default:
      return [];
  }
}

/** Whether there is anything below a node. */
export function hasChildren({ kind }: Node): boolean {
  return kind === "clan" || kind === "machine" || kind === "place" || kind === "older";
}

function machinesOf(clan: OverviewClan, state: TreeState): readonly Node[] {
  const wanted = state.filter.toLowerCase();
  return clan.machines
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .filter((machine) => !state.onlyIll || isIll(healthOf(clan, machine, state)))
    .map((machine) => ({ kind: "machine", clan, machine }));
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
  const isKeyKnown = machine.key === "missing" || machine.key === "present";
  const key: readonly Node[] = isKeyKnown ? [{ kind: "key", clan, machine }] : [];
  return [
    ...(machine.key === "missing" ? key : []),
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
    ...(machine.key === "present" ? key : []),
  ];
}

function archivesOf(node: Extract<Node, { kind: "place" }>, state: TreeState): readonly Node[] {
  const { clan, machine, provider } = node;
  const parent = nodeId(node);
  const note = (text: string, isProblem = false): Node => ({ kind: "note", parent, text, isProblem });
  const listing = state.listingOf(clan.root, machine.name, provider);
  const asking = state.isAsking(clan.root, machine.name) ? [note("Being listed")] : [];
  if (listing === undefined) return asking.length > 0 ? asking : [note("Not listed yet")];
  const problem = listing.problem === undefined ? [] : [note(listing.problem, true)];
  const archives = pageOf(node, 0, state);
  const none = archives.length === 0 && listing.problem === undefined ? [note("No backup yet", true)] : [];
  const verb = listing.problem === undefined ? "Listed" : "Asked in vain";
  return [...problem, ...asking, ...none, ...archives, note(`${verb} ${relativeTime(listing.at, state.now)}`)];
}

/** The archives of a place from `start` on, as many as are shown at once, and a node for those that are older still. */
function pageOf({ clan, machine, provider, name }: Place, start: number, state: TreeState): readonly Node[] {
  const listing = state.listingOf(clan.root, machine.name, provider);
  const own = listing?.archives.filter(({ place }) => place === name) ?? [];
  const isAtWork = listing?.atWork?.includes(name) === true;
  const isStale = placeHealth(name, listing, state.now, state.staleAfter) === "stale";
  const newest = own.find(({ isFailed }) => !isFailed);
  const shown = own.slice(start, start + PAGE).map((archive): Node => {
    const mark =
      isAtWork && archive.isFailed && archive === own[0]
        ? "at work"
        : isStale && archive === newest
          ? "stale"
          : undefined;
    return { kind: "archive", clan, machine, provider, archive, mark };
  });
  const next = start + PAGE;
  const count = own.length - next;
  return count <= 0 ? shown : [...shown, { kind: "older", clan, machine, provider, name, start: next, count }];
}

/** A name that is the same for the same thing, so that what is expanded stays so. */
export function nodeId(node: Node): string {
  switch (node.kind) {
    case "clan":
      return node.clan.root;
    case "hint":
      return `hint\0${node.text}`;
    case "note":
      return `${node.parent}\0note\0${node.text}`;
    default: {
      const start = node.kind === "older" ? `\0${node.start}` : "";
      const name = node.kind === "archive" ? node.archive.name : "name" in node ? node.name : "";
      const provider = "provider" in node ? node.provider : "";
      return `${[node.clan.root, node.machine.name, node.kind, provider, name].join("\0")}${start}`;
    }
  }
}
