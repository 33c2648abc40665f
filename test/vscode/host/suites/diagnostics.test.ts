/** Findings, as VS Code has them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type CodeAction, CodeActionKind, type Diagnostic, languages, type Range, type Uri, workspace } from "vscode";
import {
  ask,
  changedDocuments,
  codeOf,
  eventually,
  findings,
  open,
  ourExtension,
  SEVERITIES,
  setText,
  undoing,
  uriOf,
} from "../support.ts";

const BROKEN = "broken/machines/laptop/configuration.nix";

interface CliFinding {
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

/** One line for each finding, sorted: what editor and command line must agree on. */
const line = (
  file: string,
  start: { line: number; character: number },
  severity: string,
  code: string,
  message: string,
) => `${file}:${start.line}:${start.character} ${severity} ${code} ${message}`;

/** What the command line of the same extension says about a clan. */
async function cliFindings(clan: string): Promise<readonly string[]> {
  const { extensionPath } = await ourExtension();
  const cwd = uriOf(clan).fsPath;
  const arguments_ = [join(extensionPath, "dist/cli.js"), "check", ".", "--format", "json"];
  // The desktop's extension host is Electron, which is Node with this; and the command line ends with 1 when it finds something.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { cwd, env }).catch(
    (error: { stdout: string }) => error,
  );
  const report: { findings: CliFinding[] } = JSON.parse(stdout);
  return report.findings
    .map(({ file, range, severity, code, message }) => line(file, range.start, severity, code, message))
    .sort();
}

function shown(clan: string): readonly string[] {
  const root = `${uriOf(clan).path}/`;
  return languages
    .getDiagnostics()
    .filter(([uri]) => uri.path.startsWith(root))
    .flatMap(([uri]) =>
      findings(uri).map((one) =>
        line(uri.path.slice(root.length), one.range.start, SEVERITIES[one.severity], codeOf(one), one.message),
      ),
    )
    .sort();
}

const actionsFor = (uri: Uri, range: Range) =>
  ask<CodeAction[]>("vscode.executeCodeActionProvider", uri, range, CodeActionKind.QuickFix.value);

suite("findings", () => {
  suiteSetup(ourExtension);

  for (const clan of ["broken", "guide-2024", "inventory-2026"]) {
    test(`in ${clan} are those of the command line`, async () => {
      await open(`${clan}/flake.nix`);
      const expected = await cliFindings(clan);
      await eventually(() => assert.deepEqual(shown(clan), expected));
    });
  }

  test("name their page and the places that belong to them", async () => {
    const { uri } = await open(BROKEN);
    const conflict = await eventually(() => {
      const found = findings(uri).find((one) => codeOf(one) === "conflicting-definitions");
      assert.ok(found !== undefined);
      return found;
    });
    assert.deepEqual(
      conflict.relatedInformation?.map(({ location }) => location.uri.path),
      [uriOf("broken/modules/backup.nix").path],
    );
  });

  test("are gone when their fix is taken, and back when it is undone", async () => {
    const { uri } = await open(BROKEN);
    const messages = () => findings(uri).map(({ message }) => message);
    await eventually(() => assert.ok(findings(uri).length > 10));
    const all = findings(uri);
    const before = messages();
    const applied = new Set<string>();
    for (const { range } of all) {
      const there = all.filter((one) => one.range.intersection(range) !== undefined).map(({ message }) => message);
      for (const { edit, title } of await actionsFor(uri, range)) {
        if (edit === undefined || applied.has(title)) continue;
        applied.add(title);
        await undoing(async () => {
          assert.ok(await workspace.applyEdit(edit), title);
          await eventually(() => assert.notEqual(changedDocuments().length, 0, title));
          await eventually(() => assert.ok(!there.every((message) => messages().includes(message)), title));
        });
        await eventually(() => assert.deepEqual(messages(), before, title));
      }
    }
    assert.ok(applied.size >= 5, [...applied].join(", "));
  });

  test("come and go with what is typed", async () => {
    const document = await open("guide-2024/machines/myhostname/configuration.nix");
    const isUnknown = (one: Diagnostic) => codeOf(one) === "unknown-option";
    await undoing(async () => {
      await setText(document, document.getText().replace("mountpoint =", "mountpiont ="));
      const finding = await eventually(() => {
        const found = findings(document.uri).find(isUnknown);
        assert.ok(found !== undefined);
        return found;
      });
      assert.equal(document.getText(finding.range), "mountpiont");
    });
    await eventually(() => assert.ok(!findings(document.uri).some(isUnknown)));
  });
});
