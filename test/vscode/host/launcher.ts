#!/usr/bin/env node
/**
 * Takes the arguments with which @vscode/test-electron starts VS Code, and runs the tests they name in the VS Code of this folder, its
 * window in Chromium. CLAN_BACKUPS_VSCODE says in which version, CLAN_BACKUPS_EXTENSIONS where its extensions are installed.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startBrowser } from "../harness/browser.ts";
import type { Version } from "../harness/places.ts";
import { type Server, startServer } from "../harness/server.ts";
import { until } from "../harness/until.ts";
import type { Report } from "./report.ts";

/** Milliseconds for all suites; each test has a limit of its own far below. */
const LIMIT = 300_000;

const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const version: Version = setting("CLAN_BACKUPS_VSCODE") === "oldest" ? "oldest" : "newest";

/** VS Code's own flags that say nothing about the tests are let through. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    extensionDevelopmentPath: { type: "string" },
    extensionTestsPath: { type: "string" },
    "user-data-dir": { type: "string" },
  },
});

function text(name: "extensionDevelopmentPath" | "extensionTestsPath" | "user-data-dir"): string {
  const value = values[name];
  if (typeof value !== "string") throw new Error(`--${name} is missing`);
  return value;
}

/** The address of the window. Only the oldest has VS Code's test mode in the browser; in the newest the installed driver starts the tests. */
function address({ url }: Server): string {
  const opened = new URL(url);
  const [folder = ""] = positionals;
  opened.searchParams.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
  const remote = (path: string) => `vscode-remote://${opened.host}${path}`;
  const payload = ["extensionDevelopmentPath", "extensionTestsPath"] as const;
  if (version === "oldest")
    opened.searchParams.set("payload", JSON.stringify(payload.map((name) => [name, remote(text(name))])));
  return opened.href;
}

async function launch(): Promise<number> {
  const server = await startServer({
    version,
    userData: text("user-data-dir"),
    extensions: setting("CLAN_BACKUPS_EXTENSIONS"),
    isTrusted: process.env["CLAN_BACKUPS_UNTRUSTED"] === undefined,
    environment: { CLAN_BACKUPS_TESTS: text("extensionTestsPath") },
  });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(address(server));
    const report = await until(() => readFile(setting("CLAN_BACKUPS_REPORT"), "utf8"), LIMIT);
    const { results }: Report = JSON.parse(report);
    return results.filter(({ state }) => state === "failed").length;
  } catch (error) {
    console.error(server.output());
    throw error;
  } finally {
    await browser.close();
    await server.stop();
  }
}

// Chromium and the server go when this does; playwright would only close Chromium.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(143));

process.exitCode = (await launch()) > 0 ? 1 : 0;
