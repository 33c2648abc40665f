/**
 * The steps of Clan's guide to backups, whole and in the words of the release in use: a disk, a borg client and its server, a state with
 * hooks, an instance of the inventory. They are offered here and not in a file of snippets, which knows neither release nor place nor
 * machines, and which only one editor reads.
 */
import { CompletionItemKind } from "vscode-languageserver-types";
import { publicKeyPath } from "../clan/layout.ts";
import type { CursorPlace } from "../nix/cursor/place.ts";
import { directoryOf } from "../nix/paths.ts";
import type { Proposal } from "./completion.ts";
import { relativePath } from "./completionPaths.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import { nodeAt, type OptionNode } from "./optionIndex.ts";
import type { OptionTreesInUse } from "./optionPlace.ts";

/** One definition of a step: the option above it, then a name and a value in the syntax of snippets. */
interface Definition {
  readonly path: readonly string[];
  readonly name: string;
  readonly value: string;
}

interface Step {
  readonly label: string;
  readonly detail: string;
  readonly definitions: readonly Definition[];
}

/** The steps that can be written as a whole at `place`. */
export function stepItems(
  { path, typed, quoted }: Extract<CursorPlace, { kind: "name" }>,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const behind = context.file.text.slice(typed.span.end);
  const place = trees.placeOf(path, typed.before);
  if (quoted || place === undefined || place.call !== undefined || /^\s*(?:=[^=]|\.)/.test(behind)) return [];
  const steps =
    place.tree === "nixos" ? machineSteps(context, trees) : place.tree === "clan" ? clanSteps(context, trees) : [];
  return steps.flatMap(({ label, detail, definitions }): Proposal[] => {
    const isInside = ({ path: above }: Definition) => place.path.every((name, index) => name === above[index]);
    // A second definition would stand behind the path that is typed already.
    if (!definitions.every(isInside) || (definitions.length > 1 && typed.before.length > 0)) return [];
    const lines = definitions.map(
      ({ path: above, name, value }) => `${[...above.slice(place.path.length), name].join(".")} = ${value};`,
    );
    const snippet = lines.join("\n");
    const documentation = ["```nix", withDefaults(snippet), "```"].join("\n");
    return [{ label, detail, snippet, documentation, kind: CompletionItemKind.Snippet, rank: 6 }];
  });
}

/** `clanCore` became `clan.core` on that day (clan-core 4db2e8303); the option data has the new names throughout. */
const CLAN_CORE_RENAMED = "2024-06-18";

function machineSteps(context: FeatureContext, trees: OptionTreesInUse): readonly Step[] {
  const has = (...path: string[]) => nodeAt(trees.nixos, path) !== undefined;
  const own = new Set(machinesOf(context).map(({ name }) => name));
  const others = machineNames(context).filter((name) => !own.has(name));
  const core = context.release.date < CLAN_CORE_RENAMED ? ["clanCore"] : ["clan", "core"];
  return [
    diskStep(has("clan", "localbackup", "targets")),
    ...(has("clan", "borgbackup", "destinations") ? [clientStep(others), serverStep(others, context)] : []),
    stateStep([...core, "state"], nodeAt(trees.nixos, ["clan", "core", "state", "<name>"])),
  ];
}

/** The disk of the guide; where clan-core has no options for its target any more, that is an instance of the inventory. */
function diskStep(withTarget: boolean): Step {
  const disk: Definition = {
    path: ["fileSystems"],
    name: `"${stop(1, "/mnt/hdd")}"`,
    value: set(
      `device = "/dev/disk/by-uuid/${stop(2, "00000000-0000-0000-0000-000000000000")}";`,
      `fsType = "${choice(3, ["ext4", "btrfs", "xfs"], "")}";`,
      'options = [ "noauto" "nofail" ];',
    ),
  };
  const target: Definition = {
    path: ["clan", "localbackup", "targets"],
    name: stop(4, "hdd"),
    value: set('directory = "$1/snapshots";', 'mountpoint = "$1";'),
  };
  return withTarget
    ? { label: "backup-disk", detail: "a disk, and snapshots on it", definitions: [disk, target] }
    : { label: "backup-disk", detail: "a disk for backups", definitions: [disk] };
}

function clientStep(servers: readonly string[]): Step {
  const destination: Definition = {
    path: ["clan", "borgbackup", "destinations"],
    name: choice(1, servers, "nas"),
    // Whatever folder the server's repository has, it is the `.` of a client that is let in with its key.
    value: set('repo = "borg@$1:.";'),
  };
  return { label: "backup-borg-client", detail: "back up to another machine", definitions: [destination] };
}

