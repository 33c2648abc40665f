/** What is said of the scripts of all machines, as far as it is known by now. */
import type { MachineModel } from "../clan/topology/model.ts";
import type { Finding } from "../finding.ts";
import { type Place, type StringExpr, spanOf } from "../nix/expr.ts";
import { expressionsAround } from "../nix/syntax/children.ts";
import { shellcheckFindings } from "../rules/hooks/shellcheck.ts";
import type { ScriptChecker } from "../shell/scriptChecker.ts";
import type { WorkspaceFiles } from "./files.ts";
import { FileSubject, MachineSubject } from "./judgement.ts";
import type { Subject } from "./subject.ts";

export class WorkspaceScripts {
  readonly #checker: ScriptChecker | undefined;
  readonly #files: WorkspaceFiles;
  #awaiting = new Set<string>();

  constructor(checker: ScriptChecker | undefined, files: WorkspaceFiles) {
    this.#checker = checker;
    this.#files = files;
  }

  /** Findings in the scripts of `subject`; what is not known yet is asked for. */
  findingsOf(subject: Subject): readonly Finding[] {
    const machine = modelOf(subject);
    if (this.#checker === undefined || machine === undefined) return [];
    const { findings, awaiting } = shellcheckFindings({ machine }, this.#checker, (place) => this.#stringAt(place));
    for (const file of awaiting) this.#awaiting.add(file);
    return findings;
  }

  /** Files with scripts that were not known when they were asked for; from now on they count as known. */
  takeAwaiting(): ReadonlySet<string> {
    const awaiting = this.#awaiting;
    this.#awaiting = new Set();
    return awaiting;
  }

  /** The string literal that is all of `place`. */
  #stringAt(place: Place): StringExpr | undefined {
    const root = this.#files.parsed(place.chunk.source.path)?.root;
    const span = spanOf(place);
    const found = root === undefined ? undefined : expressionsAround(root, place).at(-1);
    const isWhole = found !== undefined && spanOf(found).start === span.start && spanOf(found).end === span.end;
    return isWhole && found.kind === "string" ? found : undefined;
  }
}

function modelOf(subject: Subject): MachineModel | undefined {
  return subject instanceof MachineSubject || subject instanceof FileSubject ? subject.model : undefined;
}
