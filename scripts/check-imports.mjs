/**
 * Holds the direction of imports: client → server/protocol.ts; lsp, cli → languageService → features, rules → clan → nix.
 * Prints one line per import against it, and ends with status 1 when there is one.
 */
import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "rolldown/utils";
import { globSync } from "tinyglobby";

/**
 * Every layer, the files in it, the layers it may import besides itself, and the libraries that must stay out of it.
 * @typedef {{ files: RegExp, imports: readonly string[], bans: RegExp, why: string }} Layer
 * @type {Readonly<Record<string, Layer>>}
 */
const layers = {
  client: {
    files: /^client\//,
    imports: ["protocol"],
    bans: /^vscode-languageserver(\/|$)/,
    why: "the client knows the server by server/protocol.ts only",
  },
  nix: {
    files: /^server\/nix\//,
    imports: [],
    bans: /^vscode/,
    why: "server/nix is the language alone and knows nothing of what is built on it",
  },
  shell: {
    files: /^server\/shell\//,
    imports: [],
    bans: /^vscode/,
    why: "server/shell reads shell scripts and knows nothing of Nix or Clan",
  },
  gitIndex: {
    files: /^server\/gitIndex\.ts$/,
    imports: [],
    bans: /^vscode/,
    why: "it reads one file format and knows nothing of who asks",
  },
  finding: {
    files: /^server\/finding\.ts$/,
    imports: ["nix"],
    bans: /^vscode/,
    why: "a finding is what every layer above server/nix hands up, so it knows none of them",
  },
  topologyView: {
    files: /^server\/topologyView\.ts$/,
    imports: [],
    bans: /^vscode/,
    why: "it is data that goes over the wire, so it knows nothing that makes or shows it",
  },
  clan: {
    files: /^server\/clan\//,
    imports: ["nix", "finding", "topologyView"],
    bans: /^vscode/,
    why: "server/clan is the domain: it builds on server/nix and knows no rule, feature or editor",
  },
  rules: {
    files: /^server\/rules\//,
    imports: ["nix", "shell", "finding", "clan"],
    bans: /^vscode/,
    why: "a rule reads the domain and knows no workspace, feature or editor",
  },
  workspace: {
    files: /^server\/workspace(\.ts$|\/)/,
    imports: ["nix", "shell", "finding", "clan", "rules", "gitIndex"],
    bans: /^vscode(\/|$)/,
    why: "the workspace holds files and what is computed from them, and knows no feature or connection",
  },
  features: {
    files: /^server\/features\//,
    imports: ["nix", "finding", "clan", "rules", "workspace", "protocol", "topologyView"],
    bans: /^vscode(\/|$)/,
    why: "a feature is a view of the topology and knows neither the language service nor a connection",
  },
  languageService: {
    files: /^server\/languageService(\.ts$|\/)/,
    imports: ["nix", "shell", "finding", "clan", "rules", "workspace", "features", "protocol", "topologyView"],
    bans: /^vscode(\/|$)/,
    why: "the language service has no connection and no process",
  },
  protocol: {
    files: /^server\/protocol\.ts$/,
    imports: ["topologyView"],
    bans: /^vscode(\/|$)/,
    why: "client and server both import the protocol, so it imports neither",
  },
  shells: {
    files: /^server\/(lsp|cli)(\.ts$|\/)/,
    imports: [
      "nix",
      "shell",
      "finding",
      "clan",
      "rules",
      "workspace",
      "features",
      "languageService",
      "protocol",
      "shellParts",
    ],
    bans: /^vscode(\/|$)/,
    why: "the server runs without VS Code",
  },
  // Last, because the first layer that takes a file is its own: what lies in server/ itself and is named nowhere above.
  shellParts: {
    files: /^server\/[^/]+\.ts$/,
    imports: [
      "gitIndex",
      "nix",
      "shell",
      "finding",
      "clan",
      "rules",
      "workspace",
      "features",
      "languageService",
      "protocol",
    ],
    bans: /^vscode(\/|$)/,
    why: "it is a part that both shells are put together from, and knows neither",
  },
};

/** @param {string} file */
const layerOf = (file) => Object.entries(layers).find(([, { files }]) => files.test(file))?.[0];

/**
 * Returns what a file imports, in every way TypeScript knows; undefined stands for a computed name.
 * @param {string} file
 * @param {string} text
 * @returns {(string | undefined)[]}
 */
function importsOf(file, text) {
  /** @type {(string | undefined)[]} */
  const found = [];
  /** @param {{ type: string, value?: unknown } | null} source */
  const add = (source) => {
    if (source === null) return;
    found.push(source.type === "Literal" && typeof source.value === "string" ? source.value : undefined);
  };
  const { program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    TSExternalModuleReference: ({ expression }) => add(expression),
  }).visit(program);
  return found;
}

/**
 * Returns why `file` may not import `specifier`, or undefined when it may.
 * @param {string} file
 * @param {string | undefined} specifier
 */
function objection(file, specifier) {
  const from = layerOf(file);
  if (from === undefined) return "this file is in no layer: move it into a folder of server/ that has one";
  const { imports, bans, why } = /** @type {Layer} */ (layers[from]);
  if (specifier === undefined) return "a computed name cannot be checked";
  if (!specifier.startsWith(".")) return bans.test(specifier) ? why : undefined;
  const target = posix.join(posix.dirname(file), specifier);
  const to = layerOf(target);
  if (to === from || (to !== undefined && imports.includes(to))) return undefined;
  return to === undefined ? `${target} is in no layer` : why;
}

/**
 * Returns one line per import under client/ and server/ of `root` that runs against the direction, and per file of
 * server/nix that speaks of Clan.
 * @param {string} root
 * @returns {string[]}
 */
export function importProblems(root) {
  const files = globSync(["client/**/*.{ts,mts,js,mjs}", "server/**/*.{ts,mts,js,mjs}"], { cwd: root }).sort();
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const problems = importsOf(file, text).flatMap((specifier) => {
      const because = objection(file, specifier);
      return because === undefined
        ? []
        : [`${file}: imports ${specifier ?? "a computed name"} — not allowed, because ${because}`];
    });
    const line = file.startsWith("server/nix/") ? text.split("\n").findIndex((it) => /clan/i.test(it)) : -1;
    return line < 0
      ? problems
      : [...problems, `${file}:${line + 1}: says "clan" — not allowed, because ${layers["nix"]?.why}`];
  });
}

if (import.meta.main) {
  const problems = importProblems(dirname(dirname(fileURLToPath(import.meta.url))));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
