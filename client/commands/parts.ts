/** What commands are given, and how they ask what they are about. */
import type {
  AdditionParams,
  AdditionResult,
  OverviewClan,
  OverviewMachine,
  PlaceParams,
  RunArguments,
  TrackArguments,
  WireLocation,
} from "../../server/protocol.ts";
import type { ClanProgram } from "../clan/findClan.ts";
import type { ClanState } from "../clanState.ts";
import type { Runner } from "../runner.ts";
import type { Ui } from "../ui.ts";
import { type Provider, providersOf } from "../views/health.ts";
import type { Node } from "../views/nodes.ts";

export interface CommandParts {
  readonly state: ClanState;
  /** The language server; its answers are `undefined` where it is not running or fails. */
  readonly server: {
    place(params: PlaceParams): Promise<WireLocation | null | undefined>;
    addition(params: AdditionParams): Promise<AdditionResult | undefined>;
    restart(): Promise<void>;
  };
  readonly runner: Runner;
  readonly ui: Ui;
  /** What the tree shows of the machines. */
  readonly machines: { readonly filter: string; setFilter(text: string): void; toggleIll(): void };
  readonly schedule: { refresh(): Promise<void> };
  readonly log: { info(line: string): void };
}

/** A machine with its clan. */
export interface Target {
  readonly clan: OverviewClan;
  readonly machine: OverviewMachine;
}

/** What a command may be called with: a node of the tree, arguments of a lens, or nothing. */
export type Given = Node | RunArguments | TrackArguments | undefined;

/** The machine that is meant: the one of `given`, or the one that the user picks among those that `fits`. */
export async function machineOf(
  given: Given,
  { state, ui }: CommandParts,
  title: string,
  fits: (machine: OverviewMachine) => boolean = () => true,
): Promise<Target | undefined> {
  if (given !== undefined && "kind" in given && "machine" in given) return { clan: given.clan, machine: given.machine };
  const all = targetsOf(state.clans);
  if (given !== undefined && !("kind" in given) && "machine" in given) {
    const meant = all.find(({ clan, machine }) => clan.root === given.clan && machine.name === given.machine);
    if (meant === undefined) ui.tell(`${given.machine} is no machine of an open clan.`);
    return meant;
  }
  const isOneClan = state.clans.length === 1;
  const items = all
    .filter(({ machine }) => fits(machine))
    .map((target) => ({
      label: target.machine.name,
      description: summary(target.machine),
      ...(isOneClan ? {} : { detail: target.clan.root }),
      target,
    }));
  if (items.length === 0) {
    ui.tell("No machine of this clan can be used for that.");
    return undefined;
  }
  return (await ui.pick(items, title, "Machine"))?.target;
}

/** All machines of the clans. */
export function targetsOf(clans: readonly OverviewClan[]): readonly Target[] {
  return clans.flatMap((clan) => clan.machines.map((machine): Target => ({ clan, machine })));
}

function summary({ destinations, targets }: OverviewMachine): string {
  return [...destinations.map(({ name }) => name), ...targets.map(({ name }) => name)].join(", ");
}

/** Whether the machine has anything that `clan backups` can run. */
export function hasBackups(machine: OverviewMachine): boolean {
  return providersOf(machine).length > 0;
}

/** The providers of the machine that `given` is about: one where it names one, else all. */
export function providersFor(given: Given, machine: OverviewMachine): readonly Provider[] {
  const wanted = given !== undefined && "provider" in given ? given.provider : undefined;
  return providersOf(machine).filter((provider) => wanted === undefined || provider === wanted);
}

/** The given command again, when the user asks for it. */
export type Again = () => unknown;

/** The program for the clan; `undefined` where there is none, which is told. */
export async function programOf({ clan }: Target, { runner, ui }: CommandParts): Promise<ClanProgram | undefined> {
  const found = await runner.program(clan.root);
  if (found.ok) return found.program;
  if (found.isCancelled !== true)
    ui.problem(found.reason, { "Open Settings": () => ui.openSetting("clanPath") }, `program missing ${clan.root}`);
  return undefined;
}
