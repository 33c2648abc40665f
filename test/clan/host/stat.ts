import { statSync } from "node:fs";
import { onHost } from "../world/layout.ts";
import type { Host } from "./context.ts";

/** `stat -c '%Y %n' -- FILE…` of coreutils: the time of each file in seconds, and its name. Returns the exit code. */
export function stat(host: Host, args: readonly string[]): number {
  const files = args.slice(args.indexOf("--") + 1);
  let status = 0;
  for (const file of files) {
    const found = statSync(onHost(host.folder, file), { throwIfNoEntry: false });
    if (found !== undefined) process.stdout.write(`${Math.floor(found.mtimeMs / 1000)} ${file}\n`);
    else {
      process.stderr.write(`stat: cannot statx '${file}': No such file or directory\n`);
      status = 1;
    }
  }
  return status;
}
