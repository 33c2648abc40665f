import { execFileSync } from "node:child_process";
import { z } from "zod";

/** Debian's borg is a module of Debian's Python; another `python3` that is first in PATH would not find it. */
const PYTHON = "/usr/bin/python3";

/** `borg create --dry-run --list --exclude-from` as nixpkgs' module calls it, many times in one process. */
const JUDGE = `
import json, logging, os, subprocess, sys
base, folders = sys.argv[1], sys.argv[2:]
os.environ["BORG_BASE_DIR"] = base
from borg.archiver import Archiver
from borg.logger import setup_logging
setup_logging(level="info")
repo, file = os.path.join(base, "repo"), os.path.join(base, "excludes")
archiver = Archiver()
archiver.run(archiver.parse_args(["init", "--encryption=none", repo]))
class Lines(logging.Handler):
    def emit(self, record):
        lines.append(record.getMessage())
logger = logging.getLogger("borg.output.list")
logger.handlers, logger.propagate = [Lines()], False
sys.stderr = open(os.devnull, "w")
for line in sys.stdin:
    lines = []
    with open(file, "w") as out:
        out.write(json.loads(line) + "\\n")
    try:
        archiver = Archiver()
        args = archiver.parse_args(["create", "--dry-run", "--list", "--exclude-from", file, repo + "::a", *folders])
        logger.setLevel(logging.INFO)
        archiver.run(args)
        print(json.dumps(sorted(it[2:] for it in lines if it.startswith("- "))))
    except (Exception, SystemExit):
        print("null")
`;

/**
 * What borg saves of `folders` with each of `patterns` as the only exclude: files and folders, sorted; `null` where borg refuses it. `base` is
 * an empty folder that borg may write to. Throws when borg is not installed for Debian's Python.
 */
export function savedByBorg(
  patterns: readonly string[],
  folders: readonly string[],
  base: string,
): (readonly string[] | null)[] {
  const input = patterns.map((pattern) => `${JSON.stringify(pattern)}\n`).join("");
  const stdout = execFileSync(PYTHON, ["-c", JUDGE, base, ...folders], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "pipe"],
  });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => z.array(z.string()).nullable().parse(JSON.parse(line)));
}
