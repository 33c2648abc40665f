/** `clan-backups check`: from paths to a report and an exit status. */
import { compareFindings, type Finding } from "../finding.ts";
import type { CheckResult, FileHost, Settings } from "../languageService.ts";
import { DEFAULT_SETTINGS } from "../workspace/settings.ts";
import type { CheckCommand } from "./arguments.ts";
import { githubReport } from "./githubReport.ts";
import { openInput } from "./input.ts";
import { jsonReport } from "./jsonReport.ts";
import { countFindings, namesFrom, type Report } from "./report.ts";
import { sarifReport } from "./sarifReport.ts";
import { type Colors, textReport } from "./textReport.ts";

/** What the program prints, whole, and how it ends. */
export interface Outcome {
  readonly status: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Judges one absolute path. */
export type Judge = (
  path: string,
  options: { readonly files: FileHost; readonly settings: Settings },
) => Promise<CheckResult>;

export interface CheckContext {
  /** The folder that paths are relative to. */
  readonly folder: string;
  readonly version: string;
  readonly colors: Colors;
  /** See `Report`. */
  readonly pageOf: Report["pageOf"];
  /** Called when there is something to judge: loading the engine takes longer than telling a wrong path. */
  readonly loadEngine: () => Promise<Engine>;
}

export interface Engine {
  readonly judge: Judge;
}

/** Larger files are not read, here and in the engine. */
const FILE_LIMIT_BYTES = 2 << 20;

/** Excerpts are cut from files that the engine has read. */
const sourceReader =
  (hosts: readonly FileHost[]): Report["sourceOf"] =>
  (file) => {
    for (const host of hosts) {
      const read = host.readText(file, FILE_LIMIT_BYTES);
      if (read.ok) return read.text;
    }
    return undefined;
  };

/** Sorted, and without what was found twice because one path lies in another. */
function joinFindings(results: readonly CheckResult[]): readonly Finding[] {
  const sorted = results.flatMap(({ findings }) => findings).sort(compareFindings);
  return sorted.filter((finding, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || compareFindings(previous, finding) !== 0;
  });
}

function statusOf(findings: readonly Finding[], maxWarnings: number | undefined): 0 | 1 {
  const { error, warning } = countFindings(findings);
  return error > 0 || (maxWarnings !== undefined && warning > maxWarnings) ? 1 : 0;
}

function render(report: Report, { format }: CheckCommand, colors: Colors): string {
  switch (format) {
    case "text":
      return textReport(report, colors);
    case "json":
      return jsonReport(report);
    case "sarif":
      return sarifReport(report);
    case "github":
      return githubReport(report);
  }
}

/** Runs the command and returns what to print. A path that cannot be read ends everything with status 2. */
export async function runCheck(command: CheckCommand, context: CheckContext): Promise<Outcome> {
  const inputs: { readonly path: string; readonly files: FileHost }[] = [];
  for (const typed of command.paths) {
    const input = openInput(typed, context.folder, FILE_LIMIT_BYTES);
    if ("problem" in input) return { status: 2, stdout: "", stderr: `clan-backups: ${input.problem}\n` };
    inputs.push(input);
  }
  const { judge } = await context.loadEngine();
  const settings = { ...DEFAULT_SETTINGS, release: command.release };
  const results = await Promise.all(inputs.map(({ path, files }) => judge(path, { files, settings })));
  const notes = [...new Set(results.flatMap((result) => result.notes))];
  const findings = joinFindings(results);
  const report: Report = {
    version: context.version,
    release: results[0]?.release ?? command.release,
    releaseReason: results[0]?.releaseReason ?? "",
    files: results.reduce((sum, { files }) => sum + files, 0),
    findings,
    notes,
    nameOf: namesFrom(context.folder),
    sourceOf: sourceReader(inputs.map(({ files }) => files)),
    pageOf: context.pageOf,
  };
  return {
    status: statusOf(findings, command.maxWarnings),
    stdout: render(report, command, context.colors),
    // The contract of json has no place for notes.
    stderr: command.format === "json" ? notes.map((note) => `clan-backups: ${note}\n`).join("") : "",
  };
}
