/** What the user typed, understood. */
import { parseArgs } from "node:util";
import { SETTING_RULES } from "../settings.ts";

export const FORMATS = ["text", "json", "sarif", "github"] as const;
export type Format = (typeof FORMATS)[number];

export interface CheckCommand {
  readonly kind: "check";
  /** As typed; the current folder when none was. */
  readonly paths: readonly string[];
  readonly format: Format;
  /** `auto` or the name of a release that is known. */
  readonly release: string;
  /** How many warnings are still a success; `undefined` for any number. */
  readonly maxWarnings: number | undefined;
}

export const TOPOLOGY_FORMATS = ["text", "json", "mermaid", "svg"] as const;
export type TopologyFormat = (typeof TOPOLOGY_FORMATS)[number];

export interface TopologyCommand {
  readonly kind: "topology";
  /** As typed; the current folder when none was. */
  readonly path: string;
  readonly format: TopologyFormat;
  readonly release: string;
}

export type Command =
  | CheckCommand
  | TopologyCommand
  | { readonly kind: "lsp"; readonly transport: "stdio" | "ipc" }
  | { readonly kind: "help" | "version" }
  /** One sentence without a line break that says what cannot be understood and what would be. */
  | { readonly kind: "misuse"; readonly message: string };

export const USAGE = `Finds the backup mistakes in the Nix configuration of a Clan fleet.

Usage:
  clan-backups check [PATH...] [--format ${FORMATS.join("|")}] [--release auto|NAME] [--max-warnings N]
  clan-backups topology [PATH] [--format ${TOPOLOGY_FORMATS.join("|")}] [--release auto|NAME]
  clan-backups lsp --stdio
  clan-backups --help
  clan-backups --version

PATH is a clan (a folder with flake.nix or clan.nix), any folder, or a single .nix file. Without one it is the current
folder. Several are judged each on its own. topology shows who backs up what, to where and with which key.

  --format        text for people (the default), json and sarif for programs, github for annotations in GitHub Actions,
                  mermaid for a picture in Markdown, svg for one in a file
  --release       the release of clan-core to judge by: ${SETTING_RULES.release.values.join(", ")}; auto tells it from flake.lock
  --max-warnings  how many warnings are still a success; any number unless this is given

Exit status: 0 no error was found, 1 something was found, 2 bad usage or unreadable input.
`;

const misuse = (message: string): Command => ({ kind: "misuse", message });

/** The first sentence of what parseArgs says; the rest explains `--` at length. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.\s|\n/)[0]?.replace(/\.$/, "") ?? message;
}

type Parsed = { readonly command: Command } | { readonly values: Values; readonly positionals: readonly string[] };

interface Values {
  readonly format?: string;
  readonly release?: string;
  readonly "max-warnings"?: string;
  readonly stdio?: boolean;
  readonly "node-ipc"?: boolean;
}

function parse(args: readonly string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
        format: { type: "string" },
        release: { type: "string" },
        "max-warnings": { type: "string" },
        stdio: { type: "boolean" },
        // The next two are what vscode-languageclient adds when it starts a server.
        "node-ipc": { type: "boolean" },
        clientProcessId: { type: "string" },
      },
    });
    if (values.help === true) return { command: { kind: "help" } };
    if (values.version === true) return { command: { kind: "version" } };
    return { values, positionals };
  } catch (error) {
    return { command: misuse(firstSentence(error)) };
  }
}

const isFormat = (name: string): name is Format => FORMATS.some((format) => format === name);

function checkCommand(values: Values, paths: readonly string[]): Command {
  const format = values.format ?? "text";
  if (!isFormat(format)) return misuse(`--format must be one of ${FORMATS.join(", ")}, not "${format}"`);
  const release = values.release ?? "auto";
  if (!isRelease(release)) return misuse(releaseProblem(release));
  const limit = values["max-warnings"];
  if (limit !== undefined && !/^\d{1,9}$/.test(limit)) {
    return misuse(`--max-warnings must be a whole number from 0, not "${limit}"`);
  }
  if (values.stdio === true || values["node-ipc"] === true) return misuse("--stdio belongs to clan-backups lsp");
  if (paths.includes("")) return misuse("PATH must not be empty");
  return {
    kind: "check",
    paths: paths.length === 0 ? ["."] : paths,
    format,
    release,
    maxWarnings: limit === undefined ? undefined : Number(limit),
  };
}

const isRelease = (release: string): boolean => SETTING_RULES.release.values.some((name) => name === release);

function releaseProblem(release: string): string {
  return `--release must be one of ${SETTING_RULES.release.values.join(", ")}, not "${release}"`;
}

function topologyCommand(values: Values, paths: readonly string[]): Command {
  const format = TOPOLOGY_FORMATS.find((name) => name === (values.format ?? "text"));
  if (format === undefined)
    return misuse(`--format must be one of ${TOPOLOGY_FORMATS.join(", ")}, not "${values.format}"`);
  const release = values.release ?? "auto";
  if (!isRelease(release)) return misuse(releaseProblem(release));
  if (values["max-warnings"] !== undefined) return misuse("--max-warnings belongs to clan-backups check");
  if (values.stdio === true || values["node-ipc"] === true) return misuse("--stdio belongs to clan-backups lsp");
  if (paths.length > 1) return misuse(`clan-backups topology takes one path, but got "${paths[1]}" as well`);
  if (paths.includes("")) return misuse("PATH must not be empty");
  return { kind: "topology", path: paths[0] ?? ".", format, release };
}

function lspCommand(values: Values, rest: readonly string[]): Command {
  if (rest[0] !== undefined) return misuse(`clan-backups lsp takes no path, but got "${rest[0]}"`);
  const alien = (["format", "release", "max-warnings"] as const).find((name) => values[name] !== undefined);
  if (alien !== undefined) return misuse(`--${alien} belongs to clan-backups check`);
  return { kind: "lsp", transport: values["node-ipc"] === true ? "ipc" : "stdio" };
}

/** Returns the command that `args` (without the program's name) ask for; never throws. */
export function readArguments(args: readonly string[]): Command {
  const parsed = parse(args);
  if ("command" in parsed) return parsed.command;
  const [name, ...rest] = parsed.positionals;
  if (name === "check") return checkCommand(parsed.values, rest);
  if (name === "topology") return topologyCommand(parsed.values, rest);
  if (name === "lsp") return lspCommand(parsed.values, rest);
  return misuse(
    name === undefined
      ? "Name a command: check, topology or lsp"
      : `There is no command "${name}": use check, topology or lsp`,
  );
}
