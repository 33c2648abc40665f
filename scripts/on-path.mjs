/** Needs nothing but Node, because scripts/install.mjs runs before anything is installed. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian keeps servers where the PATH of most users does not look. */
const SERVERS = ["/usr/sbin", "/usr/local/sbin"];

/**
 * Returns where the program of this name is, in a folder of PATH or one for servers; undefined when none has it.
 * @param {string} program
 */
export function findOnPath(program) {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SERVERS];
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Returns whether a folder of PATH, or one for servers, holds a program of this name.
 * @param {string} program
 */
export const isOnPath = (program) => findOnPath(program) !== undefined;
