/** The real ShellCheck through the command line and through a Nix string. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PREAMBLE } from "../../server/rules/hooks/nixScript.ts";
import { findShellcheck, Shellcheck } from "../../server/shellcheck.ts";
import { runCli } from "../support/bundle.ts";

const path = process.env["PATH"];
const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-shellcheck-")));
afterAll(() => rmSync(folder, { recursive: true }));

async function problemsIn(script: string): Promise<string[]> {
  const text = PREAMBLE + script;
  const checker = new Shellcheck({ path, log: expect.fail });
  checker.problemsIn(text);
  await checker.settled();
  const problems = checker.problemsIn(text) ?? [];
  return problems.map(({ code, start, end }) => `SC${code} ${text.slice(start, end)}`);
}

describe.skipIf(findShellcheck(path) === undefined)("ShellCheck is not on PATH (Debian: shellcheck), or: it", () => {
  test("is understood, in every character", async () => {
    expect(await problemsIn("\techo 💾é $1\n")).toEqual(["SC2086 $1"]);
    expect(await problemsIn('💾=`ls`; for f in $(ls 💾); do echo "$f"; done\n')).toContain("SC2045 $(ls 💾)");
    expect(await problemsIn("\u0000\uFEFFecho $1\r\n")).not.toEqual([]);
    expect(await problemsIn("echo \ud800 $1\n")).toContain("SC2086 $1");
    expect(await problemsIn("if true; then\n")).not.toEqual([]);
    expect(await problemsIn("")).toEqual([]);
  });

  test("knows that a failure ends the script", async () => {
    expect(await problemsIn("cd /srv\nrm -f x\n")).toEqual([]);
  });

  test("reads no file but the script, and no options of the environment", () => {
    writeFileSync(join(folder, ".shellcheckrc"), "disable=all\n");
    const hook = "''\n      echo é $1\n        cp ${pkgs.hello}/a $2 ''${x}\n      ${pkgs.hello} $a\n    ''";
    const module = `{ pkgs, ... }:\n{\n  clan.core.state.app = {\n    folders = [ "/srv" ];\n    preBackupScript = ${hook};\n  };\n}\n`;
    writeFileSync(join(folder, "module.nix"), module);
    const { stdout, status } = runCli(["check", "--format", "json", "module.nix"], {
      cwd: folder,
      env: { SHELLCHECK_OPTS: "--exclude=SC2086", HOME: folder },
    });
    const report: { findings: { code: string; range: unknown; message: string; severity: string }[] } =
      JSON.parse(stdout);
    const own = report.findings.filter(({ code }) => code === "shellcheck");
    const at = (line: number, start: number, end: number) => ({
      start: { line, character: start },
      end: { line, character: end },
    });
    expect(status).toBe(0);
    expect(own.map(({ range }) => range)).toEqual([at(5, 13, 15), at(6, 27, 29), at(6, 30, 36), at(7, 20, 22)]);
    expect(new Set(own.map(({ severity }) => severity))).toEqual(new Set(["info"]));
    expect(own.every(({ message }) => message.startsWith("ShellCheck SC2086: "))).toBe(true);
  });
});
