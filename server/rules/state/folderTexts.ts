import { normalPath } from "../../clan/topology/folders.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Severity } from "../../finding.ts";
import { replaceString } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { foldersOption, savedFolders, usesLocalBackup } from "./folders.ts";

interface FolderProblem {
  readonly code: string;
  readonly message: string;
  readonly severity?: Severity;
  readonly instead?: string;
}

type Check = (folder: string, machine: MachineModel) => FolderProblem | undefined;

/** Taken as it stands by borg ("No such file or directory") and refused by rsnapshot; seen with borg 1.2.4 and rsnapshot 1.4.5. B34, L15. */
const unexpanded: Check = (folder) => {
  const sign = /^~|\$\{?\w+\}?|[*?]/.exec(folder)?.[0];
  if (sign === undefined) return undefined;
  return {
    code: "unexpanded-folder",
    message: `Nothing is saved from here: no shell reads this, so ${sign} is part of the name. Write the folder out.`,
  };
};

/** The folders are handed to a restore in one text, joined with ":" (clan-core, backups/restore.py, all releases). B36. */
const colon: Check = (folder) =>
  folder.includes(":")
    ? {
        code: "folder-with-colon",
        message: `This folder cannot be restored: Clan joins all folders with ":", and takes "${folder}" apart there.`,
      }
    : undefined;

/** borg starts at /, rsnapshot refuses: its whole configuration, so that nothing at all is saved. B35, L15; both seen. */
const relative: Check = (folder, machine) => {
  if (folder.startsWith("/") || folder === "") return undefined;
  const local = machine.localBackup.targets.items.length > 0;
  return {
    code: "relative-folder",
    severity: local ? "error" : "warning",
    message: local
      ? `No snapshot will be made of anything: rsnapshot refuses its whole configuration because "${folder}" does not begin with a slash.`
      : `borg takes this for /${folder}, and localbackup refuses it. Write the slash.`,
    instead: `/${folder.replace(/^\.\//, "")}`,
  };
};

/** "Directory traversal attempted" stops rsnapshot, and with it the backup of everything. L15, seen with rsnapshot 1.4.5. */
const traversal: Check = (folder, machine) => {
  if (!folder.split("/").includes("..") || !usesLocalBackup(machine)) return undefined;
  return {
    code: "folder-with-dots",
    message: `No snapshot will be made of anything: rsnapshot refuses ".." in a folder. Write ${normalPath(folder)}.`,
    instead: normalPath(folder),
  };
};

/** Folders at the root of a Linux system (file-hierarchy(7)) that hold what people save. */
const ROOTS = ["etc", "home", "media", "mnt", "opt", "root", "srv", "usr", "var"] as const;

/** borg goes on without it, says so with a warning, and the job counts as failed. B33. */
const misspelt: Check = (folder, machine) => {
  const [, first = "", rest = ""] = /^\/([^/]+)(.*)$/.exec(folder) ?? [];
  if (ROOTS.some((root) => root === first)) return undefined;
  const meant = ROOTS.find((root) => isSlipOf(first, root));
  if (meant === undefined || machine.fileSystems.items.some(({ key }) => key.startsWith(`/${first}`))) return undefined;
  return {
    code: "misspelt-folder",
    severity: "warning",
    message: `Every backup will end as failed: there is hardly a folder /${first}. Did you mean /${meant}${rest}?`,
    instead: `/${meant}${rest}`,
  };
};

/** Whether letters of `word` are swapped, or one of a longer word is left out. Other slips may be names of their own. */
function isSlipOf(name: string, word: string): boolean {
  const letters = (text: string) => [...text].sort().join("");
  if (name.length === word.length) return letters(name) === letters(word);
  if (word.length < 4 || name.length !== word.length - 1) return false;
  return [...word].some((_, index) => word.slice(0, index) + word.slice(index + 1) === name);
}

const PSEUDO: ReadonlySet<string> = new Set(["/", "/nix", "/nix/store", "/proc", "/sys", "/dev", "/run", "/tmp"]);

