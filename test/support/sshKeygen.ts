import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether `ssh-keygen` is installed. */
export function hasSshKeygen(): boolean {
  try {
    execFileSync("ssh-keygen", ["-l", "-f", "/nonexistent"], { stdio: "pipe" });
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}

/** Makes a key pair in `folder`. Gives the line of the public and the text of the private key; `undefined` for types this version lacks. */
export function generateKey(
  folder: string,
  name: string,
  options: readonly string[],
): { readonly line: string; readonly secret: string } | undefined {
  const path = join(folder, name);
  try {
    execFileSync("ssh-keygen", ["-q", "-N", "", "-C", `comment of ${name}`, "-f", path, ...options], { stdio: "pipe" });
  } catch {
    return undefined;
  }
  return { line: readFileSync(`${path}.pub`, "utf8").trimEnd(), secret: readFileSync(path, "utf8") };
}

/** What `ssh-keygen -l` prints of a key. `comment` is that of the key, else what stands before it, else "no comment". */
export interface ListedKey {
  readonly bits: number;
  readonly fingerprint: string;
  readonly comment: string;
  readonly type: string;
}

/** The keys that `ssh-keygen -l` finds in `text`; none when it says that it is no key file. */
export async function listKeys(folder: string, name: string, text: string): Promise<readonly ListedKey[]> {
  const path = join(folder, name);
  writeFileSync(path, text);
  try {
    const { stdout } = await run("ssh-keygen", ["-l", "-f", path], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
    return stdout.split("\n").flatMap((line) => {
      const [, bits = "", fingerprint = "", comment = "", type = ""] =
        /^(\d+) (SHA256:\S+) (.*) \(([^()]+)\)$/s.exec(line) ?? [];
      return fingerprint === "" ? [] : [{ bits: Number(bits), fingerprint, comment, type }];
    });
  } catch {
    return [];
  }
}
