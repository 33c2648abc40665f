import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { z } from "zod";

/** Debian's borg is a module of Debian's Python; another `python3` that is first in PATH would not find it. */
const PYTHON = "/usr/bin/python3";

const JUDGE = `
import json, sys
from borg.helpers import Location
for line in sys.stdin:
    try:
        it = Location(json.loads(line))
        print(json.dumps({name: getattr(it, name) for name in ("proto", "user", "host", "port", "path", "archive")}))
    except Exception:
        print("null")
`;

const parts = z.object({
  proto: z.enum(["ssh", "file"]),
  user: z.string().nullable(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  path: z.string(),
  archive: z.string().nullable(),
});

/** The parts of a location as borg names them; `null` when borg refuses it. */
export type BorgParts = z.infer<typeof parts> | null;

/** What the borg of this machine makes of each text. Throws when borg is not installed for Debian's Python. */
export function locationsByBorg(texts: readonly string[]): BorgParts[] {
  const { BORG_REPO: _, ...env } = process.env;
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join("");
  const stdout = execFileSync(PYTHON, ["-c", JUDGE], { input, env, encoding: "utf8", maxBuffer: 1 << 28 });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => parts.nullable().parse(JSON.parse(line)));
}

/** Whether Debian's Python has borg. */
export function hasBorg(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import borg.helpers"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const PIECES = [
  ...["ssh://", "file://", "ssh:/", "sftp://", "//", "::", ":::", ":", "/", "/./", "./", "../", "/../", "~/", "~", "."],
  ...[
    "@",
    "borg@",
    "u123@",
    "root@1.2.3.4",
    "host",
    "nas.example.org",
    "[::1]",
    "[fd00::1]",
    "[",
    "]",
    "[host]",
    "fd00::1",
  ],
  ...[
    "22",
    ":22",
    ":0",
    ":65535",
    ":023",
    ":٣",
    ":x",
    "C:",
    "mnt",
    "/mnt/hdd",
    "repo",
    "a b",
    " ",
    "\t",
    "\n",
    "é",
    "💾",
    "-",
    "_",
  ],
  ...[
    "{{",
    "}}",
    "{",
    "}",
    "{}",
    "{x}",
    "{hostname}",
    "{now:%Y-%m-%d}",
    "{user!r}",
    "{hostname.x}",
    "!",
    "archive",
    "%",
    "?",
    "#",
  ],
];

/** Texts near the grammar: pieces in any order, and locations as people write them with some pieces changed. */
export function locationTexts(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...PIECES);
  const any = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  const maybe = (...choices: readonly string[]) => fc.constantFrom("", ...choices);
  const written = fc
    .tuple(
      maybe("ssh://", "file://"),
      maybe("borg@", "u123@", "a@b@"),
      maybe("host", "[fd00::1]", "10.0.0.1"),
      maybe(":", ":22", ":22:"),
      maybe("/", "/./", "./", "~/", "//"),
      maybe("repo", "a/b/../c", "var//lib/./borg", "..", "x:y"),
      maybe("/", "::", "::archive", "::a/b", "::a::b"),
    )
    .map((pieces) => pieces.join(""));
  const changed = fc.tuple(written, fc.nat(), fc.nat({ max: 3 }), piece).map(([text, at, length, word]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + word + text.slice(start + length);
  });
  return fc.oneof(any, written, changed);
}
