/** The extension without VS Code: its state and its commands, with a user who is played. */
import type { Archive } from "../../client/clan/archives.ts";
import type { Run } from "../../client/clan/process.ts";
import { ClanState } from "../../client/clanState.ts";
import type { CommandParts, Given } from "../../client/commands/parts.ts";
import { runCommand } from "../../client/commands/table.ts";
import { type ProgramSettings, Runner } from "../../client/runner.ts";
import type { Provider } from "../../client/views/health.ts";
import { OVERVIEW_METHOD, type Overview } from "../../server/protocol.ts";
import { type Behaviour, PlayedUi } from "./playedUi.ts";

export interface PlayedWindow {
  readonly ui: PlayedUi;
  readonly parts: CommandParts;
  readonly log: string[];
  /** Requests to the server but for the overview, with what was asked. */
  readonly requests: (readonly [method: string, params: unknown])[];
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
  readonly answer?: (method: string, params: unknown) => unknown;
}

/** Opens a window whose server knows `overview`. */
export async function playWindow({ overview, run, ...options }: WindowOptions): Promise<PlayedWindow> {
  const requests: [string, unknown][] = [];
  const server = {
    ask: async <T>(method: string, params?: unknown): Promise<T | undefined> => {
      if (method === OVERVIEW_METHOD) return overview as T;
      requests.push([method, params]);
      return options.answer?.(method, params) as T | undefined;
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
