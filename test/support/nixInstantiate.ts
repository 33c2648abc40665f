import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const MAX_OUTPUT = 1 << 28;

/** The version of `nix-instantiate`; `undefined` when it is not installed. */
export function nixVersion(): string | undefined {
  try {
    return execFileSync("nix-instantiate", ["--version"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** The files among `paths` that Nix refuses to parse. One process for each file that is refused, and one for all others. */
export async function refusedByNix(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  const judge = async (batch: readonly string[]): Promise<void> => {
    if (batch.length === 0 || (await parses(batch))) return;
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      refused.add(only);
      return;
    }
    const middle = batch.length >> 1;
    await judge(batch.slice(0, middle));
    await judge(batch.slice(middle));
  };
  const half = paths.length >> 1;
  await Promise.all([judge(paths.slice(0, half)), judge(paths.slice(half))]);
  return refused;
}

async function parses(paths: readonly string[]): Promise<boolean> {
  try {
    await run("nix-instantiate", ["--parse", ...paths], { maxBuffer: MAX_OUTPUT });
    return true;
  } catch {
    return false;
  }
}

/** The value of the expression in the file at `path`, as JSON gives it. Throws what Nix says when it cannot be evaluated. */
export async function evaluateJson(path: string): Promise<unknown> {
  const { stdout } = await run("nix-instantiate", ["--eval", "--strict", "--json", path], { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout);
}
