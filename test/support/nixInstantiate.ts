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

/**
 * The files among `paths` that Nix refuses to parse. Nix stops at the first such file, so a batch that it refuses is halved; `batch` is 1
 * where most will be refused.
 */
export async function refusedByNix(paths: readonly string[], batch = 1000): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  const judge = async (files: readonly string[]): Promise<void> => {
    const [only] = files;
    if (only === undefined || (await parses(files))) return;
    if (files.length === 1) {
      refused.add(only);
      return;
    }
    const middle = files.length >> 1;
    await judge(files.slice(0, middle));
    await judge(files.slice(middle));
  };
  let next = 0;
  const work = async () => {
    while (next < paths.length) {
      const from = next;
      next += batch;
      await judge(paths.slice(from, from + batch));
    }
  };
  await Promise.all([work(), work()]);
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

/** What Nix says when it parses the file at `path`: the name that is undefined, or "refused" for another reason. */
export async function parseVerdict(path: string): Promise<"accepted" | "refused" | { readonly name: string }> {
  try {
    await run("nix-instantiate", ["--parse", path], { maxBuffer: MAX_OUTPUT });
    return "accepted";
  } catch (error) {
    const text = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    const name = /undefined variable '([^']*'*)'/.exec(text)?.[1];
    return name === undefined ? "refused" : { name };
  }
}
