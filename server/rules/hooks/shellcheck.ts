/** Scripts around a backup, judged by ShellCheck as they will run. */
import type { Finding, Severity } from "../../finding.ts";
import type { Place, StringExpr } from "../../nix/expr.ts";
import { optionName } from "../../nix/options/optionName.ts";
import type { ScriptChecker, ScriptLevel, ScriptProblem } from "../../shell/scriptChecker.ts";
import { Lines } from "../lines.ts";
import type { MachineContext } from "../rule.ts";
import { NixScript } from "./nixScript.ts";
import { hooksOf } from "./scripts.ts";

export const SHELLCHECK = "shellcheck";

const SEVERITIES: Readonly<Record<ScriptLevel, Severity>> = {
  error: "warning",
  warning: "warning",
  info: "info",
  style: "info",
};

/**
 * True of every hook, or not to be told from its text: files that are sourced (SC1090, SC1091), variables that the job around the hook sets
 * (SC2154) or reads (SC2034), functions that it calls (SC2317, SC2329).
 */
const NEVER: ReadonlySet<number> = new Set([1090, 1091, 2034, 2148, 2154, 2317, 2329]);

/** They say that something never changes, which a word in place of an interpolation does not, but the interpolation may. */
const OF_CONSTANTS: ReadonlySet<number> = new Set([
  ...[2041, 2042, 2043, 2050, 2078, 2157, 2158, 2159, 2160, 2161, 2170, 2194, 2195, 2221, 2222, 2309],
]);

export interface ScriptFindings {
  readonly findings: readonly Finding[];
  /** Files with scripts that are not judged yet. */
  readonly awaiting: readonly string[];
}

/** What `checker` says of the hooks of a machine. A hook is judged where its text is a string in a file, which `stringAt` finds. */
export function shellcheckFindings(
  { machine }: Pick<MachineContext, "machine">,
  checker: ScriptChecker,
  stringAt: (place: Place) => StringExpr | undefined,
): ScriptFindings {
  const findings: Finding[] = [];
  const awaiting: string[] = [];
  const lines = new Lines();
  for (const { hook, option } of hooksOf(machine)) {
    const string = hook.text.at === undefined ? undefined : stringAt(hook.text.at);
    if (string === undefined) continue;
    const file = string.chunk.source.path;
    const script = new NixScript(string);
    const problems = checker.problemsIn(script.text);
    if (problems === undefined) awaiting.push(file);
    for (const problem of problems ?? []) {
      const at = isTrue(problem, script) ? script.placeOf(problem.start, problem.end) : undefined;
      if (at === undefined) continue;
      findings.push({
        file,
        range: lines.rangeOf(at),
        severity: SEVERITIES[problem.level],
        code: SHELLCHECK,
        message: `ShellCheck SC${problem.code}: ${problem.message}`,
        option: optionName(option),
        machine: machine.name,
        related: [],
        fixes: [],
      });
    }
  }
  return { findings, awaiting };
}

/** Whether `problem` is one whatever the interpolations of the script come to. */
function isTrue({ code, start, end }: ScriptProblem, script: NixScript): boolean {
  if (NEVER.has(code)) return false;
  // SC1xxx is about reading: an interpolation may hold the other half of what looks broken.
  if (script.hasGaps && (OF_CONSTANTS.has(code) || code < 2000)) return false;
  return !script.touchesGap(start, end);
}
