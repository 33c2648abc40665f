/** `check` of whole trees: the examples, a generated clan, and what `--tree` names. */
import { basename, join } from "node:path";
import { writeClan } from "../generateClan.ts";
import type { Report } from "../report.ts";
import { type Section, withFolder } from "../section.ts";
import { judgeTree } from "../tree.ts";

const EXAMPLES = join(import.meta.dirname, "../../../examples");

export const run: Section = async ({ quick, trees }) => {
  const runs = quick ? 1 : 5;
  const machines = quick ? 10 : 100;
  const reports: Report[] = [await judgeTree("examples/", EXAMPLES, runs)];
  reports.push(
    await withFolder((folder) => {
      writeClan(folder, machines);
      return judgeTree(`a generated clan of ${machines} machines`, folder, runs);
    }),
  );
  for (const tree of trees) reports.push(await judgeTree(`the tree ${basename(tree)}`, tree, runs));
  return reports;
};
