/** `clan-backups topology`: who backs up what, to where. */
import { topologySvg } from "../features/picture/svg.ts";
import type { ClanView, FileHost, Settings, TopologyView } from "../languageService.ts";
import { DEFAULT_SETTINGS } from "../workspace/settings.ts";
import type { TopologyCommand } from "./arguments.ts";
import type { Outcome } from "./check.ts";
import { openInput } from "./input.ts";
import { namesFrom } from "./report.ts";
import type { Colors } from "./textReport.ts";
import { topologyMermaid } from "./topologyMermaid.ts";
import { topologyText } from "./topologyText.ts";

/** Larger files are not read. */
const FILE_LIMIT_BYTES = 2 << 20;

export interface TopologyContext {
  /** The folder that paths are relative to. */
  readonly folder: string;
  readonly colors: Colors;
  readonly loadEngine: () => Promise<TopologyEngine>;
}

export interface TopologyEngine {
  /** The topology of one absolute path. */
  readonly topology: (path: string, options: { readonly files: FileHost; readonly settings: Settings }) => TopologyView;
}

/** Runs the command and returns what to print. A path that cannot be read ends it with status 2. */
export async function runTopology(command: TopologyCommand, context: TopologyContext): Promise<Outcome> {
  const input = openInput(command.path, context.folder, FILE_LIMIT_BYTES);
  if ("problem" in input) return { status: 2, stdout: "", stderr: `clan-backups: ${input.problem}\n` };
  const { topology } = await context.loadEngine();
  const settings = { ...DEFAULT_SETTINGS, release: command.release };
  const found = topology(input.path, { files: input.files, settings });
  const nameOf = namesFrom(context.folder);
  const clans = found.clans.map((clan): ClanView => ({ ...clan, root: nameOf(clan.root) }));
  return { status: 0, stdout: render({ ...found, clans }, command, context), stderr: "" };
}

function render(view: TopologyView, { format }: TopologyCommand, { colors }: TopologyContext): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(view, undefined, 2)}\n`;
    case "mermaid":
      return topologyMermaid(view);
    case "svg":
      return topologySvg(view);
    case "text":
      return topologyText(view, colors);
  }
}
