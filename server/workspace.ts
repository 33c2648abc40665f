/**
 * Folders of configurations kept up to date: which clans they hold, which files each judgement read, and so what an edit makes stale. All
 * work is put off until somebody asks.
 */
import type { FileForm } from "./clan/discover.ts";
import type { ReleaseInUse } from "./clan/release.ts";
import type { ClanModel } from "./clan/topology/model.ts";
import type { Finding } from "./finding.ts";
import { baseNameOf, directoryOf } from "./nix/paths.ts";
import type { SyntaxFile, TextChange } from "./nix/syntax/syntaxFile.ts";
import { allCodes } from "./rules/list.ts";
import { textFindings } from "./rules/syntax.ts";
import { collectFindings, withTextFindings } from "./workspace/collect.ts";
import type { FileHost } from "./workspace/fileHost.ts";
import { type Dependency, WorkspaceFiles } from "./workspace/files.ts";
import {
  affectedBy,
  ClanSubject,
  FileSubject,
  fileForm,
  importedFiles,
  modelsOf,
  type Use,
} from "./workspace/judgement.ts";
import { limitNotes, looseSubject, ofLooseText } from "./workspace/loose.ts";
import type { WorkspaceParts } from "./workspace/parts.ts";
import { isAllOfFlakes, readByFlakes } from "./workspace/reach.ts";
import { releaseIn } from "./workspace/release.ts";
import { isOfInterest, scanForNix } from "./workspace/scan.ts";
import { WorkspaceScripts } from "./workspace/scripts.ts";
import { DEFAULT_SETTINGS, type Settings } from "./workspace/settings.ts";
import type { Engine, Subject } from "./workspace/subject.ts";
import { asWanted } from "./workspace/switchedOff.ts";

export class Workspace {
  readonly files: WorkspaceFiles;
  readonly #host: FileHost;
  readonly #engine: Engine;
  readonly #scripts: WorkspaceScripts;
  #settings: Settings = DEFAULT_SETTINGS;
  #folders: readonly string[] = [];
  /** With one file asked for by name, nothing else is judged. */
  #only: string | undefined;
  #scanned: ReadonlySet<string> = new Set();
  #truncated = false;
  #scanStale = true;
  #membersStale = true;
  /** Clans of flakes, by file. */
  readonly #flakes = new Map<string, ClanSubject>();
  /** What no flake reaches: modules judged alone, and clans and inventories in files of their own. */
  readonly #loose = new Map<string, Subject>();
  /** Files that belong to no machine and have nothing to judge. */
  readonly #boring = new Set<string>();
  #findings: ReadonlyMap<string, readonly Finding[]> | undefined;
  /** What flakes and their machines read. */
  #reached: ReadonlySet<string> = new Set();
  /** What is known of the use of all other files. */
  #looseUse: Use = "whole";
  readonly #changed = new Set<string>();

