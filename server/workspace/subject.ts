/** What is judged as a whole, with the files that it read. */
import type { Environment } from "../clan/arguments.ts";
import type { ReleaseInUse } from "../clan/release.ts";
import type { Finding } from "../finding.ts";
import { createEvaluation } from "../nix/evaluate.ts";
import type { RootScope } from "../nix/scope.ts";
import type { Evaluation } from "../nix/thunk.ts";
import type { ShellParser } from "../shell/shellParser.ts";
import { type Dependency, RecordingReader, type WorkspaceFiles } from "./files.ts";

/** What all judgements of a workspace share. */
export interface Engine {
  readonly files: WorkspaceFiles;
  readonly root: RootScope;
  readonly environment: Environment;
  readonly shell: ShellParser | undefined;
  /** The release of clan-core for `file` in `folder`. `read` is told what the answer depends on. */
  releaseOf(folder: string, file: string, read: (file: string) => void): ReleaseInUse;
}

/** Something that is judged as a whole, again when a file it read has changed. */
export abstract class Subject {
  protected readonly engine: Engine;
  #contents = new Set<string>();
  #existence = new Set<string>();
  #findings: readonly Finding[] = [];
  #evaluations: Evaluation[] = [];
  #stale = true;
  #judged = false;
  /** What it read when it was last judged, as long as it has not been judged again. */
  #before: ReadonlySet<string> = new Set();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Files whose content the findings depend on. */
  get reads(): ReadonlySet<string> {
    return this.#contents;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Something was too large to be judged whole. */
  get limited(): boolean {
    return this.#evaluations.some(({ exhausted }) => exhausted);
  }

  /**
   * `file` has another content, or was made or deleted; of a folder that is made or deleted, no more is told. Returns whether that
   * matters; then the next `refresh` judges again.
   */
  touch(file: string, change: Dependency): boolean {
    const isRead = this.#contents.has(file) || (!this.#judged && this.#before.has(file));
    const matters = isRead || (change === "existence" && this.#asksBelow(file));
    this.#stale ||= matters;
    return matters;
  }

  #asksBelow(path: string): boolean {
    if (this.#existence.has(path)) return true;
    const below = `${path}/`;
    const isBelow = (file: string) => file.startsWith(below);
    return [...this.#contents].some(isBelow) || [...this.#existence].some(isBelow);
  }

  /** Reads again when something changed, without judging what is read: most answers need no more. */
  refreshModel(): void {
    if (!this.#stale) return;
    if (this.#judged) this.#before = this.#contents;
    this.#contents = new Set();
    this.#existence = new Set();
    this.#evaluations = [];
    this.#judged = false;
    this.read();
    this.#stale = false;
  }

  /** Reads and judges again when something changed. Returns whether it now reads other files than when it was last judged. */
  refresh(): boolean {
    this.refreshModel();
    if (this.#judged) return false;
    this.#findings = this.judge();
    this.#judged = true;
    const before = this.#before;
    return before.size !== this.#contents.size || [...before].some((file) => !this.#contents.has(file));
  }

  /** Notes that the findings depend on `file`. */
  dependOn(file: string, dependency: Dependency): void {
    (dependency === "content" ? this.#contents : this.#existence).add(file);
  }

  /** Makes the model of it. */
  protected abstract read(): void;

  /** Finds what is wrong with what was read last. */
  protected abstract judge(): readonly Finding[];

  /** An evaluation whose reads are noted here, unless `owner` claims them for another subject. */
  protected startEvaluation(owner?: (from: string | undefined) => Subject): Evaluation {
    const note = (file: string, dependency: Dependency, from: string | undefined) =>
      (owner?.(from) ?? this).dependOn(file, dependency);
    const evaluation = createEvaluation(new RecordingReader(this.engine.files, note), this.engine.root);
    this.#evaluations.push(evaluation);
    return evaluation;
  }
}
