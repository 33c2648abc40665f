/** What commands are given, and how they ask what they are about. */
import { type QuickPickItem, window } from "vscode";
import type { OverviewClan, OverviewMachine, RunArguments } from "../../server/protocol.ts";
import type { ClanState } from "../clanState.ts";
import type { Server } from "../languageClient.ts";
import type { Notices } from "../notices.ts";
import type { Runner } from "../runner.ts";
import { providersOf } from "../views/health.ts";
import type { MachinesView } from "../views/machinesView.ts";
import type { Node } from "../views/nodes.ts";
import type { ScheduleView } from "../views/scheduleView.ts";

export interface CommandParts {
  readonly state: ClanState;
  readonly server: Server;
  readonly runner: Runner;
  readonly notices: Notices;
  readonly machines: MachinesView;
  readonly schedule: ScheduleView;
}

/** A machine with its clan. */
export interface Target {
  readonly clan: OverviewClan;
  readonly machine: OverviewMachine;
}

/** What a command may be called with: a node of the tree, arguments of a lens, or nothing. */
export type Given = Node | RunArguments | undefined;

/** The machine that is meant: the one of `given`, or the one that the user picks among those that `fits`. */
export async function machineOf(
  given: Given,
  { state }: CommandParts,
  title: string,
  fits: (machine: OverviewMachine) => boolean = () => true,
): Promise<Target | undefined> {
  if (given !== undefined && "kind" in given && "machine" in given) return { clan: given.clan, machine: given.machine };
  const all = state.clans.flatMap((clan) => clan.machines.map((machine): Target => ({ clan, machine })));
  if (given !== undefined && !("kind" in given))
    return all.find(({ clan, machine }) => clan.root === given.clan && machine.name === given.machine);
  const items = all
    .filter(({ machine }) => fits(machine))
    .map((target) => ({ label: target.machine.name, description: summary(target.machine), target }));
  if (items.length === 0) {
    void window.showInformationMessage("No machine of this clan can be used for that.");
    return undefined;
  }
  const picked = await window.showQuickPick(items, { title, placeHolder: "Machine" });
  return picked?.target;
}

function summary({ destinations, targets }: OverviewMachine): string {
  return [...destinations.map(({ name }) => name), ...targets.map(({ name }) => name)].join(", ");
}

/** Whether the machine has anything that `clan backups` can run. */
export function hasBackups(machine: OverviewMachine): boolean {
  return providersOf(machine).length > 0;
}

/** The provider that `given` is about, if it is about one. */
export function providerOf(given: Given): string | undefined {
  return given !== undefined && "provider" in given ? given.provider : undefined;
}

/** Asks for one of `items`; `undefined` when the user leaves. */
export async function pick<T extends QuickPickItem>(
  items: readonly T[],
  title: string,
  placeHolder: string,
): Promise<T | undefined> {
  return window.showQuickPick([...items], { title, placeHolder, matchOnDescription: true });
}
