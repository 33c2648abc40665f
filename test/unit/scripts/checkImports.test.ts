import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { importProblems } from "../../../scripts/check-imports.mjs";

/** Returns what the check says about a tree of these files. */
function problemsOf(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), "check-imports-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return importProblems(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("imports in the direction of the design pass", () => {
  const problems = problemsOf({
    "client/extension.ts": `import vscode from "vscode"; import "./views/tree.ts"; import type { A } from "../server/protocol.ts";`,
    "client/views/tree.ts": `export * from "../extension.ts";`,
    "server/lsp.ts": `import "./languageService.ts"; import "./protocol.ts"; import "./settings.ts"; import "vscode-languageserver/node";`,
    "server/cli.ts": `await import("./lsp.ts"); import "./languageService.ts";`,
    "server/settings.ts": `import "./languageService.ts";`,
    "server/languageService.ts": `import "./features/hover.ts"; import "./rules/a.ts"; import "./workspace.ts";`,
    "server/features/hover.ts": `import "../rules/a.ts"; import "../clan/a.ts"; import "../workspace.ts";`,
    "server/rules/a.ts": `import "../clan/a.ts"; import "../nix/a.ts"; import type { Finding } from "../finding.ts";`,
    "server/clan/a.ts": `import "../nix/a.ts"; import releases from "./releases/a.json" with { type: "json" };`,
    "server/finding.ts": `import type { Range } from "./nix/a.ts";`,
    "server/nix/a.ts": `import "node:fs"; import "./b.ts"; import "web-tree-sitter";`,
  });
  expect(problems).toEqual([]);
});

test.each([
  ["client/a.ts", "../server/languageService.ts"],
  ["client/a.ts", "../server/nix/a.ts"],
  ["client/views/a.ts", "../../server/lsp.ts"],
  ["client/a.ts", "../test/a.ts"],
  ["server/nix/a.ts", "../clan/a.ts"],
  ["server/nix/a.ts", "../rules/a.ts"],
  ["server/nix/a.ts", "../workspace.ts"],
  ["server/nix/a.ts", "../finding.ts"],
  ["server/finding.ts", "./clan/a.ts"],
  ["server/clan/a.ts", "../rules/a.ts"],
  ["server/clan/a.ts", "../features/a.ts"],
  ["server/rules/a.ts", "../features/a.ts"],
  ["server/rules/disks/a.ts", "../../languageService.ts"],
  ["server/features/a.ts", "../languageService.ts"],
  ["server/workspace.ts", "./features/a.ts"],
  ["server/languageService.ts", "./lsp.ts"],
  ["server/languageService.ts", "./cli.ts"],
  ["server/protocol.ts", "./clan/a.ts"],
  ["server/lsp.ts", "../client/a.ts"],
  ["server/lsp.ts", "vscode"],
  ["server/cli.ts", "vscode"],
  ["server/features/a.ts", "vscode"],
  ["server/nix/a.ts", "vscode"],
  ["server/rules/a.ts", "vscode-languageserver"],
  ["server/settings.ts", "./lsp.ts"],
  ["server/languageService.ts", "./settings.ts"],
  ["server/elsewhere/a.ts", "../nix/a.ts"],
])("%s must not import %s", (file, specifier) => {
  expect(problemsOf({ [file]: `import "${specifier}";` })).toContainEqual(
    expect.stringMatching(`^${file}: imports ${specifier} — not allowed, because `),
  );
});

test.each([
  `import type { A } from "../clan/a.ts";`,
  `import { type A } from "../clan/a.ts";`,
  `export { a } from "../clan/a.ts";`,
  `export type { A } from "../clan/a.ts";`,
  `export * from "../clan/a.ts";`,
  `const a = await import("../clan/a.ts");`,
  `type A = import("../clan/a.ts").A;`,
  `import a = require("../clan/a.ts");`,
])("%s is seen", (text) => {
  expect(problemsOf({ "server/rules/ok.ts": text })).toEqual([]);
  expect(problemsOf({ "server/protocol.ts": text.replace("..", ".") })).toHaveLength(1);
});

test("an import in a comment or a string is none", () => {
  const text = `// import "../features/a.ts";\nexport const a = 'import "../features/a.ts"';`;
  expect(problemsOf({ "server/rules/a.ts": text })).toEqual([]);
});

test("a computed name is refused", () => {
  expect(problemsOf({ "server/rules/a.ts": "await import(process.argv[2]);" })).toHaveLength(1);
});

test("server/nix must not speak of Clan", () => {
  expect(problemsOf({ "server/nix/a.ts": "\n// As Clan does it.\n" })).toEqual([
    expect.stringMatching(/^server\/nix\/a\.ts:2: says "clan"/),
  ]);
});
