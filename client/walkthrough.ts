/** The conditions by which package.json shows welcome texts, enables commands and checks off the steps of getting started. */
import { commands } from "vscode";
import type { ClanState } from "./clanState.ts";
import { providersOf } from "./views/health.ts";

/** Sets the context keys from what is known now. */
export function showContext(state: ClanState): void {
  for (const [key, value] of Object.entries(contextOf(state)))
    void commands.executeCommand("setContext", `clanBackups.${key}`, value);
}

/** The keys without the `clanBackups.` in front. */
export function contextOf(state: ClanState): Readonly<Record<string, boolean>> {
  const machines = state.clans.flatMap((clan) => clan.machines.map((machine) => ({ clan, machine })));
  const hasArchive = machines.some(({ clan, machine }) =>
    providersOf(machine).some(
      (provider) => (state.listingOf(clan.root, machine.name, provider)?.archives.length ?? 0) > 0,
    ),
  );
  return {
    isLoaded: state.isLoaded,
    hasMachines: machines.length > 0,
    hasState: machines.some(({ machine }) => machine.states.some(({ folders }) => folders.length > 0)),
    hasTarget: machines.some(({ machine }) => machine.targets.length > 0),
    hasDisk: machines.some(({ machine }) => machine.targets.some(({ disk }) => disk !== null)),
    hasDestination: machines.some(({ machine }) => machine.destinations.length > 0),
    hasServer: machines.some(({ machine }) => machine.repositories.length > 0),
    hasKey: machines.some(({ machine }) => machine.key === "present"),
    hasArchive,
    isBusy: state.jobs.running.length > 0,
  };
}
