import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { inject, test } from "vitest";
import { startBrowser } from "./browser.ts";
import { copyExample, type Example, FAILURES, ROOT } from "./places.ts";
import { type Server, startServer } from "./server.ts";
import { PATIENCE } from "./until.ts";
import { Workbench } from "./workbench.ts";

/** What a journey happens in. */
export interface Scene {
  /** The folder that is opened. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of VS Code. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends what runs in it. */
  readonly close?: () => Promise<void>;
}

export interface SessionOptions {
  /** Without it the folder is trusted. */
  readonly isTrusted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lines of the extension's log that are meant to be errors. */
  readonly errors?: RegExp;
  /** What is missing here for it, in one line: then it is skipped. */
  readonly missing?: string | undefined;
}

export interface JourneyOptions extends SessionOptions {
  readonly example: Example;
  /** Such as a PATH with the stand-in for `clan`. */
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** Changes the copy of the example before it is opened. */
  readonly prepare?: (folder: string) => Promise<void> | void;
}

/** A session of VS Code with a folder open. */
interface Session<S extends Scene> {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: Server;
  /** All that the session writes is in here: the scene, the profile. */
  readonly home: string;
  readonly scene: S;
  readonly profile: string;
  /** What the browser's console said, a line each. */
  readonly console: string[];
}

async function openPage(browser: Browser, lines: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(PATIENCE);
  await context.tracing.start({ snapshots: true, screenshots: false, sources: true });
  const page = await context.newPage();
  page.on("console", (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => lines.push(`pageerror: ${error.message}`));
  return page;
}

async function openSession<S extends Scene>(
  options: SessionOptions,
  set: (home: string) => Promise<S>,
): Promise<Session<S>> {
  const { extensions, sessions } = inject("places");
  const home = await mkdtemp(join(sessions, "session-"));
  const profile = join(home, "profile");
  const scene = await set(home);
  const { isTrusted = true } = options;
  const [server, browser] = await Promise.all([
    startServer({
      version: "newest",
      userData: profile,
      extensions,
      isTrusted,
      settings: { ...scene.settings, ...options.settings },
      environment: scene.environment,
    }),
    startBrowser(),
  ]);
  const console: string[] = [];
  const page = await openPage(browser, console);
  return { page, browser, server, scene, home, profile, console };
}

async function close({ browser, server, scene, home }: Session<Scene>): Promise<void> {
  await browser.close();
  await server.stop();
  await scene.close?.();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

/** Leaves a picture, a trace and the logs; returns the folder they are in. */
async function keep(name: string, { page, server, profile, console }: Session<Scene>): Promise<string> {
  const folder = join(FAILURES, name.replaceAll(/[^a-z0-9]+/gi, "-"));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const results = await Promise.allSettled([
    page.screenshot({ path: join(folder, "screen.png") }),
    page.context().tracing.stop({ path: join(folder, "trace.zip") }),
    cp(join(profile, "logs"), join(folder, "logs"), { recursive: true }),
    writeFile(join(folder, "server.log"), server.output()),
    writeFile(join(folder, "console.log"), console.join("\n")),
  ]);
  const missed = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
  if (missed.length > 0) await writeFile(join(folder, "not-kept.log"), missed.join("\n"));
  return relative(ROOT, folder);
}

/** Errors of our extension: in its own log, and where VS Code tells that it threw. What VS Code itself lacks here is noise. */
async function errorsOf({ profile, console }: Session<Scene>, expected: RegExp | undefined): Promise<string[]> {
  const logs = await readdir(join(profile, "logs"), { recursive: true });
  const own = logs.filter((file) => /clan-backups[^/]*\/.*\.log$|remoteexthost\.log$/.test(file));
  const texts = await Promise.all(
    own.map(async (file) => ({ file, text: await readFile(join(profile, "logs", file), "utf8") })),
  );
  const logged = texts.flatMap(({ file, text }) =>
    text
      .split("\n")
      .filter(
        (line) => line.includes("[error]") && (!file.endsWith("remoteexthost.log") || /clan-?backups/i.test(line)),
      ),
  );
  const thrown = console.filter((line) => /^(error|pageerror): .*clan-?backups/is.test(line));
  // VS Code asks for the actions of a row that was drawn anew meanwhile: its own race, which nobody sees.
  const noise = /No tree item with id/;
  return [...logged, ...thrown].filter((line) => !noise.test(line) && expected?.test(line) !== true);
}

/**
 * One test: VS Code with the packaged extension and a scene open, in a fresh profile. It fails when `body` does, and when
 * the extension logged or threw an error; then a picture, a trace and the logs are kept, in a folder that the message names.
 */
export function journeyIn<S extends Scene>(
  name: string,
  options: SessionOptions,
  set: (home: string) => Promise<S>,
  body: (vscode: Workbench, scene: S) => Promise<void>,
): void {
  test.skipIf(options.missing !== undefined)(name, async () => {
    const session = await openSession(options, set);
    try {
      const { page, server, scene } = session;
      await page.goto(`${server.url}?folder=${encodeURI(scene.folder)}`);
      await page.locator(".monaco-workbench .explorer-folders-view").waitFor();
      await body(new Workbench(page, scene.folder), scene);
      const errors = await errorsOf(session, options.errors);
      if (errors.length > 0) throw new Error(`The extension had errors:\n${errors.join("\n")}`);
    } catch (error) {
      const where = await keep(name, session);
      throw new Error(`${error instanceof Error ? error.message : String(error)}\nKept in ${where}`, { cause: error });
    } finally {
      await close(session);
    }
  });
}

/** A journey in a copy of an example. */
export function journey(name: string, options: JourneyOptions, body: (vscode: Workbench) => Promise<void>): void {
  const { example, environment, prepare } = options;
  const set = async (home: string): Promise<Scene> => {
    const folder = copyExample(example, home);
    await prepare?.(folder);
    return { folder, ...(environment && { environment: environment(folder) }) };
  };
  journeyIn(name, options, set, body);
}
