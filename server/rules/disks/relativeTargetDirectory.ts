import { isWritten } from "../../clan/topology/facts.ts";
import { replaceString } from "../fixes.ts";
import { targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";

/**
 * rsnapshot wants the full path: "snapshot_root must be a full path", and nothing is backed up. Run with rsnapshot 1.4.5. Catalogue: L14.
 */
export const relativeTargetDirectory: Rule = {
  code: "relative-target-directory",
  severity: "error",
  *check({ machine }) {
    for (const target of machine.localBackup.targets.items) {
      const { directory } = target;
      if (!isWritten(directory) || directory.value.startsWith("/")) continue;
      const isHome = directory.value.startsWith("~");
      yield {
        at: directory.at,
        option: targetOption(target, "directory"),
        message: `No backup will run: rsnapshot takes only a full path, and "${directory.value}" does not begin with a slash.`,
        fixes:
          isHome || directory.value === ""
            ? []
            : [replaceString(directory.at, `/${directory.value.replace(/^\.\//, "")}`)],
      };
    }
  },
};
