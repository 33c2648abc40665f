/** What is read from a script is what bash does with it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { testShell } from "../support/nixParser.ts";

const BASH = "/bin/bash";
const hasBash = spawnSync(BASH, ["-c", "true"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "clan-backups-shell-"));
const shell = await testShell();
for (const [name, status] of [
  ["fails", 3],
  ["works", 0],
] as const)
  writeFileSync(join(folder, name), `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `script` as a hook runs, with `works` and `fails` alone on PATH. */
function run(script: string) {
  const { status, stdout } = spawnSync(BASH, ["--norc", "--noprofile"], {
    input: `set -eu -o pipefail\n${script}\necho reached\n`,
    encoding: "utf8",
    env: { PATH: folder },
    cwd: folder,
  });
  return { status, reached: stdout.endsWith("reached\n") };
}

/** Scripts in which `fails probe` stands once, in a place where its failure counts or does not. */
function around(): fc.Arbitrary<string> {
  const probe = fc.constantFrom(
    ...[
      "fails probe",
      "x=$(fails probe)",
      "x=$(works; fails probe)",
      "x=$(fails probe || works)",
      "x=$(fails probe | works)",
    ],
    ...[
      "export x=$(fails probe)",
      "local_x=a; x=`fails probe`",
      'x="$(fails probe)"',
      "echo $(fails probe)",
      "x=a$(fails probe)",
    ],
    ...[
      "x=$(works | fails probe)",
      "x=$(works && fails probe)",
      "x=$(if fails probe; then works; fi)",
      "x=$(! fails probe)",
    ],
  );
  const wrap = fc.constantFrom<(inner: string) => string>(
    (it) => it,
    (it) => `if ${it}; then works; fi`,
    (it) => `${it} || works`,
    (it) => `works && ${it}`,
    (it) => `! ${it}`,
    (it) => `while ${it}; do break; done`,
    (it) => `if works; then ${it}; fi`,
    (it) => `for i in 1; do ${it}; done`,
    (it) => `{ ${it}; }`,
    (it) => `( ${it} )`,
    (it) => `${it} && works`,
    (it) => `case a in a) ${it};; esac`,
  );
  return fc
    .tuple(probe, fc.array(wrap, { maxLength: 3 }))
    .map(([it, wraps]) => wraps.reduce((inner, by) => by(inner), it));
}

describe.skipIf(!hasBash)("bash is not at /bin/bash, or: as bash runs it", () => {
  test("a failure that is said to end the script ends it", () => {
    const scripts = [...new Set(fc.sample(around(), { numRuns: Number(process.env["FUZZ_RUNS"] ?? 400), seed: 7 }))];
    const judged = scripts.map((script) => {
      const command = shell.read([script])?.commands.find(({ name }) => name === "fails");
      return { script, ends: command?.assigned === true && !command.guarded, ...run(script) };
    });
    expect(judged.filter(({ ends, reached }) => ends && reached)).toEqual([]);
    expect(judged.filter(({ ends }) => ends).length).toBeGreaterThan(scripts.length / 20);
    expect(judged.filter(({ reached }) => reached).length).toBeGreaterThan(scripts.length / 20);
  }, 120_000);
});

test("no text makes the reader throw", () => {
  const token = fc.constantFrom(
    ..."$ ( ) ` { } [ ] ; & | < > << EOF ' \" \\ \n if then fi for do done case esac in x= export NIXGAP set -e a".split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(token).map((parts) => parts.join(" ")),
    around(),
  );
  fc.assert(
    fc.property(fc.array(fc.option(text, { nil: undefined }), { maxLength: 4 }), (pieces) => {
      const script = shell.read(pieces);
      for (const command of script?.commands ?? []) expect(command.text).toBeTypeOf("string");
    }),
    { numRuns: Number(process.env["FUZZ_RUNS"] ?? 1000) },
  );
}, 120_000);
