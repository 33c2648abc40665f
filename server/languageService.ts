/**
 * The engine's face: what shells (command line, language server) ask. No connection, no process; files come through `FileHost`.
 */

import { declarationsOf } from "./clan/releaseOptions.ts";
import type { ClanModel } from "./clan/topology/model.ts";
import { topologyView } from "./clan/topology/view.ts";
import { OptionTrees } from "./clan/trees.ts";
import { clansAround, type FeatureContext } from "./features/context.ts";
import { compareFindings, type Finding } from "./finding.ts";
import { rootScope } from "./nix/builtins.ts";
import { lazily } from "./nix/lazy.ts";
import { libValue } from "./nix/lib.ts";
import { pkgsValue } from "./nix/nixpkgs.ts";
import { optionTypesValue } from "./nix/options/optionValues.ts";
import { baseNameOf, directoryOf } from "./nix/paths.ts";
import type { NixParser } from "./nix/syntax/parser.ts";
import type { TextChange } from "./nix/syntax/syntaxFile.ts";
import type { ScriptChecker } from "./shell/scriptChecker.ts";
import type { ShellParser } from "./shell/shellParser.ts";
import type { TopologyView } from "./topologyView.ts";
import type { FileHost } from "./workspace/fileHost.ts";
import type { Settings } from "./workspace/settings.ts";
import { Workspace } from "./workspace.ts";

export type { TextChange } from "./nix/syntax/syntaxFile.ts";
export type {
  ClanView,
  DestinationView,
  JobView,
  KeyView,
  MachineView,
  TargetView,
  TopologyView,
} from "./topologyView.ts";
export type { FileHost, FileText } from "./workspace/fileHost.ts";
export type { Settings } from "./workspace/settings.ts";

/** The judgement of one path. */
export interface CheckResult {
  /** The release of clan-core the findings are for, such as `2024-06`. */
  readonly release: string;
  /** One plain sentence: why this release. */
  readonly releaseReason: string;
  /** Files read as Nix. */
  readonly files: number;
  /** Sorted by `compareFindings`. */
  readonly findings: readonly Finding[];
  /** Things the user should know that are no finding: a scan that hit its limit. */
  readonly notes: readonly string[];
}

/** A workspace kept up to date: open documents over files on disk. */
export interface LanguageService {
  /** Sets the folders that are looked into; absolute paths with forward slashes. */
  setFolders(folders: readonly string[]): void;
  setSettings(settings: Settings): void;
  openDocument(path: string, text: string): void;
  /** Applies `changes` one after the other to an open document. */
  changeDocument(path: string, changes: readonly TextChange[]): void;
  closeDocument(path: string): void;
  /** The text of an open document, or `undefined`. */
  documentText(path: string): string | undefined;
  /** Files on disk that were made, changed or deleted. */
  filesChanged(paths: readonly string[]): void;
  /** Findings in one file, judged in every machine that it is part of. */
  findingsIn(path: string): readonly Finding[];
  /** Findings in all files of the folders (and in open documents), by file; files without findings are left out. */
  allFindings(): ReadonlyMap<string, readonly Finding[]>;
  /** To be called when the checker of scripts knows more. Returns whether findings may change with it. */
  scriptsJudged(): boolean;
  /** Open documents whose findings may have changed since they were last asked for. */
  takeStale(): readonly string[];
  /** What the features of an editor need to know about an open document; `undefined` where it is not open. */
  contextOf(path: string): FeatureContext | undefined;
  /** The clans with all their machines. */
  clans(): readonly ClanModel[];
  /** Whether there is a file at `path`, in the folders that are looked into. */
  isFile(path: string): boolean;
  currentSettings(): Settings;
  /** The release that files directly in `folder` are judged by, and one sentence that says why. */
  releaseIn(folder: string): { readonly name: string; readonly reason: string };
  /** Lets go of all memory. */
  dispose(): void;
}

export interface ServiceOptions {
  readonly files: FileHost;
  readonly parser: NixParser;
  /** Reads the scripts around backups; without it nothing is said about them. */
  readonly shell?: ShellParser | undefined;
  /** Judges those scripts besides; see `scriptsJudged`. */
  readonly scripts?: ScriptChecker | undefined;
}

