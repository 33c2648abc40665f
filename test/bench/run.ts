/**
 * Measures the engine beside bare tools on the same input and prints the ratios, which can be compared across machines:
 *
 *     npm run bench -- [--quick] [--only SECTION]... [--tree DIR]... [--json FILE] [--profile DIR]
 *
 * Nothing is judged: a slow machine fails no run. `--quick` shows in less than half a minute that everything works. `--profile` writes a
 * CPU profile of each section into DIR, for the browser's developer tools.
 */
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { setup as buildIfStale } from "../support/bundle.ts";
import { nixVersion } from "../support/nixInstantiate.ts";
import { type Report, reportsSchema, reportText } from "./report.ts";
import { type BenchOptions, SECTIONS } from "./section.ts";

/** The reports of one section, or `undefined` when it failed; then it has said why on standard error. */
function runSection(
  name: string,
  options: BenchOptions,
  profile: string | undefined,
): Promise<readonly Report[] | undefined> {
  const child = fork(join(import.meta.dirname, "sectionProcess.ts"), [name, JSON.stringify(options)], {
    execArgv: ["--expose-gc", ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`])],
    serialization: "advanced",
  });
  let reports: readonly Report[] | undefined;
  child.on("message", (message) => {
    reports = reportsSchema.parse(message);
  });
  return new Promise((settle) => child.on("close", (status) => settle(status === 0 ? reports : undefined)));
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [...SECTIONS.keys()] },
    tree: { type: "string", multiple: true, default: [] },
    json: { type: "string" },
    profile: { type: "string" },
  },
});
const unknown = values.only.filter((name) => !SECTIONS.has(name));
if (unknown.length > 0)
  throw new Error(`No such section: ${unknown.join(", ")}. There are ${[...SECTIONS.keys()].join(", ")}.`);
const options: BenchOptions = { quick: values.quick, trees: values.tree.map((tree) => resolve(tree)) };
const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.version,
  nix: nixVersion() ?? "not installed",
} as const;

buildIfStale();
process.stdout.write(`${machine.cpu}, ${machine.cores} cores; Node ${machine.node}; ${machine.nix}\n`);
const sections: { readonly name: string; readonly reports: readonly Report[] }[] = [];
for (const name of values.only) {
  const reports = await runSection(name, options, values.profile);
  if (reports === undefined) {
    process.stdout.write(`\nThe section ${name} failed.\n`);
    process.exitCode = 1;
    continue;
  }
  sections.push({ name, reports });
  for (const report of reports) process.stdout.write(`\n${reportText(report)}\n`);
}
if (values.json !== undefined) {
  writeFileSync(
    values.json,
    `${JSON.stringify({ version: 1, quick: values.quick, machine, sections }, undefined, 2)}\n`,
  );
}
