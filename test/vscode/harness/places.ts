import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the project. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** The package of the tests in VS Code. */
export const HERE = join(ROOT, "test/vscode");
/** What a failed journey leaves behind: one folder for each. */
export const FAILURES = join(HERE, "failures");
/** What journeys leave to be looked at. */
export const SCREENS = join(HERE, "screens");

/** `newest` is the newest VS Code that can be had from the npm registry, `oldest` the first one that package.json promises to run in. */
export type Version = "newest" | "oldest";
export const VERSIONS: readonly Version[] = ["newest", "oldest"];

export const serverFolder = (version: Version): string => join(HERE, "node_modules", `vscode-${version}`, "lib/vscode");

/** The Node that a version of VS Code runs on: 24 for the newest; 20 for the oldest where this process is one, as it has itself. */
export function nodeFor(version: Version): string {
  if (version === "oldest" && process.versions.node.startsWith("20.")) return process.execPath;
  return createRequire(import.meta.url).resolve("node/bin/node");
}

export const EXAMPLES = ["guide-2024", "inventory-2026", "broken"] as const;
export type Example = (typeof EXAMPLES)[number];

/** Copies an example into a folder, as a repository with one commit; returns the path of the copy. */
export function copyExample(example: Example, into: string): string {
  const folder = join(into, example);
  cpSync(join(ROOT, "examples", example), folder, { recursive: true });
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("-c", "user.name=Clan", "-c", "user.email=clan@example.org", "commit", "--quiet", "--message=Start");
  return folder;
}

/** Copies all examples into a folder; returns the path of a workspace that has them open. */
export function copyExamples(into: string): string {
  const file = join(into, "examples.code-workspace");
  const folders = EXAMPLES.map((example) => ({ path: copyExample(example, into) }));
  writeFileSync(file, JSON.stringify({ folders }));
  return file;
}
