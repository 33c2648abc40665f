/** Adds a file to git, for a finding that says that the flake lacks it. */
import { basename, relative } from "node:path";
import type { CommandParts, Given } from "./parts.ts";

/** Configurations of git that would run programs of the repository's choice. */
const PLAIN = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

/** `git add` of the file in `given`; a file outside of its clan is left alone. */
export async function trackCommand(given: Given, { runner, ui }: CommandParts): Promise<void> {
  if (given === undefined || !("file" in given)) return;
  const { clan, file } = given;
  const name = relative(clan, file);
  if (name === "" || name.startsWith("..")) return;
  const command = { program: "git", arguments: [...PLAIN, "-C", clan, "add", "--", name] };
  const { ended, exitCode, stderr } = await runner.run(command, [], { folder: clan, limit: 30_000 });
  if (ended === "exited" && exitCode === 0)
    return ui.tell(`${basename(file)} is added to git: commit it with your change.`);
  const why = ended === "not found" ? "git is not on PATH." : (stderr.trim().split("\n")[0] ?? "");
  ui.problem(`${name} was not added to git: ${why}`);
}
