/**
 * Patterns that borg is to leave out. Without a style borg takes a pattern for a shell pattern over the whole path, from its beginning (borg
 * help patterns). What is said here was seen with borg 1.2.4. Catalogue: B43 to B47.
 */
import type { Fact } from "../../clan/topology/facts.ts";
import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { isInside, normalPath } from "../../clan/topology/folders.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import { replaceString } from "../fixes.ts";
import { optionsOf } from "../paths.ts";
import type { Report, Rule } from "../rule.ts";
import { knowsAllFolders, savedFolders } from "./folders.ts";

interface PatternProblem extends Pick<Report, "message" | "severity"> {
  readonly code: string;
  readonly instead?: string;
}

type Check = (pattern: string, machine: MachineModel) => PatternProblem | undefined;

const quoted: Check = (pattern) => {
  const [, , inner = ""] = /^(["'])(.*)\1$/.exec(pattern) ?? [];
  if (inner === "") return undefined;
  return {
    code: "quoted-exclude",
    message: `This leaves out nothing: the quotes inside are part of the pattern. Write ${inner}.`,
    instead: /^[*?]/.test(inner) ? `sh:${inner}` : inner,
  };
};

const unexpanded: Check = (pattern) => {
  const sign = /^(?:(?:fm|sh|pp|pf):)?(~|\$\{?\w+\}?)/.exec(pattern)?.[1];
  if (sign === undefined) return undefined;
  const rest = pattern.slice(pattern.indexOf(sign) + sign.length);
  const isHome = sign === "~" || /HOME/.test(sign);
  return {
    code: "unexpanded-exclude",
    message: `This leaves out nothing: no shell reads it, so ${sign} is part of the pattern.${isHome ? ` For every user write /home/*${rest}.` : ""}`,
    ...(isHome && rest.startsWith("/") ? { instead: `/home/*${rest}` } : {}),
  };
};

/** Names at which nobody's data begins. */
const NEVER_FIRST = /^(?:\.[^/]+|__\w+__|node_modules|target|lost\+found|result)$/;

const unanchored: Check = (pattern, machine) => {
  if (/^(?:[a-z]{2}:|[*/?[{!#~$"'.]\/|[*/?[{!#~$"'])/.test(pattern) || pattern === "") return undefined;
  const [first = ""] = pattern.split("/");
  if (/[*?[]/.test(first)) return undefined;
  const roots = [...savedFolders(machine)].map(({ folder }) => normalPath(folder.value).split("/")[1]);
  if (roots.includes(first) || roots.includes("")) return undefined;
  if (!NEVER_FIRST.test(first) && (!knowsAllFolders(machine) || roots.length === 0)) return undefined;
  return {
    code: "unanchored-exclude",
    message: `This leaves out nothing: borg compares a pattern with the whole path, and no path begins with ${first}. Write sh:**/${pattern} to leave it out wherever it is.`,
    instead: `sh:**/${pattern}`,
  };
};

/** The part of an absolute pattern before its first wildcard, up to a slash. */
function literalFolder(pattern: string): { readonly path: string; readonly isWhole: boolean } | undefined {
  const body = /^(?:(?:fm|sh|pp|pf):)?(\/.*)$/.exec(pattern)?.[1];
  if (body === undefined) return undefined;
  const isPlain = /^p[pf]:/.test(pattern);
  const wild = isPlain ? -1 : body.search(/[*?[]/);
  if (wild < 0) return { path: normalPath(body), isWhole: true };
  return { path: normalPath(body.slice(0, body.lastIndexOf("/", wild)) || "/"), isWhole: false };
}

const covering: Check = (pattern, machine) => {
  // `/home/*` leaves the folder itself, and nothing in it.
  const isPlain = /^p[pf]:/.test(pattern);
  const literal = literalFolder(isPlain ? pattern : pattern.replace(/\/\*{1,2}$/, ""));
  if (literal === undefined || !literal.isWhole || pattern.startsWith("pf:")) return undefined;
  const covered = [...savedFolders(machine)].find(
    ({ folder }) => folder.value.startsWith("/") && isInside(folder.value, literal.path),
  );
  if (covered === undefined) return undefined;
  return {
    code: "exclude-covers-folder",
    message: `Nothing of ${covered.folder.value} is saved: this pattern leaves out all of it, and ${covered.state.name} wants it saved.`,
  };
};

const outside: Check = (pattern, machine) => {
  const literal = literalFolder(pattern);
  if (literal === undefined || literal.path === "/" || !knowsAllFolders(machine)) return undefined;
  const folders = [...savedFolders(machine)].map(({ folder }) => folder.value);
  if (folders.length === 0 || machine.states.items.length === 0) return undefined;
  if (folders.some((folder) => isInside(literal.path, folder) || isInside(folder, literal.path))) return undefined;
  return {
    code: "exclude-outside-folders",
    severity: "info",
    message: `This leaves out nothing: no folder that is saved holds ${literal.path}.`,
  };
};

const CHECKS: readonly Check[] = [quoted, unexpanded, unanchored, covering, outside];

function ruleFor(code: string): Rule {
  return {
    code,
    severity: "warning",
    *check({ machine }) {
      for (const { pattern, option } of patternsOf(machine)) {
        if (!isWritten(pattern)) continue;
        // borg reads them from a file and takes white space off both ends (parse_exclude_file of borg 1.2.4).
        const written = pattern.value.trim();
        // borg takes `x/../y` for y, whatever x is: what is said of its beginning need not be true (os.path.normpath, in patterns.py).
        if (written.split("/").some((part) => part.replace(/^["']|["']$/g, "") === "..")) continue;
        const problem = CHECKS.map((check) => check(written, machine)).find((found) => found !== undefined);
        if (problem?.code !== code) continue;
        const fixes = problem.instead === undefined ? [] : [replaceString(pattern.at, problem.instead)];
        yield { ...problem, at: pattern.at, option, fixes };
      }
    },
  };
}

interface Pattern {
  readonly pattern: Fact<string>;
  readonly option: readonly string[];
}

/** Patterns of clan's jobs: those of the origin, and those added to a job by hand. */
function* patternsOf({ excludes, jobs, destinations }: MachineModel): Generator<Pattern> {
  for (const { patterns, origin } of excludes)
    for (const pattern of patterns.items)
      yield { pattern, option: [...optionsOf(origin, ["clan", "borgbackup"]), "exclude"] };
  for (const { key, options } of jobs.items) {
    if (!destinations.items.some((destination) => destination.key === key && isKnown(destination.name))) continue;
    for (const pattern of options.texts("exclude").items)
      yield { pattern, option: ["services", "borgbackup", "jobs", key, "exclude"] };
  }
}

export const excludeRules: readonly Rule[] = [
  "unanchored-exclude",
  "quoted-exclude",
  "unexpanded-exclude",
  "exclude-covers-folder",
  "exclude-outside-folders",
].map(ruleFor);
