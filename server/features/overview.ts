/** What there is to back up, for a sidebar: the topology with what is generated for it, and where its parts are written. */
import { nextElapse } from "../clan/calendar/nextElapse.ts";
import { parseCalendar } from "../clan/calendar/parse.ts";
import { isKnown } from "../clan/topology/facts.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { topologyView } from "../clan/topology/view.ts";
import type { Overview, OverviewClan, OverviewMachine, PlaceParams } from "../protocol.ts";
import { type Entity, occurrencesOf } from "./entities.ts";
import { type Spot, startOf } from "./places.ts";

/** Day on which the backup modules went over to vars (clan-core 038083bec). */
const VARS_SINCE = "2025-01-16";

/** The clans with their machines, as of `now` (milliseconds since 1970) in the time zone `zone`. */
export function overviewOf(clans: readonly ClanModel[], now: number, zone: string): Overview {
  const nextRun = (schedule: string | null): number | null => {
    const calendar = schedule === null ? undefined : parseCalendar(schedule);
    return calendar?.ok === true ? (nextElapse(calendar.calendar, now, zone) ?? null) : null;
  };
  const { clans: views } = topologyView(clans);
  return {
    clans: views.flatMap((view, index): OverviewClan[] => {
      const clan = clans[index];
      if (clan === undefined) return [];
      const machines = view.machines.flatMap((machine): OverviewMachine[] => {
        const model = machine.name === null ? undefined : clan.machines.get(machine.name);
        return machine.name === null || model === undefined
          ? []
          : [
              {
                ...machine,
                name: machine.name,
                key: keyOf(model),
                destinations: machine.destinations.map((destination) => ({
                  ...destination,
                  nextRun: nextRun(destination.schedule),
                })),
              },
            ];
      });
      return machines.length === 0
        ? []
        : [{ ...view, machines, keys: clan.release.date < VARS_SINCE ? "facts" : "vars" }];
    }),
  };
}

function keyOf({ destinations, publicKeys }: MachineModel): OverviewMachine["key"] {
  const remote = destinations.items.filter(({ repo }) => !(isKnown(repo) && /^[/.]/.test(repo.value)));
  if (remote.length === 0) return destinations.complete ? "not needed" : "unknown";
  const current = publicKeys.find((key) => key.current);
  if (current === undefined) return "unknown";
  return current.missing ? "missing" : current.content === undefined ? "unknown" : "present";
}

/** Where a part of a machine is written; `undefined` where that is not known. `isFile` tells whether a file is there. */
export function placeOf(
  { clan: root, machine: name, kind, name: part }: PlaceParams,
  clans: readonly ClanModel[],
  isFile: (path: string) => boolean,
): Spot | undefined {
  for (const clan of clans) {
    const machine = clan.root === root ? clan.machines.get(name) : undefined;
    if (machine === undefined) continue;
    const entity: Entity = { kind, clan, machine: kind === "machine" ? undefined : machine, name: part };
    const own = `${root}/machines/${name}/configuration.nix`;
    if (kind === "machine" && isFile(own)) return startOf(own);
    const [first] = occurrencesOf(entity).definitions;
    if (first !== undefined) return first;
    const at =
      partOf(machine, kind, part) ?? occurrencesOf({ kind: "machine", clan, machine: undefined, name }).definitions[0];
    if (at !== undefined) return at;
  }
  return undefined;
}

/** What an instance of the inventory makes is written in the clan's own files. */
function partOf(machine: MachineModel, kind: PlaceParams["kind"], name: string): Spot | undefined {
  const items =
    kind === "destination" ? machine.destinations.items : kind === "target" ? machine.localBackup.targets.items : [];
  const at = items.find(({ key }) => key === name)?.at;
  if (at === undefined) return undefined;
  const { path, text } = at.chunk.source;
  return { file: path, text, start: at.chunk.origin + at.start, end: at.chunk.origin + at.end };
}
