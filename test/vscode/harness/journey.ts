import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { inject, test } from "vitest";
import { startBrowser } from "./browser.ts";
import { copyExample, type Example, FAILURES, ROOT } from "./places.ts";
import { type Server, startServer } from "./server.ts";
import { PATIENCE } from "./until.ts";
import { Workbench } from "./workbench.ts";

export interface JourneyOptions {
  readonly example: Example;
  /** Without it the folder is trusted. */
  readonly isTrusted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Such as a PATH with the stand-in for `clan`. */
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** Changes the copy of the example before it is opened. */
  readonly prepare?: (folder: string) => Promise<void> | void;
  /** Lines of the extension's log that are meant to be errors. */
  readonly errors?: RegExp;
}

/** A session of VS Code with an example open. */
interface Session {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: Server;
  readonly folder: string;
  /** All that the session writes is in here: the copy, the profile. */
  readonly home: string;
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

async function openSession({
  example,
  isTrusted = true,
  settings,
  environment,
  prepare,
}: JourneyOptions): Promise<Session> {
  const { extensions, sessions } = inject("places");
  const home = await mkdtemp(join(sessions, "session-"));
  const profile = join(home, "profile");
  const folder = copyExample(example, home);
  await prepare?.(folder);
  const options = { version: "newest", userData: profile, extensions, isTrusted, settings } as const;
  const [server, browser] = await Promise.all([
    startServer({ ...options, environment: environment?.(folder) }),
    startBrowser(),
  ]);
  const console: string[] = [];
  const page = await openPage(browser, console);
  return { page, browser, server, folder, home, profile, console };
}

async function close({ browser, server, home }: Session): Promise<void> {
  await browser.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

/** Leaves a picture, a trace and the logs; returns the folder they are in. */
async function keep(name: string, { page, server, profile, console }: Session): Promise<string> {
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
async function errorsOf({ profile, console }: Session, expected: RegExp | undefined): Promise<string[]> {
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
  return [...logged, ...thrown].filter((line) => expected?.test(line) !== true);
}

/**
 * One test: VS Code with the packaged extension and a copy of an example open, in a fresh profile. It fails when `body` does, and when
 * the extension logged or threw an error; then a picture, a trace and the logs are kept, in a folder that the message names.
 */
export function journey(name: string, options: JourneyOptions, body: (vscode: Workbench) => Promise<void>): void {
  test(name, async () => {
    const session = await openSession(options);
    try {
      const { page, server, folder } = session;
      await page.goto(`${server.url}?folder=${encodeURI(folder)}`);
      await page.locator(".monaco-workbench .explorer-folders-view").waitFor();
      await body(new Workbench(page, folder));
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
