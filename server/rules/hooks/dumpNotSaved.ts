import { isKnown } from "../../clan/topology/facts.ts";
import { isInside } from "../../clan/topology/folders.ts";
import { takesForWhole } from "../../clan/topology/mounts.ts";
import type { ShellScript } from "../../shell/script.ts";
import type { Rule } from "../rule.ts";
import { knowsAllFolders, savedFolders } from "../state/folders.ts";
import { hookScripts, placeOfText } from "./scripts.ts";

/** Programs that write a dump to the file behind these options. */
const DUMPS: ReadonlyMap<string, readonly string[]> = new Map([
  ["pg_dump", ["-f", "--file"]],
  ["pg_dumpall", ["-f", "--file"]],
  ["mysqldump", ["-r", "--result-file"]],
  ["mariadb-dump", ["-r", "--result-file"]],
]);

/** A dump is saved only when a folder of a state holds it. Catalogue: T15. */
export const dumpNotSaved: Rule = {
  code: "dump-not-saved",
  severity: "warning",
  *check(context) {
    const { machine } = context;
    if (!takesForWhole(machine) || !knowsAllFolders(machine)) return;
    const folders = [...savedFolders(machine)].map(({ folder }) => folder.value);
    for (const { hook, state, script, at, option } of hookScripts(context)) {
      if (state === undefined || hook.option !== "preBackupScript" || script.open) continue;
      for (const file of dumpsOf(script)) {
        if (folders.some((folder) => isInside(file, folder)) || !state.folders.items.every(isKnown)) continue;
        yield {
          at: placeOfText(at, file),
          option,
          message: `This dump is not saved: no state has a folder that holds ${file}. Add its folder to the folders of ${state.name}.`,
        };
      }
    }
  },
};

/** Absolute files that look like dumps and are not temporary. */
function dumpsOf({ commands, written }: ShellScript): readonly string[] {
  const files = written.filter(
    (file) => /\.(?:sql|dump|pgdump|bak)(?:\.\w+)?$/.test(file) || file.startsWith("/var/backup/"),
  );
  for (const { name, arguments: words } of commands) {
    const options = DUMPS.get(name?.split("/").at(-1) ?? "") ?? [];
    for (const [index, word] of words.entries()) {
      if (word === undefined) continue;
      if (options.includes(word)) files.push(words[index + 1] ?? "");
      const [option = "", value = ""] = word.split("=", 2);
      if (option.startsWith("--") && options.includes(option)) files.push(value);
    }
  }
  return files.filter((file) => file.startsWith("/") && !/^\/(?:tmp|run|dev|proc)\//.test(file));
}