/** A workspace without folders. */
export function createLanguageService(options: ServiceOptions): LanguageService {
  const workspace = createWorkspace(options);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    contextOf: (path) => {
      const file = workspace.files.isOpen(path) ? workspace.files.parsed(path) : undefined;
      if (file === undefined) return undefined;
      const release = workspace.release(directoryOf(path), path);
      const clans = lazily(() => clansAround(workspace.clans(path), path));
      return {
        path,
        file,
        form: baseNameOf(path) === "clan.nix" ? "clan" : workspace.formOf(path),
        release,
        declarations: declarationsOf(release),
        get clans() {
          return clans();
        },
        files: workspace.files,
        now: Date.now(),
        zone,
      };
    },
    clans: () => workspace.clans(),
    isFile: (path) => workspace.files.kindOf(path) === "file",
    currentSettings: () => workspace.settings,
    setFolders: (folders) => workspace.setFolders(folders),
    setSettings: (settings) => workspace.setSettings(settings),
    openDocument: (path, text) => workspace.openDocument(path, text),
    changeDocument: (path, changes) => workspace.changeDocument(path, changes),
    closeDocument: (path) => workspace.closeDocument(path),
    documentText: (path) => workspace.files.openText(path),
    filesChanged: (paths) => workspace.filesChanged(paths),
    findingsIn: (path) => workspace.findingsIn(path),
    allFindings: () => {
      const files = new Set([...workspace.findings().keys(), ...workspace.nixFiles()]);
      const found = [...files].map((file) => [file, workspace.findingsIn(file)] as const);
      return new Map(found.filter(([, findings]) => findings.length > 0));
    },
    scriptsJudged: () => workspace.scriptsJudged(),
    takeStale: () => workspace.takeChanged(),
    releaseIn: (folder) => {
      const { release, text } = workspace.release(folder, folder);
      return { name: release.release, reason: text };
    },
    dispose: () => workspace.dispose(),
  };
}

export interface CheckOptions extends ServiceOptions {
  readonly settings: Settings;
}

/**
 * Judges one path: a folder with all clans and modules in it, or one Nix file. `path` is absolute and exists; a file is read as far as its
 * nearest folder with a `flake.nix` or a repository reaches.
 */
export function checkPath(path: string, options: CheckOptions): CheckResult {
  const workspace = openPath(path, options);
  const result = resultOf(workspace, path, options.files);
  workspace.dispose();
  return result;
}

/** As `checkPath`, with all that the checker of scripts has to say; `settled` resolves when nothing it was asked is open. */
export async function checkWithScripts(
  path: string,
  options: CheckOptions & { readonly scripts: ScriptChecker },
  settled: () => Promise<void>,
): Promise<CheckResult> {
  const workspace = openPath(path, options);
  for (workspace.findings(); workspace.scriptsJudged(); workspace.findings()) await settled();
  const result = resultOf(workspace, path, options.files);
  workspace.dispose();
  return result;
}

function resultOf(workspace: Workspace, path: string, files: FileHost): CheckResult {
  const judged = workspace.nixFiles();
  const named = new Set([...workspace.findings().keys(), ...judged]);
  const findings = [...named].flatMap((file) => workspace.findingsIn(file)).sort(compareFindings);
  const isFolder = files.stat(path).kind === "directory";
  const { release, text } = workspace.release(isFolder ? path : directoryOf(path), path);
  return {
    release: release.release,
    releaseReason: text,
    files: judged.size,
    findings,
    notes: workspace.notes(),
  };
}

/** Who backs up what, to where, in the clans and modules at `path`, which is as for `checkPath`. */
export function topologyOf(path: string, options: CheckOptions): TopologyView {
  const workspace = openPath(path, options);
  const view = topologyView(workspace.clans());
  workspace.dispose();
  return view;
}

function openPath(path: string, { settings, ...options }: CheckOptions): Workspace {
  const { files } = options;
  const workspace = createWorkspace(options);
  workspace.setSettings(settings);
  if (files.stat(path).kind === "directory") workspace.setFolders([path]);
  else workspace.setFile(path, rootOf(path, files));
  return workspace;
}

/** How far above a file its project is looked for. */
const PARENTS = 12;

/** The folder of the project that `file` is in: files outside of it are not read. */
function rootOf(file: string, files: FileHost): string {
  const start = directoryOf(file);
  let folder = start;
  for (let level = 0; level < PARENTS; level++) {
    const isProject = ["flake.nix", ".git", ".clan-flake"].some(
      (name) => files.stat(`${folder}/${name}`).kind !== "missing",
    );
    if (isProject) return folder;
    if (folder === "/") break;
    folder = directoryOf(folder);
  }
  return start;
}

function createWorkspace({ files, parser, shell, scripts }: ServiceOptions): Workspace {
  const lib = libValue({ types: optionTypesValue() });
  return new Workspace({
    host: files,
    parser,
    shell,
    scripts,
    root: rootScope(),
    environment: { lib, pkgs: pkgsValue(lib), trees: new OptionTrees() },
  });
}
