/** A folder judged by the command line, beside the least that any tool has to do with its files. */
import { statSync } from "node:fs";
import { globSync } from "tinyglobby";
import { z } from "zod";
import { BUNDLE } from "../support/bundle.ts";
import { nixVersion, refusedByNix } from "../support/nixInstantiate.ts";
import { measure, measureChild, peakMemory, runChild } from "./measure.ts";
import { loadParsers, parseFiles } from "./parsers.ts";
import { type Report, type Row, ratio, row } from "./report.ts";

/** What `check --format json` prints, as far as the bench wants to know it. */
const checkOutput = z.object({ release: z.string(), files: z.int(), findings: z.array(z.unknown()) });

/** As many paths as fit on one command line on every system. */
const BATCH = 5000;

/** The files that Nix parses, in as few processes as the length of a command line allows; `undefined` where there is no Nix. */
async function nixRows(
  files: readonly string[],
  runs: number,
): Promise<{ readonly row: Row; readonly refused: number } | undefined> {
  if (nixVersion() === undefined) return undefined;
  const refused = await refusedByNix(files);
  const parsed = files.filter((file) => !refused.has(file));
  const totals: number[] = [];
  for (let run = 0; run < runs; run++) {
    let total = 0;
    for (let from = 0; from < parsed.length; from += BATCH) {
      const args = ["--parse", ...parsed.slice(from, from + BATCH)];
      const { milliseconds, status } = await runChild("nix-instantiate", args);
      if (status !== 0) throw new Error("Nix refuses a file that it has just parsed.");
      total += milliseconds;
    }
    totals.push(total);
  }
  return { row: row("nix-instantiate --parse, one process", "ms", totals), refused: refused.size };
}

/** Judges all Nix files below `folder`. `label` says which files these are. */
export async function judgeTree(label: string, folder: string, runs: number): Promise<Report> {
  const files = globSync("**/*.nix", { cwd: folder, absolute: true, dot: true }).sort();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const args = [BUNDLE, "check", folder, "--format", "json"];
  const { status, stdout } = await runChild(process.execPath, args, true);
  if (status !== 0 && status !== 1) throw new Error(`check of ${folder} ended with status ${status}`);
  const output = checkOutput.parse(JSON.parse(stdout));
  const check = row("check, whole process", "ms", await measureChild(runs, process.execPath, args));
  const { bare } = await loadParsers();
  const parse = row(
    "read + bare tree-sitter parse",
    "ms",
    measure(runs, () => parseFiles(bare, files)),
  );
  const nix = await nixRows(files, runs);
  return {
    title: `check of ${label}`,
    rows: [
      row("files", "count", files.length),
      row("size", "bytes", bytes),
      check,
      parse,
      ...(nix === undefined ? [] : [nix.row]),
      row("check, peak memory", "bytes", await peakMemory(args)),
    ],
    ratios: [
      ratio(check, parse, {
        name: "a bare parse",
        meaning: "what judging the files costs, in terms of only parsing them",
      }),
      ...(nix === undefined
        ? []
        : [
            ratio(check, nix.row, {
              name: "nix-instantiate --parse",
              target: 1,
              meaning: "below 1, the judgement is there before Nix has read the files",
            }),
            ratio(parse, nix.row, {
              name: "nix-instantiate --parse",
              meaning: "the bare parse alone, which a check cannot be faster than",
            }),
          ]),
    ],
    notes: [
      `${output.findings.length} findings in ${output.files} files, judged by release ${output.release}.`,
      ...(nix === undefined ? ["nix-instantiate is not installed."] : []),
      ...(nix === undefined || nix.refused === 0
        ? []
        : [`Nix refuses ${nix.refused} of the files; they are left out of its run only.`]),
    ],
  };
}
