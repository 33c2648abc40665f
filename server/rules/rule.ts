/** A rule of the catalogue: what it looks at, what it says, and when it may speak. */
import type { ReleaseInUse } from "../clan/release.ts";
import { type Connection, connectionsOf } from "../clan/topology/match.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import type { Finding, Fix, MissingKeys, Severity, Untracked } from "../finding.ts";
import type { Place } from "../nix/expr.ts";
import { optionName } from "../nix/options/optionName.ts";
import type { ShellParser } from "../shell/shellParser.ts";
import { Lines } from "./lines.ts";

/** One thing that a rule found. */
export interface Report {
  /** Where it is told; without a place there is nothing to show, and the report is dropped. */
  readonly at: Place | undefined;
  readonly message: string;
  /** Graver or milder than the rule by itself. */
  readonly severity?: Severity;
  /** The path of the option it is about. */
  readonly option?: readonly string[];
  /** The machine, for a rule about the whole clan. */
  readonly machine?: string | undefined;
  readonly related?: readonly { readonly at: Place | undefined; readonly message: string }[];
  readonly fixes?: readonly (Fix | undefined)[];
  readonly missingKeys?: MissingKeys | undefined;
  readonly untracked?: Untracked | undefined;
}

interface AnyRule {
  /** In plain words with hyphens; its page is docs/rules/<code>.md. */
  readonly code: string;
  readonly severity: Severity;
  /**
   * It speaks because something is not there: silent about a module that is judged alone, and mere information about one that the user asked
   * about by name, since the rest may be elsewhere.
   */
  readonly absence?: true;
  /** The first day of clan-core (YYYY-MM-DD) on which what it says is true. Where the release is only guessed, it is information. */
  readonly since?: string;
  /** The first day of clan-core on which it is true no more. */
  readonly until?: string;
}

/** A rule about one machine, or one module. */
export interface Rule extends AnyRule {
  check(context: MachineContext): Iterable<Report>;
}

/** A rule about what lies between machines. */
export interface ClanRule extends AnyRule {
  checkClan(context: ClanContext): Iterable<Report>;
}

export interface MachineContext {
  readonly machine: MachineModel;
  /** Reads hooks; where there is none, nothing is said about them. */
  readonly shell: ShellParser | undefined;
}

export interface ClanContext {
  readonly clan: ClanModel;
  /** Every destination of every machine with what it leads to. */
  readonly connections: readonly Connection[];
}

/** What `rules` find in one machine. */
export function machineRuleFindings(rules: readonly Rule[], context: MachineContext): Finding[] {
  const { machine } = context;
  const lines = new Lines();
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = allowed(rule, machine.release);
    if (severity === undefined || (rule.absence === true && machine.scope === "file")) continue;
    const cap = rule.absence === true && machine.scope === "asked" ? "info" : severity;
    for (const report of rule.check(context)) {
      const finding = findingOf(rule, report, cap, lines);
      if (finding !== undefined) findings.push({ ...finding, machine: machine.name });
    }
  }
  return findings;
}

/** What `rules` find between the machines of a clan. */
export function clanRuleFindings(rules: readonly ClanRule[], { clan }: Pick<ClanContext, "clan">): Finding[] {
  const context = { clan, connections: connectionsOf(clan) };
  const lines = new Lines();
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = allowed(rule, clan.release);
    if (severity === undefined) continue;
    for (const report of rule.checkClan(context)) {
      const finding = findingOf(rule, report, severity, lines);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

/** The gravest that `rule` may say for this release; `undefined` when it says nothing. */
function allowed({ since, until }: AnyRule, { date, evidence }: ReleaseInUse): Severity | undefined {
  if (since === undefined && until === undefined) return "error";
  if ((since !== undefined && date < since) || (until !== undefined && date >= until)) return undefined;
  return evidence === "lock" || evidence === "flag" ? "error" : "info";
}

const GRAVITY: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, hint: 0 };

/** The milder of two severities. */
function atMost(severity: Severity, cap: Severity): Severity {
  return GRAVITY[severity] > GRAVITY[cap] ? cap : severity;
}

function findingOf(rule: AnyRule, report: Report, cap: Severity, lines: Lines): Finding | undefined {
  const { at, message, option, machine, related = [], fixes = [], missingKeys, untracked } = report;
  if (at === undefined) return undefined;
  return {
    file: at.chunk.source.path,
    range: lines.rangeOf(at),
    severity: atMost(report.severity ?? rule.severity, cap),
    code: rule.code,
    message,
    option: option === undefined ? undefined : optionName(option),
    machine,
    related: related.flatMap(({ at: place, message: words }) =>
      place === undefined ? [] : [{ file: place.chunk.source.path, range: lines.rangeOf(place), message: words }],
    ),
    fixes: fixes.filter((fix) => fix !== undefined),
    ...(missingKeys && { missingKeys }),
    ...(untracked && { untracked }),
  };
}
