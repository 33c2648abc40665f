import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { listFiles, PackageManager } from "@vscode/vsce";
import { expect, it } from "vitest";
import { z } from "zod";
import { CREATE_COMMAND, LIST_COMMAND, TRACK_COMMAND } from "../../../server/protocol.ts";

const root = new URL("../../../", import.meta.url);
const command = z.object({
  command: z.string(),
  title: z.string(),
  category: z.string(),
  enablement: z.string().optional(),
});
const menu = z.object({ command: z.string(), when: z.string() });
const manifest = z
  .object({
    contributes: z.object({
      commands: z.array(command),
      menus: z.record(z.string(), z.array(menu)),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string() })),
      walkthroughs: z.array(
        z.object({
          steps: z.array(
            z.object({
              id: z.string(),
              description: z.string(),
              media: z.object({ markdown: z.string() }),
              completionEvents: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL("package.json", root), "utf8"))).contributes;

const sources = ["client/commands/table.ts", "client/extension.ts"]
  .map((file) => readFileSync(new URL(file, root), "utf8"))
  .join("\n");
const ids = manifest.commands.map((entry) => entry.command);

it("every command of package.json is registered", () => {
  const constants: Readonly<Record<string, string>> = {
    [CREATE_COMMAND]: "CREATE_COMMAND",
    [LIST_COMMAND]: "LIST_COMMAND",
    [TRACK_COMMAND]: "TRACK_COMMAND",
  };
  expect(ids.filter((id) => !sources.includes(`"${id}"`) && !sources.includes(`[${constants[id]}]`))).toEqual([]);
});

it("menus, welcome texts and steps name commands that there are", () => {
  const named = [
    ...Object.values(manifest.menus)
      .flat()
      .map((entry) => entry.command),
    ...[
      ...manifest.viewsWelcome.map(({ contents }) => contents),
      ...manifest.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
    ].flatMap((text) => [...text.matchAll(/command:(clanBackups\.\w+)/g)].map(([, id]) => id ?? "")),
  ];
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

it("context keys that texts wait for are set", () => {
  const walkthrough = ["client/contextKeys.ts", "client/extension.ts"]
    .map((file) => readFileSync(new URL(file, root), "utf8"))
    .join("\n");
  const text = JSON.stringify(manifest);
  const keys = [...text.matchAll(/clanBackups\.((?:is|has)\w+)/g)].map(([, key]) => key ?? "");
  expect(keys.length).toBeGreaterThan(5);
  expect(keys.filter((key) => !new RegExp(`\\b${key}(?:[:,]| \\})`).test(walkthrough))).toEqual([]);
});

it("commands that run programs are enabled in trusted workspaces only", () => {
  const running = [...sources.matchAll(/(?:"(clanBackups\.\w+)"|\[(CREATE|LIST)_COMMAND\]): \{ runs: true/g)].map(
    ([, id, constant]) => id ?? (constant === "CREATE" ? CREATE_COMMAND : LIST_COMMAND),
  );
  expect(running.length).toBeGreaterThan(5);
  for (const id of running)
    expect(manifest.commands.find((entry) => entry.command === id)?.enablement, id).toMatch(/\bisWorkspaceTrusted\b/);
});

it("files that are shown are there", () => {
  const files = [
    ...Object.values(manifest.views)
      .flat()
      .map(({ icon }) => icon),
    ...manifest.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
  ];
  expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});

it("the package holds every file that package.json names", async () => {
  const text = readFileSync(new URL("package.json", root), "utf8");
  const named = [...text.matchAll(/"(?:\.\/)?((?:dist|syntaxes|icons|docs)\/[\w./-]+)"/g)].map(
    ([, file]) => file ?? "",
  );
  expect(named).toEqual(expect.arrayContaining(["dist/extension.js", "dist/cli.js", "dist/nix.tmLanguage.json"]));
  const packed = await listFiles({ cwd: fileURLToPath(root), packageManager: PackageManager.None });
  expect(named.filter((file) => !packed.includes(file))).toEqual([]);
  // The licences of the grammar and of the libraries ask for their notice beside every copy.
  expect(packed).toEqual(expect.arrayContaining(["dist/nix.tmLanguage.license.txt", "dist/licenses.txt"]));
  const notices = readFileSync(new URL("dist/licenses.txt", root), "utf8");
  for (const library of ["execa", "vscode-languageclient", "web-tree-sitter", "tree-sitter-nix", "zod"])
    expect(notices).toMatch(new RegExp(`^${library} \\d+\\.\\d+\\.\\d+\n\n.*(?:licen[cs]e|copyright)`, "im"));
  expect(packed).toEqual(expect.arrayContaining(["icon.png", "LICENSE", "dist/CHANGELOG.md", "dist/README.md"]));
  expect(packed.filter((file) => /^(?:node_modules|server|client|test)\//.test(file))).toEqual([]);
});

it("the icon is a PNG of 256 by 256 pixels", () => {
  const { icon } = z
    .object({ icon: z.string() })
    .parse(JSON.parse(readFileSync(new URL("package.json", root), "utf8")));
  const png = readFileSync(new URL(icon, root));
  // PNG specification, 5.2 and 11.2.2: the signature, then the header with width and height.
  expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256]);
});