/** Not data: the kernel's and what Nix can make again. B40. */
const pseudo: Check = (folder) => {
  const path = normalPath(folder);
  if (/^\/run\/secrets(\.d)?(\/|$)/.test(path))
    return {
      code: "pseudo-folder",
      severity: "warning",
      message:
        "These are the decrypted secrets of the machine, and the backup will hold them. Clan keeps them in its repository, encrypted.",
    };
  if (!PSEUDO.has(path)) return undefined;
  const why =
    path === "/"
      ? "holds the kernel's folders and the whole of /nix/store"
      : "is made anew by the kernel, by systemd or by Nix";
  return {
    code: "pseudo-folder",
    severity: "warning",
    message: `${path} ${why}: the backup is huge and ends with warnings, which count as a failure. Name the folders with data.`,
  };
};

/** Files that are no folders, by their name. */
const FILE =
  /\.(?:conf|json|db|sqlite3?|key|pem|toml|ya?ml|txt|sql|tar|gz|zst|age|pub|ini|env|img|qcow2)$|^\/etc\/(?:machine-id|hostname|fstab|passwd|shadow)$|\/ssh_host_\w+_key$/;

/** `environment.etc.<name>.text` makes a file. */
function isDeclaredFile(folder: string, { config }: MachineModel): boolean {
  const name = /^\/etc\/(.+)$/.exec(normalPath(folder))?.[1];
  return name !== undefined && config.isMentioned("environment", "etc", name, "text") === true;
}

/** localbackup-restore makes a folder of that name, and rsync then ends with 23 (clanServices/localbackup, 2026-08). L16. */
const file: Check = (folder, machine) =>
  usesLocalBackup(machine) && (FILE.test(folder) || isDeclaredFile(folder, machine))
    ? {
        code: "file-as-folder",
        severity: "warning",
        message: `This looks like a file. localbackup saves it, and cannot restore it: it makes a folder of that name first. Name the folder that it is in.`,
      }
    : undefined;

/** Files of a running database change while they are read: the copy is torn, and borg's warning fails the job. B42. */
const DATABASES: readonly (readonly [RegExp, string])[] = [
  [/^\/var\/lib\/postgresql(\/|$)/, "PostgreSQL"],
  [/^\/var\/lib\/(?:mysql|mariadb)(\/|$)/, "MariaDB or MySQL"],
  [/^\/var\/lib\/(?:mongodb|mongo)(\/|$)|^\/var\/db\/mongodb(\/|$)/, "MongoDB"],
  [/^\/var\/lib\/influxdb2?(\/|$)/, "InfluxDB"],
  [/\.(?:db|sqlite3?)$/, "database"],
];

function liveDatabase(folder: string): FolderProblem | undefined {
  const name = DATABASES.find(([path]) => path.test(normalPath(folder)))?.[1];
  if (name === undefined) return undefined;
  return {
    code: "live-database",
    severity: "warning",
    message: `A copy of ${name === "database" ? "a database that is in use" : `the files of a running ${name}`} cannot be relied on. Save a dump: ${name === "PostgreSQL" ? "clan.core.postgresql makes one" : "make one in preBackupScript"}, or stop the service there.`,
  };
}

const CHECKS: readonly Check[] = [unexpanded, colon, relative, traversal, misspelt, pseudo, file];

/** Rules about the text of a folder: one for each thing that can be wrong with it. */
function ruleFor(code: string): Rule {
  return {
    code,
    severity: "error",
    *check({ machine }) {
      for (const { state, folder } of savedFolders(machine)) {
        const found = CHECKS.map((check) => check(folder.value, machine)).find((problem) => problem !== undefined);
        // A hook may stop the database, or make a dump.
        const database = state.hooks.length > 0 ? undefined : liveDatabase(folder.value);
        for (const problem of [found, database]) {
          if (problem?.code !== code) continue;
          const fixes = problem.instead === undefined ? [] : [replaceString(folder.at, problem.instead)];
          yield { ...problem, at: folder.at, option: foldersOption(state), fixes };
        }
      }
    },
  };
}

export const folderTextRules: readonly Rule[] = [
  "misspelt-folder",
  "unexpanded-folder",
  "folder-with-colon",
  "relative-folder",
  "folder-with-dots",
  "pseudo-folder",
  "file-as-folder",
  "live-database",
].map(ruleFor);
