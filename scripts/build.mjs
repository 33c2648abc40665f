/**
 * Bundles the extension, the command line and the language server into dist/. With --watch: unminified, with source
 * maps, and again on every change.
 */
import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { context } from "esbuild";
import { licencesOf } from "./licenses.mjs";
import { pageOf } from "./page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { resolve } = createRequire(import.meta.url);
const watch = process.argv.includes("--watch");

/** Wasm files are looked up beside the bundle that loads them. */
const wasm = {
  "web-tree-sitter.wasm": "web-tree-sitter/web-tree-sitter.wasm",
  "tree-sitter-nix.wasm": "@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm",
  "tree-sitter-bash.wasm": "@cursorless/tree-sitter-wasms/out/tree-sitter-bash.wasm",
};

/**
 * `check` must not pay for loading the LSP library, so server/lsp.ts is a bundle of its own. CommonJS starts faster than
 * an ES module but esbuild cannot split it; so the dynamic import of lsp.ts stays in the code and names that bundle.
 * @type {import("esbuild").Plugin}
 */
const lazyLsp = {
  name: "lazy-lsp",
  setup(build) {
    build.onResolve({ filter: /\/lsp\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./lsp.js", external: true } : undefined,
    );
  },
};

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "cjs",
  // VS Code 1.100 runs Node 20, and so may the command line.
  target: "node20",
  // Many libraries name their UMD build as `main`, whose inner require() cannot be bundled.
  mainFields: ["module", "main"],
  minify: !watch,
  sourcemap: watch,
  // What they say stands in licenses.txt.
  legalComments: "none",
  metafile: true,
  logLevel: watch ? "info" : "warning",
};

/** web-tree-sitter's ES module reads import.meta.url, which a CommonJS bundle does not have. @type {import("esbuild").BuildOptions} */
const server = {
  ...common,
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
};

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: ["client/extension.ts"],
    external: ["vscode"],
    // zod asks whether there is one, and VS Code logs an error for every extension that asks.
    define: { navigator: "undefined" },
  },
  {
    ...server,
    entryPoints: ["server/cli.ts"],
    banner: { js: `#!/usr/bin/env node\n${server.banner?.["js"]}` },
    plugins: [lazyLsp],
  },
  { ...server, entryPoints: ["server/lsp.ts"] },
];

/** @param {string} name */
const inDist = (name) => new URL(`../dist/${name}`, import.meta.url);

async function copyWasm() {
  for (const [name, source] of Object.entries(wasm)) await copyFile(resolve(source), inDist(name));
}

/** The Nix grammar for those who have no other Nix extension, with its licence, which must go with it. */
async function copyNixGrammar() {
  const grammar = resolve("tm-grammars/grammars/nix.json");
  await copyFile(grammar, inDist("nix.tmLanguage.json"));
  const notice = await readFile(join(dirname(grammar), "../NOTICE"), "utf8");
  const own = notice.split(/^={9,}$/m).find((part) => /^Files:.*\bnix\.json$/m.test(part));
  if (own === undefined) throw new Error("tm-grammars no longer says under which licence its grammar of Nix is");
  await writeFile(inDist("nix.tmLanguage.license.txt"), `${own.trim()}\n`);
}

await mkdir(inDist(""), { recursive: true });
await copyWasm();
await copyNixGrammar();
/** @type {string[]} */
const bundled = Object.values(wasm).map((file) => `node_modules/${file}`);
for (const bundle of bundles) {
  const builder = await context(bundle);
  const { metafile } = await builder.rebuild();
  bundled.push(...Object.keys(metafile?.inputs ?? {}));
  if (watch) await builder.watch();
  else await builder.dispose();
}
// The grammar inside of the wasm file has a package of its own.
bundled.push("node_modules/tree-sitter-nix/grammar.js");
for (const file of ["README.md", "CHANGELOG.md"]) await writeFile(inDist(file), pageOf(root, file));
await writeFile(inDist("licenses.txt"), licencesOf(root, bundled));
await chmod(new URL("../dist/cli.js", import.meta.url), 0o755);
