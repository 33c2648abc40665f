/** The steps of the guide as completion offers them, put into clans that lack just these steps. */
import { CompletionItemKind } from "vscode-languageserver-types";
import { publicKeyPath } from "../../server/clan/layout.ts";
import { completion } from "../../server/features/completion.ts";
import { checkPath } from "../../server/languageService.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { at } from "./features.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { testParser, testShell } from "./nixParser.ts";

export const RELEASES = ["2024-05", "2024-06", "2025-03", "2025-07", "2025-12", "2026-08"] as const;
export type Release = (typeof RELEASES)[number];
type Files = Readonly<Record<string, string>>;

export const LAPTOP = "machines/laptop/configuration.nix";
export const SERVER = "machines/server/configuration.nix";

type Plan = readonly (readonly [document: string, step: string])[];
const OPTIONS: Plan = [
  [LAPTOP, "backup-state"],
  [LAPTOP, "backup-disk"],
  [SERVER, "backup-borg-server"],
  [LAPTOP, "backup-borg-client"],
];
const INSTANCES: Plan = [
  [LAPTOP, "backup-state"],
  [LAPTOP, "backup-disk"],
  ["clan.nix", "backup-disk"],
  ["clan.nix", "backup-instance"],
];

/** What the guide of each release does, the server before its client. In mid-2025 there were both ways; borg's instance takes the place of the options. */
export const GUIDE: Readonly<Record<Release, Plan>> = {
  "2024-05": OPTIONS,
  "2024-06": OPTIONS,
  "2025-03": OPTIONS,
  "2025-07": [...OPTIONS.slice(0, 2), ["clan.nix", "backup-instance"]],
  "2025-12": INSTANCES,
  "2026-08": INSTANCES,
};

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 laptop\n";

/** A laptop and a server that are to be backed up, as people of that release write them. */
export function fleet(release: Release): Files {
  const date = `${release}-28`;
  const modern = release >= "2025-07";
  const machines = `machines.laptop.imports = [ ./${LAPTOP} ]; machines.server.imports = [ ./${SERVER} ];`;
  const hosts = ["laptop", "server"].map((name) => `${name}.deploy.targetHost = "root@${name}";`).join(" ");
  const option = release < "2024-07" ? "clan.networking" : "clan.core.networking";
  // The modules that brought the options, as long as there were any.
  const modules =
    "{ clan-core, ... }:\n{\n  imports = [ clan-core.clanModules.localbackup clan-core.clanModules.borgbackup ];";
  const head = release < "2025-08" ? modules : "{";
  const module = (name: string) => `${head}\n  ${modern ? "" : `${option}.targetHost = "root@${name}";`}\n  |\n}\n`;
  return {
    "flake.nix": `{ outputs = { self, clan-core }: clan-core.lib.${modern ? "clan" : "buildClan"} { ${modern ? "inherit self;" : "directory = self;"} meta.name = "x"; ${modern ? `imports = [ ./clan.nix ];` : machines} }; }`,
    ...(modern && { "clan.nix": `{\n  inventory.machines = { ${hosts} };\n  |\n}\n` }),
    [LAPTOP]: module("laptop"),
    [SERVER]: module("server"),
    [publicKeyPath("laptop", date)]: KEY,
  };
}

/** The steps that are offered at `|` in a file: the text that each inserts with its defaults, by label. */
export async function stepsAt(files: Files, document: string, release: Release): Promise<ReadonlyMap<string, string>> {
  const { context, offset } = await at(files[document] ?? "", { files: unmarked(files), document, release });
  const { items } = completion(context, offset, { snippets: true });
  const steps = items.filter(({ kind }) => kind === CompletionItemKind.Snippet);
  return new Map(steps.map(({ label, textEdit }) => [label, expanded(textEdit?.newText ?? "")]));
}

/** The clan with the step `label` of `document` in it; its mark stands behind the step, for the next one. */
export async function withStep(files: Files, document: string, label: string, release: Release): Promise<Files> {
  const text = (await stepsAt(files, document, release)).get(label);
  if (text === undefined) throw new Error(`${label} is not offered in ${document} of ${release}`);
  return { ...files, [document]: files[document]?.replace("|", () => `${text}\n  |`) ?? "" };
}

/** What `check` finds in a clan, one line each: severity, code and words. */
export async function findingsOf(files: Files, release: Release): Promise<readonly string[]> {
  const all = new Map(Object.entries(unmarked(files)).map(([path, text]) => [`/clan/${path}`, text]));
  const { findings } = checkPath("/clan", {
    files: memoryFiles(all),
    parser: await testParser(),
    shell: await testShell(),
    settings: { ...DEFAULT_SETTINGS, release },
  });
  return findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

/** A clan without marks. */
export function unmarked(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace("|", "")]));
}

/** A snippet as an editor inserts it when nothing is changed (LSP 3.17, "Snippet Syntax"): defaults, first choices, and their repetitions. */
export function expanded(snippet: string): string {
  const defaults = new Map<string, string>();
  const text = snippet.replaceAll(
    /\$\{(\d+)(?::([^}]*)|\|([^|]*)\|)\}/g,
    (_, stop: string, text: string | undefined, choices: string | undefined) => {
      const value = text ?? choices?.split(",")[0] ?? "";
      defaults.set(stop, value);
      return value;
    },
  );
  return text.replaceAll(/\$(\d+)/g, (_, stop: string) => defaults.get(stop) ?? "").replaceAll("\t", "  ");
}
