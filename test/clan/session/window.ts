/** The extension without VS Code: its state and its commands, in front of a world, with a user who is played. */
import type { Archive } from "../../../client/clan/archives.ts";
import { Processes } from "../../../client/clan/processes.ts";
import { ClanState } from "../../../client/clanState.ts";
import type { CommandParts, Given } from "../../../client/commands/parts.ts";
import { runCommand } from "../../../client/commands/table.ts";
import { type ProgramSettings, Runner } from "../../../client/runner.ts";
import type { Provider } from "../../../client/views/health.ts";
import { OVERVIEW_METHOD, type Overview, type OverviewMachine } from "../../../server/protocol.ts";
import { type Behaviour, PlayedUi } from "../../support/playedUi.ts";
import { hasFactKeys } from "../releases.ts";
import type { Machine, World } from "../world/facts.ts";
import type { WorldHandle } from "../world/handle.ts";

export interface PlayedWindow {
  readonly ui: PlayedUi;
  readonly parts: CommandParts;
  readonly processes: Processes;
  readonly log: string[];
  /** Runs a command as the palette, the tree or a lens does. */
  run(id: string, given?: Given): Promise<void>;
  /** What a lens gives for a machine. */
  lens(machine: string, provider?: Provider): Given;
  archives(machine: string, provider: Provider): readonly Archive[];
}

interface WindowOptions {
  readonly behaviour?: Behaviour;
  readonly settings?: Partial<ProgramSettings>;
  /** A folder for what is there at the next start. */
  readonly storage?: string;
  /** What the server says of the configuration; else it is what the world is made of. */
  readonly overview?: Overview;
}

/** Opens a window on a world: its programs are on the PATH of this process from now on. */
export async function openWindow(world: WorldHandle, options: WindowOptions = {}): Promise<PlayedWindow> {
  process.env["PATH"] = world.environment()["PATH"];
  const overview = options.overview ?? overviewOf(world.clan, world.facts);
  const server = {
    ask: async <T>(method: string) => (method === OVERVIEW_METHOD ? (overview as T) : undefined),
    restart: () => Promise.resolve(),
  };
  const ui = new PlayedUi(options.behaviour);
  const processes = new Processes();
  const log: string[] = [];
  const sink = { info: (line: string) => void log.push(line) };
  const settings = () => ({ clanPath: "", sshConfigFile: "", ...options.settings });
  const state = new ClanState(server, options.storage);
  const runner = new Runner({ run: processes.run, log: sink, ui, settings });
  const nothing = { filter: "", setFilter: () => undefined, toggleIll: () => undefined };
  const schedule = { refresh: () => Promise.resolve() };
  const parts: CommandParts = { state, server, runner, ui, machines: nothing, schedule, log: sink };
  await state.refresh();
  return {
    ui,
    parts,
    processes,
    log,
    run: (id, given) => runCommand(`clanBackups.${id}`, given, parts, true),
    lens: (machine, provider) => ({ clan: world.clan, machine, provider }),
    archives: (machine, provider) => state.listingOf(world.clan, machine, provider)?.archives ?? [],
  };
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
