import { readdirSync, readFileSync } from "node:fs";
import type { WorldHandle } from "../world/handle.ts";

/** How many processes of `clan` in a world run on this side, its ssh included; Linux only, elsewhere none. */
export function processesLeft({ folder, clan }: WorldHandle): number {
  return processIds().filter((pid) => {
    const words = wordsOf(pid);
    const isClan = words.some((word) => word.endsWith("test/clan/clan.ts")) && words.includes(clan);
    return isClan || words.includes(`${folder}/ssh_config`);
  }).length;
}

function processIds(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The command line of a process; none of one that has ended. */
function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
