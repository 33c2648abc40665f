/** The extension without VS Code: its state and its commands, with a user who is played. */
import type { Archive } from "../../client/clan/archives.ts";
import type { Run } from "../../client/clan/process.ts";
import { ClanState } from "../../client/clanState.ts";
import type { CommandParts, Given } from "../../client/commands/parts.ts";
import { runCommand } from "../../client/commands/table.ts";
import { type ProgramSettings, Runner } from "../../client/runner.ts";
import type { Provider } from "../../client/views/health.ts";
import type { AdditionParams, AdditionResult, Overview, PlaceParams, WireLocation } from "../../server/protocol.ts";
import { type Behaviour, PlayedUi } from "./playedUi.ts";

export interface PlayedWindow {
  readonly ui: PlayedUi;
  readonly parts: CommandParts;
  readonly log: string[];
  /** What the server was asked besides the overview. */
  readonly requests: readonly (PlaceParams | AdditionParams)[];
  /** Runs a command as the palette, the tree or a lens does. */
  run(id: string, given?: Given): Promise<void>;
  /** What a lens gives for a machine of the first clan. */
  lens(machine: string, provider?: Provider): Given;
  /** The known archives of a machine of the first clan. */
  archives(machine: string, provider: Provider): readonly Archive[];
}

export interface WindowOptions {
  readonly overview: Overview;
  readonly run: Run;
  readonly behaviour?: Behaviour | undefined;
  readonly settings?: Partial<ProgramSettings> | undefined;
  /** A folder for what is there at the next start. */
  readonly storage?: string | undefined;
  /** What the server answers to other requests. */
  readonly place?: WireLocation | null;
  readonly addition?: AdditionResult;
}

/** Opens a window whose server knows `overview`. */
export async function playWindow({ overview, run, ...options }: WindowOptions): Promise<PlayedWindow> {
  const requests: (PlaceParams | AdditionParams)[] = [];
  const { place, addition } = options;
  const server = {
    overview: () => Promise.resolve(overview),
    place: async (params: PlaceParams) => {
      requests.push(params);
      return place;
    },
    addition: async (params: AdditionParams) => {
      requests.push(params);
      return addition;
    },
    restart: () => Promise.resolve(),
  };
  const ui = new PlayedUi(options.behaviour);
  const log: string[] = [];
  const sink = { info: (line: string) => void log.push(line) };
  const settings = () => ({ clanPath: "", sshConfigFile: "", ...options.settings });
  const state = new ClanState(server, options.storage);
  const runner = new Runner({ run, log: sink, ui, settings });
  const machines = { filter: "", setFilter: () => undefined, toggleIll: () => undefined };
  const schedule = { refresh: () => Promise.resolve() };
  const parts: CommandParts = { state, server, runner, ui, machines, schedule, log: sink };
  await state.refresh();
  const root = overview.clans[0]?.root ?? "";
  return {
    ui,
    parts,
    log,
    requests,
    run: (id, given) => runCommand(`clanBackups.${id}`, given, parts, true),
    lens: (machine, provider) => ({ clan: root, machine, provider }),
    archives: (machine, provider) => state.listingOf(root, machine, provider)?.archives ?? [],
  };
}
