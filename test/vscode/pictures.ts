/**
 * `npm run pictures`: makes the pictures of the README in docs/pictures, light and dark, from the example of today: the overview, completion,
 * and the picture of the topology. Backups are really made first, by the stand-in.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { makeWorld } from "../clan/world/make.ts";
import { startBrowser } from "./harness/browser.ts";
import { installExtension, packageExtension } from "./harness/extension.ts";
import { ROOT } from "./harness/places.ts";
import { startServer } from "./harness/server.ts";
import { Workbench } from "./harness/workbench.ts";

const PICTURES = join(ROOT, "docs/pictures");
const THEMES = { light: "Light Modern", dark: "Dark Modern" } as const;
const MACHINE = "machines/myhostname/configuration.nix";
type Theme = keyof typeof THEMES;

/** What would draw the eye from what is shown. */
const QUIET = {
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.fontSize": 13,
  "workbench.layoutControl.enabled": false,
  "git.enabled": false,
  "remote.autoForwardPorts": false,
};

interface Studio {
  readonly vscode: Workbench;
  readonly shoot: (name: string) => Promise<void>;
}

/** A finding with its message beside the code, and fresh backups in the side bar. */
async function overview({ vscode, shoot }: Studio): Promise<void> {
  await vscode.openContainer("Clan Backups");
  await vscode.rowAction(/^myhostname, /, "Create Backup");
  await vscode.notification(/is backed up with borgbackup and localbackup/).waitFor();
  await vscode.clearNotifications();
  await vscode.expand(/^myhostname, /);
  await vscode.expand(/^backuphost, .*on backuphost/);
  await vscode.expand(/^hdd, /);
  await vscode.openFile(MACHINE);
  await vscode.editor.cursorTo('"~/Mus|ic"');
  await vscode.editor.squiggleUnder('"~/Music"', "error");
  // The mouse would take the hover away, wherever it goes.
  await vscode.editor.hover();
  await shoot("overview");
}

/** What can be said of a state. */
async function completion({ vscode, shoot }: Studio): Promise<void> {
  await vscode.openFile(MACHINE);
  await vscode.editor.cursorTo('folders = [ "/var/lib/radicale/collections" ];|');
  await vscode.page.keyboard.press("Enter");
  await vscode.editor.suggestion(/^preRestoreScript/);
  await vscode.page.keyboard.press("Control+Space");
  await vscode.page.locator(".suggest-details").waitFor();
  await shoot("completion");
  await vscode.page.keyboard.press("Escape");
  await vscode.page.keyboard.press("Control+KeyZ");
}

async function topology({ vscode, shoot }: Studio): Promise<void> {
  await vscode.run("View: Close All Editors");
  await vscode.page.setViewportSize({ width: 1280, height: 400 });
  await vscode.run("Clan Backups: Show Picture of the Backups");
  await vscode.webview("svg");
  await shoot("picture");
}

/** A folder that a shell would understand, and borg does not. */
async function makeMistake(clan: string): Promise<void> {
  const file = join(clan, MACHINE);
  await writeFile(file, (await readFile(file, "utf8")).replace('"/root"', '"/root"\n    "~/Music"'));
}

/** The same picture in fewer bytes, with no pixel changed: quality 1 is lossless in Chromium. */
async function webp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const address = await page.evaluate(
      async (source) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        const reader = new FileReader();
        reader.readAsDataURL(await canvas.convertToBlob({ type: "image/webp", quality: 1 }));
        await new Promise((resolve) => reader.addEventListener("load", resolve, { once: true }));
        return String(reader.result);
      },
      `data:image/png;base64,${png.toString("base64")}`,
    );
    return Buffer.from(address.replace("data:image/webp;base64,", ""), "base64");
  } finally {
    await page.close();
  }
}

async function shootAll(theme: Theme, extensions: string, browser: Browser): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "clan-backups-pictures-"));
  const world = await makeWorld(join(folder, "world"), { example: "inventory-2026", removes: folder });
  await makeMistake(world.clan);
  const settings = {
    ...QUIET,
    "workbench.colorTheme": THEMES[theme],
    "clanBackups.clanPath": join(world.folder, "bin/clan"),
    "clanBackups.sshConfigFile": join(world.folder, "ssh_config"),
  };
  const profile = { userData: join(folder, "profile"), extensions, isTrusted: true, settings };
  const server = await startServer({ version: "newest", ...profile });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
    page.setDefaultTimeout(60_000);
    await page.goto(`${server.url}?folder=${encodeURI(world.clan)}`);
    const shoot = async (name: string) => {
      const picture = await webp(browser, await page.screenshot({ caret: "initial" }));
      await writeFile(join(PICTURES, `${name}-${theme}.webp`), picture);
    };
    const studio = { vscode: new Workbench(page, world.clan), shoot };
    await overview(studio);
    await completion(studio);
    await topology(studio);
    await page.close();
  } finally {
    await server.stop();
    await world[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const folder = await mkdtemp(join(tmpdir(), "clan-backups-installed-"));
await mkdir(PICTURES, { recursive: true });
const vsix = await packageExtension(folder);
const extensions = join(folder, "extensions");
await installExtension(vsix, extensions, join(folder, "profile"), "newest");
const browser = await startBrowser();
try {
  for (const theme of ["light", "dark"] as const) await shootAll(theme, extensions, browser);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
