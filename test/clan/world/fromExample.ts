import { topologyOf } from "../../../server/languageService.ts";
import { createNodeFiles } from "../../../server/nodeFiles.ts";
import { DEFAULT_SETTINGS } from "../../../server/workspace/settings.ts";
import { testParser } from "../../support/nixParser.ts";
import type { MachineFacts } from "./facts.ts";

type View = ReturnType<typeof topologyOf>["clans"][number];

/** The clients whose destinations lead to the repository. */
function clientsOf({ machines }: View, server: string, repository: string): readonly string[] {
  return machines
    .filter(({ destinations }) =>
      destinations.some((it) => it.server.machine === server && it.server.repository === repository),
    )
    .flatMap(({ name }) => name ?? []);
}

function machineFacts(view: View, machine: View["machines"][number]): readonly MachineFacts[] {
  if (machine.name === null) return [];
  const destinations = machine.destinations.flatMap(({ name, repo, schedule }) =>
    repo === null ? [] : [{ name, repo, ...(schedule === null ? {} : { schedule }) }],
  );
  const facts: MachineFacts = {
    name: machine.name,
    targetHost: machine.targetHost,
    states: machine.states.map(({ name, folders }) => ({ name, folders: folders.flatMap((folder) => folder ?? []) })),
    targets: machine.targets.flatMap(({ name, directory, mountpoint }) =>
      directory === null ? [] : [{ name, directory, mountpoint }],
    ),
    destinations,
    repositories: machine.repositories.flatMap(({ name, path }) =>
      path === null ? [] : [{ name, path, clients: [...clientsOf(view, machine.name ?? "", name)] }],
    ),
    disks: [
      { device: "/dev/disk/by-label/nixos", fsType: "ext4", mountPoint: "/" },
      ...machine.targets.flatMap(({ disk }) =>
        disk === null || disk.device === null
          ? []
          : [{ device: disk.device, fsType: disk.fsType ?? "ext4", mountPoint: disk.mountPoint }],
      ),
    ],
    generators: destinations.length > 0 ? ["borgbackup"] : [],
  };
  return [facts];
}

/** Returns the machines of the clan in a folder, as `clan-backups topology` has them; throws when there is no clan. */
export async function machinesOfClan(folder: string): Promise<readonly MachineFacts[]> {
  const files = createNodeFiles({ roots: [folder] });
  const { clans } = topologyOf(folder, { files, parser: await testParser(), settings: DEFAULT_SETTINGS });
  const [clan] = clans;
  if (clan === undefined) throw new Error(`${folder} holds no clan`);
  return clan.machines.flatMap((machine) => machineFacts(clan, machine));
}
