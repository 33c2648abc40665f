/**
 * What the module system would refuse, said to people. The codes are fixed: other programs rely on them. Held to the verdicts of the real
 * module system in test/differential/oracle.test.ts.
 */
import { newestRelease, type ReleaseInUse, releases } from "../clan/release.ts";
import { arrivesAfter } from "../clan/releaseArrivals.ts";
import type { Removal, Rename } from "../clan/releaseData.ts";
import { isDeclaredSomewhere } from "../clan/releaseDifferences.ts";
import { removalsOf } from "../clan/releaseOptions.ts";
import type { Roles } from "../clan/roles.ts";
import type { Finding, RelatedPlace, Severity } from "../finding.ts";
import type { EvaluatedModules } from "../nix/modules/modules.ts";
import type { ModuleProblem } from "../nix/modules/problem.ts";
import { optionName } from "../nix/options/optionName.ts";
import { Lines } from "./lines.ts";
import { moduleFixes } from "./moduleFixes.ts";
import type { Texts } from "./written.ts";

/** Whose configuration was judged. */
interface Subject {
  readonly machine: string | undefined;
  readonly release: ReleaseInUse;
  /** Names before the option's own path where it is defined inside the clan's own files: `machines.<name>`. */
  readonly prefix: readonly string[];
  readonly clanFiles: ReadonlySet<string>;
  readonly lines: Lines;
  readonly texts: Texts;
}

/** What is wrong in a clan's own options, or in a module that is judged alone. */
export function systemFindings(system: EvaluatedModules, release: ReleaseInUse): Finding[] {
  return findingsOf(system, {
    machine: undefined,
    release,
    prefix: [],
    clanFiles: new Set(),
    lines: new Lines(),
    texts: textsOf(system),
  });
}

/** What is wrong in the configuration of `machine`; `clanFiles` are the files that make the clan. */
export function machineFindings(
  system: EvaluatedModules,
  release: ReleaseInUse,
  machine: string,
  clanFiles: ReadonlySet<string>,
): Finding[] {
  return findingsOf(system, {
    machine,
    release,
    prefix: ["machines", machine],
    clanFiles,
    lines: new Lines(),
    texts: textsOf(system),
  });
}

/**
 * `findings` of a configuration that Clan does not make, such as a `nixosSystem` with clan-core's module in it: what Clan would set for its
 * machines has to be set by hand there.
 */
export function outsideOfClan(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    ({ code, option }) => code !== "read-only-option" || option?.startsWith("clan.core.settings.") !== true,
  );
}

/** What is wrong in the settings of the roles of services. */
export function roleFindings({ settings, unknown }: Roles, release: ReleaseInUse): Finding[] {
  const lines = new Lines();
  const findings: Finding[] = [];
  // Settings that a role gives to all its machines are wrong for each of them; one finding will do.
  const seen = new Set<string>();
  for (const { system, machine, prefix } of settings) {
    const subject = { machine, release, prefix: [], clanFiles: new Set<string>(), lines, texts: textsOf(system) };
    for (const problem of system.problems()) {
      const found = findingOf(problem, subject);
      if (found === undefined) continue;
      const finding = machine === undefined ? forNobody(found) : found;
      const key = JSON.stringify([finding.file, finding.range, finding.code, problem.option.slice(prefix.length)]);
      if (!seen.has(key)) findings.push(finding);
      seen.add(key);
    }
  }
  for (const { instance, service, role, at, known } of unknown) {
    if (at === undefined) continue;
    findings.push({
      file: at.chunk.source.path,
      range: lines.rangeOf(at),
      severity: "error",
      code: "unknown-role",
      message: `The service ${service} has no role ${role}; it has ${known.join(" and ")}.`,
      option: optionName(["inventory", "instances", instance, "roles"]),
      machine: undefined,
      related: [],
      fixes: [],
    });
  }
  return findings;
}

/** Nix does not look at the settings of a role that no machine has. */
function forNobody(finding: Finding): Finding {
  const severity = finding.severity === "error" ? "warning" : finding.severity;
  return { ...finding, severity, message: `${finding.message} This counts as soon as a machine has this role.` };
}

function textsOf({ configuration }: EvaluatedModules): Texts {
  return { config: { evaluation: configuration.run.evaluation } };
}

function findingsOf(system: EvaluatedModules, subject: Subject): Finding[] {
  return system.problems().flatMap((problem) => findingOf(problem, subject) ?? []);
}

/** The finding for `problem`; `undefined` where no text can be shown for it. */
function findingOf(problem: ModuleProblem, subject: Subject): Finding | undefined {
  const at = problem.at ?? problem.related[0]?.at;
  if (at === undefined || isPlaceholder(problem) || isBeforeAllReleases(problem, subject.release)) return undefined;
  const prefix = subject.clanFiles.has(at.chunk.source.path) ? subject.prefix : [];
  const option = problem.option.length === 0 ? undefined : optionName([...prefix, ...problem.option]);
  const removal =
    problem.kind === "unknown-option" || problem.kind === "removed-option"
      ? removalOf(problem.option, subject.release)
      : undefined;
  const message = messageOf(problem, optionName(problem.option), subject, removal);
  return {
    file: at.chunk.source.path,
    range: subject.lines.rangeOf(at),
    severity: severityOf(problem, removal, subject.release),
    code: problem.kind,
    message: problem.certain ? message : `${message} This counts only where the condition around it holds.`,
    option,
    machine: subject.machine,
    related: relatedOf(problem, subject),
    fixes: moduleFixes(problem, at, removal, subject.texts),
  };
}

