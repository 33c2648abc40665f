/** A window of the extension in front of a world. */
import { Processes } from "../../../client/clan/processes.ts";
import type { Overview, OverviewMachine } from "../../../server/protocol.ts";
import { type PlayedWindow, playWindow, type WindowOptions } from "../../support/playedWindow.ts";
import { hasFactKeys } from "../releases.ts";
import type { Machine, World } from "../world/facts.ts";
import type { WorldHandle } from "../world/handle.ts";

export interface WorldWindow extends PlayedWindow {
  readonly processes: Processes;
}

/** Opens a window on a world: its programs are on the PATH of this process from now on. */
export async function openWindow(world: WorldHandle, options: Partial<WindowOptions> = {}): Promise<WorldWindow> {
  process.env["PATH"] = world.environment()["PATH"];
  const processes = new Processes();
  const overview = overviewOf(world.clan, world.facts);
  const window = await playWindow({ overview, run: processes.run, ...options });
  return { ...window, processes };
}

/** What the server would say of a world whose checkout is an empty flake. */
function overviewOf(root: string, { release, machines }: World): Overview {
  const keys = hasFactKeys(release) ? "facts" : "vars";
  return { clans: [{ root, release, keys, machines: machines.map((machine) => viewOf(machine, machines)) }] };
}

function viewOf(machine: Machine, all: readonly Machine[]): OverviewMachine {
  return {
    name: machine.name,
    targetHost: machine.targetHost,
    complete: true,
    states: machine.states.map(({ name, folders }) => ({ name, folders })),
    targets: machine.targets.map(({ name, directory, mountpoint }) => ({ name, directory, mountpoint, disk: null })),
    destinations: machine.destinations.map(({ name, repo, schedule }) => ({
      name,
      repo,
      location: null,
      schedule,
      server: serverOf(machine.name, all),
      nextRun: null,
    })),
    repositories: machine.repositories.map(({ name, path }) => ({ name, path, user: "borg", keys: [] })),
    key: machine.destinations.length > 0 ? "present" : "not needed",
  };
}

function serverOf(client: string, all: readonly Machine[]): OverviewMachine["destinations"][number]["server"] {
  const server = all.find(({ repositories }) => repositories.some(({ clients }) => clients.includes(client)));
  return { kind: "machine", machine: server?.name ?? null, repository: client, key: "accepted" };
}
