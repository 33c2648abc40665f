import { isWritten } from "../../clan/topology/facts.ts";
import type { Severity } from "../../finding.ts";
import type { Place } from "../../nix/expr.ts";
import { replaceString } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { borgTargets } from "./borgTargets.ts";
import { repositoryProblem } from "./repositoryText.ts";

/**
 * Rules about the text of a repository, as borg reads it: one for each thing that can be wrong with it. Catalogue: B02 to B09. Source: borg
 * 1.2.4, `Location` in helpers/parseformat.py, and what the real borg answers.
 */
function ruleFor(code: string, severity: Severity): Rule {
  return {
    code,
    severity,
    *check({ machine }) {
      const seen = new Set<Place>();
      for (const { repo, repoOption, destination } of borgTargets(machine)) {
        if (!isWritten(repo) || seen.has(repo.at)) continue;
        seen.add(repo.at);
        const problem = repositoryProblem(repo.value);
        if (problem?.code !== code) continue;
        yield {
          at: repo.at,
          option: repoOption,
          // A job beside Clan's may run where its text means something.
          severity: problem.isDoubtful === true || destination === undefined ? "warning" : severity,
          message: problem.message,
          fixes: problem.instead === undefined ? [] : [replaceString(repo.at, problem.instead)],
        };
      }
    },
  };
}

export const repositoryRules: readonly Rule[] = [
  ruleFor("local-repository-by-mistake", "error"),
  ruleFor("bare-ipv6-address", "error"),
  ruleFor("unsupported-repository-scheme", "error"),
  ruleFor("port-in-path", "error"),
  ruleFor("repository-without-path", "error"),
  ruleFor("space-in-repository", "error"),
  ruleFor("archive-in-repository", "warning"),
  ruleFor("placeholder-left", "error"),
  ruleFor("repository-at-root", "error"),
  ruleFor("invalid-repository", "error"),
];
