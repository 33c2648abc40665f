import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface FakeShellcheck {
  readonly folder: string;
  /** A PATH that begins with its folder. */
  readonly path: string;
  readonly remove: () => void;
}

/** Puts a program `shellcheck` into a folder of its own; `body` is its text for sh, in which `$folder` is that folder. */
export function fakeShellcheck(body: string): FakeShellcheck {
  const folder = mkdtempSync(join(tmpdir(), "clan-backups-shellcheck-"));
  const program = join(folder, "shellcheck");
  writeFileSync(program, `#!/bin/sh\nfolder='${folder}'\n${body}\n`);
  chmodSync(program, 0o755);
  const path = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
  return { folder, path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What ShellCheck prints about the third line, which is the first of a hook. */
export function commentOn(column: number, endColumn: number, message: string): string {
  return JSON.stringify({
    comments: [{ file: "-", line: 3, endLine: 3, column, endColumn, level: "warning", code: 2045, message, fix: null }],
  });
}
