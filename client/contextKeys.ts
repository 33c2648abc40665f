/** The conditions by which package.json shows welcome texts, enables commands and checks off the steps of getting started. No word of VS Code. */
import type { ClanState } from "./clanState.ts";
import { providersOf } from "./views/health.ts";

/** The keys without the `clanBackups.` in front. */
export function contextOf(state: ClanState): Readonly<Record<string, boolean>> {
  const machines = state.clans.flatMap((clan) => clan.machines.map((machine) => ({ clan, machine })));
  const hasArchive = machines.some(({ clan, machine }) =>
    providersOf(machine).some(
      (provider) =>
        state.listingOf(clan.root, machine.name, provider)?.archives.some(({ isFailed }) => !isFailed) === true,
    ),
  );
  return {
    isLoaded: state.isLoaded,
    hasMachines: machines.length > 0,
    hasClients: machines.some(({ machine }) => providersOf(machine).length > 0),
    hasState: machines.some(({ machine }) => machine.states.some(({ folders }) => folders.length > 0)),
    hasTarget: machines.some(({ machine }) => machine.targets.length > 0),
    hasDestination: machines.some(({ machine }) => machine.destinations.length > 0),
    hasKey: machines.some(({ machine }) => machine.key === "present"),
    // A backup that was made proves that the configuration is on the machine.
    hasUpdated: hasArchive || machines.some(({ clan, machine }) => state.isUpdated(clan.root, machine.name)),
    hasArchive,
  };
}
