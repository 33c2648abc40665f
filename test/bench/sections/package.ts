/** What is shipped and how long it takes to start. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { globSync } from "tinyglobby";
import { BUNDLE } from "../../support/bundle.ts";
import { measureChild } from "../measure.ts";
import { ratio, row } from "../report.ts";
import type { Section } from "../section.ts";

const ROOT = join(import.meta.dirname, "../../..");

export const run: Section = async ({ quick }) => {
  if (!existsSync(BUNDLE)) throw new Error("There is no dist/cli.js: npm run build.");
  const files = globSync(["dist/*.js", "dist/*.wasm"], { cwd: ROOT, absolute: true }).sort();
  const packages = globSync("*.vsix", { cwd: ROOT, absolute: true });
  const version: number[] = [];
  const bare: number[] = [];
  for (let count = 0; count < (quick ? 3 : 21); count++) {
    bare.push(...(await measureChild(1, process.execPath, ["-e", "0"])));
    version.push(...(await measureChild(1, process.execPath, [BUNDLE, "--version"])));
  }
  const started = row("clan-backups --version", "ms", version);
  const node = row("node -e 0", "ms", bare);
  return [
    {
      title: "the package",
      rows: [
        ...packages.map((file) => row(basename(file), "bytes", statSync(file).size)),
        ...files.flatMap((file) => [
          row(`dist/${basename(file)}`, "bytes", statSync(file).size),
          row(`dist/${basename(file)}, gzipped`, "bytes", gzipSync(readFileSync(file)).length),
        ]),
        started,
        node,
      ],
      ratios: [
        ratio(started, node, { name: "the start of Node", meaning: "what loading the bundle adds to every run" }),
      ],
      notes: packages.length === 0 ? ["There is no .vsix: npm run package."] : [],
    },
  ];
};
