/** The judgements of a workspace: one per clan, per machine and per file that belongs to none, each with the files it read. */
import { machineArguments } from "../clan/arguments.ts";
import { type Clan, type Machine, moduleOf, readClan } from "../clan/clan.ts";
import { clanSources, type FileForm, formOf } from "../clan/discover.ts";
import { type Roles, rolesOf } from "../clan/roles.ts";
import { type ClanParts, clanPartsOf, loneMachine } from "../clan/topology/clan.ts";
import { generatedJobs } from "../clan/topology/generatedJobs.ts";
import { NO_SERVICES } from "../clan/topology/instances.ts";
import { readMachine } from "../clan/topology/machine.ts";
import type { ClanModel, MachineModel, Scope } from "../clan/topology/model.ts";
import type { Finding } from "../finding.ts";
import { createEvaluation } from "../nix/evaluate.ts";
import { type EvaluatedModules, evaluateModules, type ModulesInput } from "../nix/modules/modules.ts";
import { directoryOf } from "../nix/paths.ts";
import { Thunk } from "../nix/thunk.ts";
import { path } from "../nix/value.ts";
import { machineRules } from "../rules/list.ts";
import { machineFindings, outsideOfClan, roleFindings, systemFindings } from "../rules/moduleProblems.ts";
import { machineRuleFindings } from "../rules/rule.ts";
import { ClanOfMachines } from "./clanOfMachines.ts";
import { RecordingReader } from "./files.ts";
import { type Engine, Subject } from "./subject.ts";

/** The clans of one file. Its machines are judged on their own, so that an edit in one leaves the others as they are. */
export class ClanSubject extends Subject {
  readonly file: string;
  readonly #form: Exclude<FileForm, "module">;
  readonly #use: Use;
  #machines: readonly MachineSubject[] = [];
  #clans: readonly ClanOfMachines[] = [];
  #read: { readonly clan: Clan; readonly roles: Roles }[] = [];

  constructor(engine: Engine, file: string, form: Exclude<FileForm, "module">, use: Use) {
    super(engine);
    this.file = file;
    this.#form = form;
    this.#use = use;
  }

  get machines(): readonly MachineSubject[] {
    return this.#machines;
  }

