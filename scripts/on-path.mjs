/** Needs nothing but Node, because scripts/install.mjs runs before anything is installed. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian keeps servers where the PATH of most users does not look. */
const SERVERS = ["/usr/sbin", "/usr/local/sbin"];

/**
 * Returns whether a folder of PATH, or one for servers, holds a program of this name.
 * @param {string} program
 */
export function isOnPath(program) {
  return [...(process.env["PATH"] ?? "").split(delimiter), ...SERVERS].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
