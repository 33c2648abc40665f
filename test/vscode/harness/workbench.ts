import { basename, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { Editor } from "./editor.ts";
import { until } from "./until.ts";

/** Milliseconds after which a key is pressed again: right after loading, the workbench drops some. */
const KEY_PATIENCE = 3_000;

/** The window of VS Code as a user meets it: what is asked of it resolves when it is on the screen and rejects when it does not get there. */
export class Workbench {
  readonly page: Page;
  /** The folder that is open: a copy of an example that is a journey's own. */
  readonly folder: string;
  readonly editor: Editor;

  constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
    this.editor = new Editor(page, folder);
  }

  /** The box that quick open, the palette, quick picks and input boxes share. */
  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  /** A row of an open quick pick. */
  choice(name: string | RegExp): Locator {
    return this.quickInput.getByRole("option", { name });
  }

  /** Presses keys until what they bring is on the screen. */
  async press(keys: string, brings: Locator): Promise<void> {
    await until(async () => {
      if (!(await brings.isVisible())) await this.page.keyboard.press(keys);
      await brings.waitFor({ timeout: KEY_PATIENCE });
    });
  }

  /** Opens a file by the name it has below the folder, and puts the cursor into it. */
  async openFile(path: string): Promise<void> {
    await this.press("Control+KeyP", this.quickInput);
    await this.quickInput.getByRole("textbox").fill(path);
    await this.choice(new RegExp(`^${basename(path).replaceAll(".", "\\.")}`))
      .first()
      .waitFor();
    await this.page.keyboard.press("Enter");
    await this.tab(basename(path)).waitFor();
    await this.editor.opened(path);
  }

  /** The tab of an open file, active or not. */
  tab(name: string): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${name.replaceAll(".", "\\.")}`) });
  }

  /** Runs a command by its whole title, category included, from the palette. */
  async run(title: string): Promise<void> {
    await this.press("F1", this.quickInput);
    await this.quickInput.getByRole("textbox").fill(`>${title}`);
    await this.choice(new RegExp(`^${title}(,|$)`))
      .first()
      .click();
  }

  /** The titles that the palette has under a category, sorted. */
  async commands(category: string): Promise<readonly string[]> {
    const prefix = `${category}: `;
    await this.press("F1", this.quickInput);
    await this.quickInput.getByRole("textbox").fill(`>${prefix}`);
    await this.choice(new RegExp(`^${prefix}`))
      .first()
      .waitFor();
    const titles = new Set<string>();
    await until(async () => {
      // Only the rows on the screen are in the page.
      const rows = await this.quickInput
        .getByRole("option")
        .evaluateAll((all) => all.map((row) => ({ label: row.ariaLabel ?? "", count: Number(row.ariaSetSize) })));
      for (const { label } of rows) titles.add(label);
      await this.page.keyboard.press("PageDown");
      if (titles.size < (rows[0]?.count ?? 1)) throw new Error(`Not all commands were seen: ${[...titles].join(", ")}`);
    });
    await this.page.keyboard.press("Escape");
    await this.quickInput.waitFor({ state: "hidden" });
    return [...titles]
      .filter((label) => label.startsWith(prefix))
      .map((label) => label.slice(prefix.length).split(",")[0] ?? "")
      .sort();
  }

  /** Chooses a row of the quick pick that is open or about to open. */
  async pick(name: string | RegExp): Promise<void> {
    await this.choice(name).first().click();
  }

  /** Types into the input box that is open or about to open, and accepts. */
  async answer(text: string): Promise<void> {
    await this.quickInput.getByRole("textbox").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** A pop-up that says this. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast").filter({ hasText: text });
  }

  /** Opens a view container by the name that its icon in the activity bar has. */
  async openContainer(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).first().click();
  }

  /** A row of a tree in the side bar. */
  treeItem(name: string | RegExp): Locator {
    return this.page.locator(".sidebar").getByRole("treeitem", { name });
  }

  /** Presses a button of a tree's row; these are on the screen only while the row is hovered. */
  async rowAction(row: string | RegExp, action: string | RegExp): Promise<void> {
    const item = this.treeItem(row).first();
    await item.hover();
    await item.getByRole("button", { name: action }).click();
  }

  /** Opens the Problems panel and returns its row with this message. */
  async problem(message: string | RegExp): Promise<Locator> {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) await this.run("Problems: Focus on Problems View");
    const row = panel.getByRole("treeitem").filter({ hasText: message }).first();
    await row.waitFor();
    return row;
  }

  /** The absolute path of a file of the folder. */
  path(file: string): string {
    return join(this.folder, file);
  }
}
