import { basename, join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { Editor } from "./editor.ts";
import { KEY_PATIENCE, until } from "./until.ts";

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
    await this.quickInput.waitFor({ state: "hidden" });
    await this.tab(basename(path)).waitFor();
    await this.editor.opened(path);
  }

  /** The tab of an open file, active or not. */
  tab(name: string): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${name.replaceAll(".", "\\.")}`) });
  }

  /** Runs a command by its whole title, category included, from the palette; with `isByKeys` without the mouse. */
  async run(title: string, isByKeys = false): Promise<void> {
    const row = this.choice(new RegExp(`^${title}(,|$)`)).first();
    await until(async () => {
      await this.#closeQuickInput();
      await this.press("F1", this.quickInput);
      await this.quickInput.getByRole("textbox").fill(`>${title}`, { timeout: KEY_PATIENCE });
      await row.waitFor({ timeout: KEY_PATIENCE });
      if (!isByKeys) await this.#click(row);
    });
    if (!isByKeys) return;
    await this.quickInput.locator(".monaco-list-row.focused").and(row).waitFor();
    await this.page.keyboard.press("Enter");
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
    await until(() => this.#click(this.choice(name).first()));
  }

  /** The palette does not show commands that come while it is open, and a box of before may be about to close. */
  async #closeQuickInput(): Promise<void> {
    if (await this.quickInput.isVisible()) await this.page.keyboard.press("Escape");
    await this.quickInput.waitFor({ state: "hidden", timeout: KEY_PATIENCE });
  }

  /** Clicks a row of a quick pick; its hover would be in the way if the mouse were on it already. */
  async #click(row: Locator): Promise<void> {
    await this.page.mouse.move(0, 0);
    await row.click({ timeout: KEY_PATIENCE });
  }

  /** Chooses a row of the quick pick that asks for `placeholder`: one may follow another. */
  async pickFrom(placeholder: string, name: string | RegExp): Promise<void> {
    await this.quickInput.getByPlaceholder(placeholder, { exact: true }).waitFor();
    await this.pick(name);
  }

  /** Types into the input box that is open or about to open, and accepts. */
  async answer(text: string): Promise<void> {
    await this.quickInput.getByRole("textbox").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Types into the input box of this title, and accepts. */
  async answerTo(title: string, text: string): Promise<void> {
    await this.quickInput.getByText(title, { exact: true }).waitFor();
    await this.answer(text);
  }

  /** A pop-up that says this. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast").filter({ hasText: text });
  }

  /** Takes all pop-ups away, so that those that come can be told from those that were. */
  async clearNotifications(): Promise<void> {
    await this.run("Notifications: Clear All Notifications");
    await this.page.locator(".notification-toast").first().waitFor({ state: "detached" });
  }

  /** Opens a view container by the name that its icon in the activity bar has. */
  async openContainer(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).first().click();
  }

  /** A row of a tree in the side bar. */
  treeItem(name: string | RegExp): Locator {
    return this.page.locator(".sidebar").getByRole("treeitem", { name });
  }

  /** Opens a row of a tree; resolves when what is below it can be on the screen. */
  async expand(row: string | RegExp): Promise<void> {
    const item = this.treeItem(row).first();
    await until(async () => {
      if ((await item.getAttribute("aria-expanded")) === "true") return;
      await item.locator(".monaco-tl-twistie").click();
      throw new Error(`Not expanded: ${row}`);
    });
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

  /** Resolves when the Problems panel, which must be open, has no row with this message. */
  async noProblem(message: string | RegExp): Promise<void> {
    const rows = this.page.locator(".markers-panel").getByRole("treeitem").filter({ hasText: message });
    await rows.first().waitFor({ state: "detached" });
  }

  /** The page of the webview that is shown. */
  get webviewFrame(): FrameLocator {
    return this.page.frameLocator("iframe.webview").frameLocator("#active-frame");
  }

  /** An element of the webview that is shown, once it is there. */
  async webview(selector: string): Promise<Locator> {
    const element = this.webviewFrame.locator(selector).first();
    await element.waitFor();
    return element;
  }

  /** The absolute path of a file of the folder. */
  path(file: string): string {
    return join(this.folder, file);
  }
}