function serverStep(clients: readonly string[], context: FeatureContext): Step {
  const { release, path, clans } = context;
  const root = clans[0]?.root;
  const key = root === undefined ? undefined : `${root}/${publicKeyPath("$1", release.date)}`;
  const file = key === undefined ? "" : relativePath(directoryOf(path), key);
  // A path literal takes a machine's name as it is, but no interpolation.
  const read = /^[\w.$+/-]+$/.test(file) ? `(builtins.readFile ${file})` : '"$2"';
  const repository: Definition = {
    path: ["services", "borgbackup", "repos"],
    name: choice(1, clients, "laptop"),
    value: set('path = "/var/lib/borgbackup/$1";', `authorizedKeys = [ ${read} ];`),
  };
  return { label: "backup-borg-server", detail: "a repository for another machine", definitions: [repository] };
}

/** Copies what a service has while it stands still, which takes less time than the whole backup; restores that copy. */
function stateStep(path: readonly string[], options: OptionNode | undefined): Step {
  const systemctl = (verb: string) => `/run/current-system/sw/bin/systemctl ${verb} $1.service`;
  const folders = 'folders = [ "/var/backup/$1" ];';
  const before = script(
    "preBackupScript",
    `trap "${systemctl("start")}" EXIT`,
    systemctl("stop"),
    "mkdir -p /var/backup/$1",
    "cp -a /var/lib/$1/. /var/backup/$1/",
  );
  const after = script(
    "postRestoreScript",
    systemctl("stop"),
    "cp -a /var/backup/$1/. /var/lib/$1/",
    systemctl("start"),
  );
  const hasScripts = options?.children.has("preBackupScript") === true && options.children.has("postRestoreScript");
  const value = hasScripts ? set(folders, before, after) : set('folders = [ "/var/lib/$1" ];');
  const detail = hasScripts ? "folders to save, and scripts around it" : "folders to save";
  return { label: "backup-state", detail, definitions: [{ path, name: stop(1, "myservice"), value }] };
}

function clanSteps(context: FeatureContext, trees: OptionTreesInUse): readonly Step[] {
  if (nodeAt(trees.clan, ["inventory", "instances"]) === undefined) return [];
  const names = machineNames(context);
  const instance = (service: string, ...roles: readonly string[]): Definition => ({
    path: ["inventory", "instances"],
    name: service,
    value: set("module = {", `\tname = "${service}";`, '\tinput = "clan-core";', "};", ...roles),
  });
  const roles = (service: string) => trees.rolesOf(service);
  const steps: Step[] = [];
  if (roles("borgbackup").includes("client")) {
    const client = `roles.client.machines.${choice(1, names, "laptop")} = { };`;
    // The server comes second, so that it is another machine than the client.
    const server = `roles.server.machines.${choice(2, [...names].reverse(), "server")} = { };`;
    steps.push({
      label: "backup-instance",
      detail: "machines that back up to another one, with borg",
      definitions: [instance("borgbackup", client, server)],
    });
  }
  if (roles("localbackup").includes("default")) {
    const target = `roles.default.machines.${choice(1, names, "laptop")}.settings.targets.${stop(2, "hdd")} = {`;
    steps.push({
      label: "backup-disk",
      detail: "snapshots on a disk of a machine",
      definitions: [
        instance(
          "localbackup",
          target,
          `\tdirectory = "${stop(3, "/mnt/hdd")}/snapshots";`,
          '\tmountpoint = "$3";',
          "};",
        ),
      ],
    });
  }
  return steps;
}

/** The machines whose names need no quotes in Nix: such a name can stand in a path and in a repository as well. */
function machineNames({ clans }: FeatureContext): readonly string[] {
  const names = clans.flatMap((clan) => [...clan.machines.keys()]);
  return [...new Set(names)].filter((name) => /^[A-Za-z_][\w-]*$/.test(name));
}

/** A place to fill in. */
function stop(index: number, text: string): string {
  return `\${${index}:${text}}`;
}

/** A place to fill in, with the choices there are. */
function choice(index: number, [first, ...more]: readonly string[], otherwise: string): string {
  return more.length === 0 ? stop(index, first ?? otherwise) : `\${${index}|${[first, ...more].join(",")}|}`;
}

/** What a snippet inserts when nothing is changed in it. */
function withDefaults(snippet: string): string {
  const defaults = new Map<string, string>();
  const filled = snippet.replaceAll(/\$\{(\d):([^}]*)\}|\$\{(\d)\|([^,|]*)[^|]*\|\}/g, (_, a, text, b, choice) => {
    defaults.set(String(a ?? b), String(text ?? choice));
    return String(text ?? choice);
  });
  return filled.replaceAll(/\$(\d)/g, (_, index) => defaults.get(String(index)) ?? "").replaceAll("\t", "  ");
}

function set(...lines: readonly string[]): string {
  return `{\n${lines.map((line) => `\t${line.replaceAll("\n", "\n\t")}`).join("\n")}\n}`;
}

function script(option: string, ...lines: readonly string[]): string {
  return `${option} = ''\n${lines.map((line) => `\t${line}`).join("\n")}\n'';`;
}
