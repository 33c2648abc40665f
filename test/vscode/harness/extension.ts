import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeFor, ROOT, serverFolder, type Version } from "./places.ts";

const run = promisify(execFile);

/** Builds and packages the extension; returns the path of the .vsix in `folder`. */
export async function packageExtension(folder: string): Promise<string> {
  const vsix = join(folder, "clan-backups.vsix");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await run(npm, ["run", "--silent", "package", "--", "--out", vsix], { cwd: ROOT });
  return vsix;
}

/** Installs a .vsix as a user does; `extensions` is the folder of a profile's extensions, and `userData` need not exist. */
export async function installExtension(
  vsix: string,
  extensions: string,
  userData: string,
  version: Version,
): Promise<void> {
  const main = join(serverFolder(version), "out/server-main.js");
  const folders = ["--extensions-dir", extensions, "--user-data-dir", userData];
  await run(nodeFor(version), [main, ...folders, "--install-extension", vsix]);
}