  protected override read(): void {
    this.dependOn(this.file, "content");
    const evaluation = this.startEvaluation();
    const release = this.engine.releaseOf(directoryOf(this.file), this.file, (file) => this.dependOn(file, "content"));
    const { environment } = this.engine;
    const clans: ClanOfMachines[] = [];
    this.#read = [];
    for (const source of clanSources({ file: this.file, form: this.#form, release }, environment, evaluation)) {
      const clan = readClan(source, environment, evaluation);
      const roles = rolesOf(clan, environment, evaluation);
      this.#read.push({ clan, roles });
      const parts = clanPartsOf(clan, roles, evaluation);
      const machines = [...clan.machines.values()].map(
        (machine) => new MachineSubject(this.engine, this, parts, machine),
      );
      clans.push(new ClanOfMachines(parts, machines));
    }
    this.#clans = clans;
    this.#machines = clans.flatMap(({ machines }) => machines);
  }

  protected override judge(): readonly Finding[] {
    const findings = this.#read.flatMap(({ clan, roles }) => [
      ...systemFindings(clan.system, clan.release),
      ...roleFindings(roles, clan.release),
    ]);
    return ofUse(this.#use, findings);
  }

  /** Reads the clans and their machines again where something changed, without judging them. */
  refreshModels(): void {
    this.refreshModel();
    for (const machine of this.#machines) machine.refreshModel();
  }

  /** What lies between machines, of each clan. All subjects are up to date by then. */
  get between(): readonly { readonly findings: readonly Finding[] }[] {
    return this.#clans.map((clan) => ({ findings: ofUse(this.#use, clan.findings) }));
  }

  /** The clans with all their machines. */
  get models(): readonly ClanModel[] {
    return this.#clans.map((clan) => clan.model);
  }
}

export class MachineSubject extends Subject {
  readonly owner: ClanSubject;
  readonly #parts: ClanParts;
  readonly #machine: Machine;
  #system: ReadSystem | undefined;

  constructor(engine: Engine, owner: ClanSubject, parts: ClanParts, machine: Machine) {
    super(engine);
    this.owner = owner;
    this.#parts = parts;
    this.#machine = machine;
  }

  /** The machine as it was last read. */
  get model(): MachineModel | undefined {
    return this.#system?.model;
  }

  /**
   * What the clan's own files read is kept in values that all machines share, so it belongs to the clan: when it changes, those values
   * must be made anew.
   */
  protected override read(): void {
    const evaluation = this.startEvaluation((from) =>
      from !== undefined && this.owner.reads.has(from) ? this.owner : this,
    );
    const { clan, services } = this.#parts;
    const { release } = clan;
    const { name } = this.#machine;
    const input: ModulesInput = {
      modules: this.#machine.modules,
      ...this.engine.environment.trees.options(release, "nixos"),
      lib: Thunk.of(this.engine.environment.lib),
      arguments: this.#machine.arguments,
      evaluation,
    };
    const system = evaluateModules(input);
    const model = readMachine({
      name,
      at: undefined,
      scope: "machine",
      release,
      root: clan.root,
      system,
      services: services.get(name) ?? NO_SERVICES,
    });
    this.#system = { system, input, model };
  }

  protected override judge(): readonly Finding[] {
    if (this.#system === undefined) return [];
    const { model: machine } = this.#system;
    const { name } = this.#machine;
    const problems = machineFindings(wholeSystem(this.#system), machine.release, name, this.owner.reads);
    return [
      ...(this.#parts.clan.tags.has(name) ? problems : outsideOfClan(problems)),
      ...machineRuleFindings(machineRules, { machine, shell: this.engine.shell }),
    ];
  }
}

/** A module that belongs to no machine that we know. */
export class FileSubject extends Subject {
  readonly file: string;
  readonly #use: Use;
  readonly #scope: Scope;
  #system: ReadSystem | undefined;

  /** With scope `asked` the user asked about this file by name. */
  constructor(engine: Engine, file: string, use: Use, scope: Scope) {
    super(engine);
    this.file = file;
    this.#use = use;
    this.#scope = scope;
  }

  /** The module as it was last read. */
  get model(): MachineModel | undefined {
    return this.#system?.model;
  }

  protected override read(): void {
    this.dependOn(this.file, "content");
    const evaluation = this.startEvaluation();
    const release = this.engine.releaseOf(directoryOf(this.file), this.file, (file) => this.dependOn(file, "content"));
    const input: ModulesInput = {
      modules: [moduleOf(Thunk.of(path(this.file)))],
      ...this.engine.environment.trees.options(release, "nixos"),
      lib: Thunk.of(this.engine.environment.lib),
      arguments: machineArguments(this.engine.environment, new Map()),
      evaluation,
    };
    const system = evaluateModules(input);
    const model = readMachine({
      name: undefined,
      at: undefined,
      scope: this.#scope,
      release,
      root: directoryOf(this.file),
      system,
      services: NO_SERVICES,
    });
    this.#system = { system, input, model };
  }

  protected override judge(): readonly Finding[] {
    if (this.#system === undefined) return [];
    const { model: machine } = this.#system;
    return ofUse(this.#use, [
      ...outsideOfClan(systemFindings(wholeSystem(this.#system), machine.release)),
      ...machineRuleFindings(machineRules, { machine, shell: this.engine.shell }),
    ]);
  }
}

/** A configuration that was read, and what of it. */
interface ReadSystem {
  readonly system: EvaluatedModules;
  readonly input: ModulesInput;
  readonly model: MachineModel;
}

/** The system with the jobs that Clan makes for the machine; the one that was read where they make no difference. */
function wholeSystem({ system, input, model }: ReadSystem): EvaluatedModules {
  const jobs = generatedJobs(model);
  return jobs.length === 0 ? system : evaluateModules({ ...input, modules: [...input.modules, ...jobs] });
}

/**
 * What is known of a file's use. `whole`: it was asked for by name, or nothing else could complete it. `unseen`: machines are not found, so
 * what is absent may be elsewhere. `unused`: no machine uses it, so that besides nothing fails today.
 */
export type Use = "whole" | "unseen" | "unused";

/** The clans of `subject`; a module that the user asked about by name, or that is at `path`, is the only machine of one. */
export function modelsOf(subject: Subject, path: string | undefined): readonly ClanModel[] {
  if (subject instanceof ClanSubject) return subject.models;
  if (!(subject instanceof FileSubject) || subject.model === undefined) return [];
  return subject.model.scope === "asked" || subject.file === path ? [loneMachine(subject.model)] : [];
}

/** The findings that can be said of a file so used. */
export function ofUse(use: Use, findings: readonly Finding[]): readonly Finding[] {
  if (use === "whole") return findings;
  const present = findings.filter(({ code }) => code !== "missing-option" && code !== "evaluation-error");
  if (use === "unseen") return present;
  return present.map((finding) => (finding.severity === "error" ? { ...finding, severity: "warning" } : finding));
}

/** What kind of file `file` is; reads are noted nowhere, since the answer is asked for again whenever the file changes. */
export function fileForm(engine: Engine, file: string): FileForm {
  const reader = new RecordingReader(engine.files, () => undefined);
  return formOf(file, createEvaluation(reader, engine.root));
}

/** Files that another of `subjects` imports: they are judged with it. */
export function importedFiles(subjects: Iterable<Subject>): ReadonlySet<string> {
  const imported = new Set<string>();
  for (const subject of subjects) {
    const own = subject instanceof FileSubject ? subject.file : undefined;
    if (own !== undefined && imported.has(own)) continue;
    for (const file of subject.reads) if (file !== own) imported.add(file);
  }
  return imported;
}

/** The subjects whose findings may change with those of `touched`: what lies between machines may change with each of them. */
export function affectedBy(touched: readonly Subject[]): ReadonlySet<Subject> {
  const affected = new Set<Subject>(touched);
  for (const owner of new Set(touched.flatMap((subject) => (subject instanceof MachineSubject ? [subject.owner] : []))))
    for (const subject of [owner, ...owner.machines]) affected.add(subject);
  return affected;
}
