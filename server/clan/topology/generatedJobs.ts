/** The borg jobs that Clan makes: one for each destination, beside which a machine may say more about the same job. */
import type { ModuleSource } from "../../nix/modules/moduleCollect.ts";
import { Thunk } from "../../nix/thunk.ts";
import { type Attr, type AttrsValue, attr, attrs, bool, int, openList, string, unknown } from "../../nix/value.ts";
import { setOf } from "../arguments.ts";
import { type Fact, isKnown } from "./facts.ts";
import type { Destination, MachineModel } from "./model.ts";

/** Day on which a machine without any state got no job any more (clan-core 9cbfaca5b). */
const STATE_NEEDED = "2026-05-22";

/**
 * The modules with the jobs that Clan makes of the destinations of `machine`, one for each; none where nothing else is said about any job, so
 * that nothing can be wrong with them. Facts: clanModules/borgbackup, 2024-06 to 2025-08, and clanServices/borgbackup, 2025-06 to 2026-08, which
 * define the same.
 */
export function generatedJobs(machine: MachineModel): readonly ModuleSource[] {
  const { destinations, states, release, config } = machine;
  const keys = new Set(destinations.items.map(({ key }) => key));
  const isPlain = config.isMentioned("services", "borgbackup", "jobs") === false;
  if (isPlain && keys.size === destinations.items.length) return [];
  const isWithout = release.date >= STATE_NEEDED && states.complete && states.items.length === 0 && !config.open;
  const jobs = isWithout ? [] : destinations.items.map((destination) => jobsWith(destination));
  return [...jobs, ...(destinations.complete ? [] : [attrs(new Map(), true)])].map((value) => ({
    kind: "module",
    module: Thunk.of(setOf({ services: setOf({ borgbackup: setOf({ jobs: value }) }) })),
    definition: undefined,
  }));
}

function jobsWith({ key, repo, startAt }: Destination): AttrsValue {
  const plain = setOf({
    paths: openList([], 0),
    exclude: openList([], 0),
    environment: setOf({ BORG_RSH: unknown("an ssh command") }),
    compression: string("auto,zstd"),
    persistentTimer: bool(true),
    encryption: setOf({ mode: string("repokey"), passCommand: unknown("the path of a passphrase") }),
    prune: setOf({ keep: setOf({ within: string("1d"), daily: int(7), weekly: int(4), monthly: int(0) }) }),
  });
  const job = attrs(new Map([...plain.entries, ["repo", written(repo)], ["startAt", written(startAt)]]));
  return setOf({ [key]: job });
}

/** An attribute that stands where the destination says what it is. */
function written(fact: Fact<string>): Attr {
  return attr(Thunk.of(isKnown(fact) ? string(fact.value) : unknown("a text")), fact.at);
}