/** `{{name}}` or `__NAME__` in a template is filled in before Nix reads the file. */
function isPlaceholder({ kind, found, fault }: ModuleProblem): boolean {
  if (kind === "evaluation-error") return fault !== undefined && /^__[A-Z0-9_]+__ is not defined$/.test(fault.message);
  return kind === "wrong-type" && found !== undefined && /\{\{.*\}\}|__[A-Z0-9_]+__/.test(found);
}

/** What there was before the oldest release that is known here is not known. */
function isBeforeAllReleases({ kind, option }: ModuleProblem, inUse: ReleaseInUse): boolean {
  const [oldest] = releases;
  return (
    kind === "unknown-option" &&
    oldest !== undefined &&
    inUse.date < oldest.date &&
    removalOf(option, inUse) === undefined
  );
}

/** The entry that says what became of `option`, or of what it lies in. */
function removalOf(option: readonly string[], release: ReleaseInUse): Removal | undefined {
  return removalsOf(release).find(
    ({ path }) =>
      path.length <= option.length && path.every((name, index) => name === "<name>" || name === option[index]),
  );
}

/**
 * An error, unless a condition that is not known decides, or another release may take it: the release in use is only guessed, or it is newer
 * than all that are known here.
 */
function severityOf(problem: ModuleProblem, removal: Removal | undefined, inUse: ReleaseInUse): Severity {
  const usual = problem.certain ? "error" : "warning";
  if (inUse.evidence === "flag") return usual;
  if (inUse.evidence === "lock") {
    const isNews = problem.kind === "unknown-option" && removal === undefined && inUse.date > newestRelease().date;
    if (!isNews) return usual;
    return problem.suggestion === undefined ? "info" : "warning";
  }
  if (removal !== undefined) return "info";
  if (problem.kind === "unknown-option" && isDeclaredSomewhere(problem.option)) return "info";
  if (problem.kind === "read-only-option" && isDeclaredSomewhere(problem.option, true)) return "info";
  return usual;
}

function unknownMessage(
  { option, suggestion }: ModuleProblem,
  name: string,
  inUse: ReleaseInUse,
  removal: Removal | undefined,
): string {
  if (removal !== undefined) return `There is no option ${name} since ${removal.since}. ${removal.message}`;
  const arrival = arrivesAfter(inUse.date, option);
  if (arrival !== undefined) return `There is no option ${name} yet in this clan-core: it came on ${arrival}.`;
  const past = pastRename(option, inUse);
  if (past !== undefined)
    return `There is no option ${name} since ${past.until}. It is called ${optionName(past.to)} now.`;
  const meant = suggestion === undefined ? "." : `; did you mean ${suggestion}?`;
  return `There is no option ${name} in clan-core ${nameOf(inUse)}${meant}`;
}

/** The rename that let `option` be written under its old name until the day in use. */
function pastRename(option: readonly string[], { release, date }: ReleaseInUse): Rename | undefined {
  return release.renames.find(
    ({ from, until }) =>
      until !== undefined &&
      until <= date &&
      from.length === option.length &&
      from.every((it, at) => it === option[at]),
  );
}

function messageOf(problem: ModuleProblem, name: string, subject: Subject, removal: Removal | undefined): string {
  switch (problem.kind) {
    case "unknown-option":
      return unknownMessage(problem, name, subject.release, removal);
    case "removed-option":
      return removal === undefined
        ? `The option ${name} was removed.`
        : `The option ${name} was removed on ${removal.since}. ${removal.message}`;
    case "wrong-type":
      return `${name} must be ${problem.expected ?? "of another type"}, but this is ${problem.found ?? "something else"}.${hintFor(problem)}`;
    case "missing-option":
      return `${name} is not set and has no default: set it to ${problem.expected ?? "a value"}.`;
    case "read-only-option":
      return `${name} is read-only: Clan sets it itself, so it cannot be set here${insteadOf(problem)}.`;
    case "conflicting-definitions":
      return `${name} is set to different values here and elsewhere: remove one, or say which wins with lib.mkForce.`;
    case "unsupported-attribute":
      return `${problem.found ?? "This attribute"} does not belong beside config or options: move it into config.`;
    case "evaluation-error":
      return evaluationMessage(problem, name);
  }
}

/** The clan-core in use as its user knows it: the day in flake.lock may be long after the release whose data is at hand. */
function nameOf({ release, date, evidence, stable }: ReleaseInUse): string {
  return stable ?? (evidence === "lock" || evidence === "branch" ? `of ${date}` : release.release);
}

/** What is probably meant by a value of another type in a list of keys. */
function hintFor({ option, found }: ModuleProblem): string {
  if (found === "a function") return " Call it; inside a list a call needs parentheses: (f x).";
  const isKey = option.at(-1)?.startsWith("authorizedKeys") === true && found?.startsWith("the path ") === true;
  return isKey ? " Read the key from it: (builtins.readFile ./file)." : "";
}

/** Since 2024-06-19 `…Command` is what Clan makes of `…Script` (clan-core e68ebc8d6). */
function insteadOf({ option }: ModuleProblem): string {
  const script = option.at(-1)?.replace(/Command$/, "Script");
  const isDeclared = script !== undefined && isDeclaredSomewhere([...option.slice(0, -1), script], true);
  return isDeclared && script !== option.at(-1) ? `; set ${script} instead` : "";
}

function evaluationMessage(problem: ModuleProblem, name: string): string {
  const cause = problem.fault?.message ?? "it cannot be computed";
  return name === "" ? `Nix will stop here: ${cause}.` : `${name} has no value: ${cause}.`;
}

function relatedOf(problem: ModuleProblem, subject: Subject): RelatedPlace[] {
  return problem.related
    .filter(({ at }) => at !== problem.at)
    .map(({ at, role }) => ({
      file: at.chunk.source.path,
      range: subject.lines.rangeOf(at),
      message: role === "definition" ? "also set here" : "defined here",
    }));
}
