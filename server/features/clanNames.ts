/** Names that a clan has already, where people name something below an option. */
import { isKnown } from "../clan/topology/facts.ts";
import type { MachineModel } from "../clan/topology/model.ts";
import { lazily } from "../nix/lazy.ts";
import { declaredPath } from "./candidates.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import type { OptionPlace } from "./optionPlace.ts";

/** What names are taken from. All that looks at a clan is put off: most options have no names of a clan below them. */
interface Source {
  readonly context: FeatureContext;
  /** Of all clans around the file. */
  readonly all: () => readonly MachineModel[];
  /** Those that the file is part of. */
  readonly own: () => readonly MachineModel[];
  /** Those that the file is part of, or else all. */
  readonly near: () => readonly MachineModel[];
}

interface Names {
  /** What they are, in a word. */
  readonly detail: string;
  readonly from: (source: Source) => readonly (string | undefined)[];
}

const MACHINES: Names = { detail: "machine", from: ({ all }) => all().map(({ name }) => name) };
const SERVICES: Names = { detail: "service", from: ({ context }) => Object.keys(context.declarations.serviceRoles) };
const SERVERS: Names = {
  detail: "backup server",
  from: ({ all }) =>
    all()
      .filter(({ repositories }) => repositories.items.length > 0)
      .map(({ name }) => name),
};

/** By declared path. */
const NAMES: ReadonlyMap<string, Names> = new Map([
  ["machines", MACHINES],
  ["inventory.machines", MACHINES],
  ["inventory.instances.<name>.roles.<name>.machines", MACHINES],
  ["inventory.services.<name>.<name>.machines", MACHINES],
  [
    "services.borgbackup.repos",
    {
      detail: "machine",
      from: ({ all, own }) =>
        all()
          .filter((machine) => !own().includes(machine))
          .map(({ name }) => name),
    },
  ],
  [
    "inventory.instances.<name>.roles.<name>.tags",
    { detail: "tag", from: ({ context }) => context.clans.flatMap(({ tags }) => [...tags.values()].flat()) },
  ],
  ["inventory.instances", SERVICES],
  ["inventory.services", SERVICES],
  [
    "clan.core.state",
    { detail: "state", from: ({ near }) => near().flatMap(({ states }) => states.items.map(({ name }) => name)) },
  ],
  ["fileSystems", { detail: "mount point of a backup", from: ({ near }) => near().flatMap(mountPointsOf) }],
  ["clan.borgbackup.destinations", SERVERS],
  ["destinations", SERVERS],
  [
    "services.borgbackup.jobs",
    {
      detail: "destination",
      from: ({ near }) => near().flatMap(({ destinations }) => destinations.items.map(({ key }) => key)),
    },
  ],
]);

function mountPointsOf({ localBackup }: MachineModel): string[] {
  return localBackup.targets.items.flatMap(({ mountpoint }) =>
    isKnown(mountpoint) && mountpoint.value !== null ? [mountpoint.value] : [],
  );
}

/** Names that may stand below the option at `place`, each once, with what they are. */
export function clanNames(place: OptionPlace, context: FeatureContext): readonly (readonly [string, string])[] {
  const names = NAMES.get(declaredPath(place));
  if (names === undefined) return [];
  const all = lazily(() => context.clans.flatMap((clan) => [...clan.machines.values()]));
  const own = lazily(() => machinesOf(context));
  const near = () => (own().length > 0 ? own() : all());
  const found = new Set(names.from({ context, all, own, near }));
  return [...found].flatMap((name) => (name === undefined || name === "" ? [] : [[name, names.detail] as const]));
}