  constructor({ host, parser, root, environment, shell, scripts }: WorkspaceParts) {
    this.#host = host;
    this.files = new WorkspaceFiles(host, parser);
    this.#scripts = new WorkspaceScripts(scripts, this.files);
    this.#engine = {
      files: this.files,
      root,
      environment,
      shell,
      releaseOf: (folder, file, read) => releaseIn(folder, file, this.#settings.release, this.files, read),
    };
  }

  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#only = undefined;
    this.files.setRoots(folders);
    this.#startOver();
  }

  /** Judges `file` alone, which may read what lies in `root`. */
  setFile(file: string, root: string): void {
    this.#folders = [];
    this.#only = file;
    this.files.setRoots([root]);
    this.#startOver();
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
    this.#startOver();
  }

  openDocument(path: string, text: string): void {
    const before = this.files.parsed(path)?.text;
    this.files.openDocument(path, text);
    if (!this.#scanned.has(path)) this.#scanStale = true;
    if (before !== text) this.#touch(path, before === undefined ? "existence" : "content");
    this.#changed.add(path);
  }

  changeDocument(path: string, changes: readonly TextChange[]): void {
    this.files.changeDocument(path, changes);
    this.#touch(path, "content");
  }

  closeDocument(path: string): void {
    this.files.closeDocument(path);
    this.#changed.delete(path);
    this.#touch(path, "existence");
    this.#scanStale = true;
  }

  filesChanged(paths: readonly string[]): void {
    this.files.forget(paths);
    for (const path of paths) {
      this.#touch(path, "existence");
      this.#touch(directoryOf(path), "existence");
    }
    this.#scanStale = true;
  }

  /** Findings by file, sorted; files without any are left out. */
  findings(): ReadonlyMap<string, readonly Finding[]> {
    this.#refresh();
    this.#findings ??= collectFindings(this.#counted());
    return this.#findings;
  }

  /** Findings in `path`, sorted. */
  findingsIn(path: string): readonly Finding[] {
    const judged = this.findings().get(path) ?? [];
    const isNix = path.endsWith(".nix") || this.files.isOpen(path);
    const file = this.#settings.syntaxErrors && isNix ? this.files.parsed(path) : undefined;
    const read = file === undefined ? [] : this.#textFindings(file);
    const found = read.length === 0 ? judged : withTextFindings(judged, read);
    const judgedWhole = path === this.#only || this.#reached.has(path);
    return asWanted(found, this.files.parsed(path), { judgedWhole, settings: this.#settings, codes: allCodes });
  }

  #textFindings(file: SyntaxFile): readonly Finding[] {
    const found = textFindings(file, this.#engine.root);
    return this.#reached.has(file.path) ? found : ofLooseText(found, this.#looseUse, this.files.isOpen(file.path));
  }

  /** Every Nix file that is looked at: those of the folders, and those that they import from elsewhere in reach. */
  nixFiles(): ReadonlySet<string> {
    this.#refresh();
    const files = new Set(this.#scanned);
    for (const subject of this.#subjects())
      for (const file of subject.reads)
        if (file.endsWith(".nix") && this.files.parsed(file) !== undefined) files.add(file);
    return files;
  }

  /** The clans with all their machines. A module that was asked about, or is at `path`, and belongs to none is one of its own. */
  clans(path?: string): readonly ClanModel[] {
    if (this.#scanStale) this.#scan();
    // This is asked for with every key that is pressed: models alone take a fraction of the time that judgements do.
    const isModule = (file: string) => this.#boring.has(file) || this.#loose.get(file) instanceof FileSubject;
    if (this.#only === undefined && isAllOfFlakes(this.#flakes, path, this.#scanned, isModule))
      return [...this.#flakes.values()].flatMap((flake) => flake.models);
    this.#refresh();
    return [...this.#subjects()].flatMap((subject) => modelsOf(subject, path));
  }

  /** Where limits kept something from being judged, in words for the user. */
  notes(): readonly string[] {
    this.#refresh();
    return limitNotes(this.#truncated, this.#subjects());
  }

  get settings(): Settings {
    return this.#settings;
  }

  formOf(path: string): FileForm {
    return fileForm(this.#engine, path);
  }

  /** The release that `file` in `folder` is judged by. */
  release(folder: string, file: string): ReleaseInUse {
    return releaseIn(folder, file, this.#settings.release, this.files, () => undefined);
  }

  /** More is known of scripts. Returns whether findings wait for that. */
  scriptsJudged(): boolean {
    const files = this.#scripts.takeAwaiting();
    if (files.size > 0) this.#findings = undefined;
    for (const file of files) if (this.files.isOpen(file)) this.#changed.add(file);
    return files.size > 0;
  }

  /** Open documents whose findings may have changed since the last call. */
  takeChanged(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  dispose(): void {
    this.files.dispose();
    this.#startOver();
  }

  #startOver(): void {
    this.#flakes.clear();
    this.#loose.clear();
    this.#boring.clear();
    this.#scanStale = true;
    this.#findings = undefined;
    for (const path of this.files.openPaths()) this.#changed.add(path);
  }

  #touch(path: string, change: Dependency): void {
    this.#changed.add(path);
    this.#findings = undefined;
    // Its form may be another one now.
    if (this.#loose.delete(path) || this.#boring.delete(path)) this.#membersStale = true;
    const open = this.files.openPaths();
    const touched = [...this.#subjects()].filter((subject) => subject.touch(path, change));
    const affected = open.length === 0 ? [] : [...affectedBy(touched)];
    for (const document of open) if (affected.some(({ reads }) => reads.has(document))) this.#changed.add(document);
    for (const document of this.#changed) if (!this.files.isOpen(document)) this.#changed.delete(document);
  }

  *#subjects(): Generator<Subject> {
    for (const clans of [this.#flakes.values(), this.#loose.values()]) {
      for (const subject of clans) {
        yield subject;
        if (subject instanceof ClanSubject) yield* subject.machines;
      }
    }
  }

  /** Brings every judgement up to date. */
  #refresh(): void {
    if (this.#scanStale) this.#scan();
    for (const flake of this.#flakes.values()) this.#refreshClan(flake);
    if (this.#membersStale) this.#sortLoose();
    for (const subject of this.#loose.values()) {
      if (subject instanceof ClanSubject) this.#refreshClan(subject);
      else if (subject.refresh()) this.#findings = undefined;
    }
  }

  #refreshClan(clan: ClanSubject): void {
    if (clan.refresh()) this.#membersStale = true;
    for (const machine of clan.machines) if (machine.refresh()) this.#membersStale = true;
  }

  #scan(): void {
    this.#scanStale = false;
    this.#membersStale = true;
    const scans = this.#folders.map((folder) => scanForNix(this.#host, folder));
    const known = this.#only === undefined ? this.files.openPaths() : [this.#only];
    const found = new Set([...known, ...scans.flatMap(({ files }) => files)]);
    this.#truncated = scans.some(({ truncated }) => truncated);
    this.#scanned = found;
    for (const file of this.#flakes.keys()) if (!found.has(file)) this.#flakes.delete(file);
    for (const file of found) {
      if (baseNameOf(file) === "flake.nix" && !this.#flakes.has(file))
        this.#flakes.set(file, new ClanSubject(this.#engine, file, "flake", "whole"));
    }
  }

  /** Finds the files that no flake reaches and decides how each is judged. */
  #sortLoose(): void {
    this.#membersStale = false;
    const reached = readByFlakes(this.#flakes);
    this.#reached = reached;
    const machines = [...this.#flakes.values()].flatMap((flake) => flake.machines).length;
    // A flake whose machines are not found is no folder of modules: its files may be put together in ways that are not seen.
    const use = machines > 0 ? "unused" : this.#flakes.size > 0 ? "unseen" : "whole";
    if (use !== this.#looseUse) this.#loose.clear();
    this.#looseUse = use;
    for (const file of this.#loose.keys()) if (!this.#scanned.has(file) || reached.has(file)) this.#loose.delete(file);
    for (const file of this.#scanned) {
      if (reached.has(file) || this.#loose.has(file) || this.#flakes.has(file) || this.#boring.has(file)) continue;
      if (this.#only === undefined && !isOfInterest(file, this.files)) {
        this.#boring.add(file);
        continue;
      }
      this.#loose.set(file, looseSubject(this.#engine, file, this.#looseUse, file === this.#only));
    }
  }

  /** What is judged, without the files that are judged with another one that imports them. */
  *#counted(): Generator<{ readonly findings: readonly Finding[] }> {
    const imported = importedFiles(this.#loose.values());
    for (const subject of this.#subjects()) {
      if (subject instanceof FileSubject && imported.has(subject.file)) continue;
      yield subject;
      if (this.#settings.shellcheck) yield { findings: this.#scripts.findingsOf(subject) };
    }
    for (const subject of this.#subjects()) if (subject instanceof ClanSubject) yield* subject.between;
  }
}
