import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Commits these files of the checkout, nothing else; files that are not there or did not change make no commit. */
export async function commitFiles(checkout: string, files: readonly string[], message: string): Promise<void> {
  const who = ["-c", "user.name=Clan", "-c", "user.email=clan@localhost", "-c", "commit.gpgsign=false"];
  try {
    await execute("git", ["-C", checkout, "add", "--", ...files]);
    await execute("git", ["-C", checkout, ...who, "commit", "--quiet", "--message", message, "--", ...files]);
  } catch {
    // Nothing changed, or the checkout is no git repository: the files are written all the same.
  }
}
