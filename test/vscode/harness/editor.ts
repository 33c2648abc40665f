import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { until } from "./until.ts";

const SHORT = 3_000;

export type Severity = "error" | "warning" | "info" | "hint";

/** Runs in the page: why there is no such squiggle under the text, or undefined when there is one. */
function hasSquiggle(editor: Element, { text, squiggle }: { text: string; squiggle: string }): string | undefined {
  const plain = (line: Element) => (line.textContent ?? "").replaceAll("\u00a0", " ");
  const lines = [...editor.querySelectorAll(".view-line")].filter((line) => plain(line).includes(text));
  const [line] = lines;
  if (line === undefined || lines.length > 1) return `On the screen ${lines.length} times`;
  const range = document.createRange();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const from = plain(line).indexOf(text);
  let at = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? "";
    if (from >= at && from < at + length) range.setStart(node, from - at);
    if (from + text.length > at && from + text.length <= at + length) range.setEnd(node, from + text.length - at);
    at += length;
  }
  const place = range.getBoundingClientRect();
  const isUnder = ({ left, right, top, bottom }: DOMRect) =>
    left <= place.left + 2 && right >= place.right - 2 && top < place.bottom && bottom > place.top;
  const isThere = [...editor.querySelectorAll(squiggle)].some((it) => isUnder(it.getBoundingClientRect()));
  return isThere ? undefined : "Without a squiggle";
}

/** The editor that has the focus. */
export class Editor {
  readonly #page: Page;
  readonly #folder: string;
  #file = "";

  constructor(page: Page, folder: string) {
    this.#page = page;
    this.#folder = folder;
  }

  get #active(): Locator {
    return this.#page.locator(".editor-group-container.active .editor-instance");
  }

  /** Called with the file that was opened; resolves when its text is on the screen. */
  async opened(file: string): Promise<void> {
    this.#file = file;
    await this.#active.locator(".view-line").first().waitFor();
  }

  /** The lines on the screen. */
  async text(): Promise<string> {
    const lines = await this.#active.locator(".view-line").evaluateAll((all) =>
      all
        .map((line) => ({ top: line instanceof HTMLElement ? line.offsetTop : 0, text: line.textContent ?? "" }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  /** Resolves when the lines on the screen hold the text. */
  async shows(text: string): Promise<void> {
    await until(async () => {
      const shown = await this.text();
      if (!shown.includes(text)) throw new Error(`Not on the screen: ${text}\nOn the screen:\n${shown}`);
    });
  }

  /**
   * Puts the cursor where `|` stands in a text that the saved file has once.
   * @throws {Error} when the file has not, or more than once
   */
  async cursorTo(marked: string): Promise<void> {
    const [before = "", after = ""] = marked.split("|");
    const text = await readFile(join(this.#folder, this.#file), "utf8");
    const found = text.split(before + after).length - 1;
    if (found !== 1) throw new Error(`${this.#file} has ${found} times: ${before + after}`);
    const lines = text.slice(0, text.indexOf(before + after) + before.length).split("\n");
    await this.goTo(lines.length, (lines.at(-1)?.length ?? 0) + 1);
  }

  /** Puts the cursor to a place; lines and columns count from 1. */
  async goTo(line: number, column: number): Promise<void> {
    const input = this.#page.locator(".quick-input-widget:visible");
    // One of before may be about to close.
    await input.waitFor({ state: "hidden" });
    await until(async () => {
      if (!(await input.isVisible())) await this.#page.keyboard.press("Control+KeyG");
      await input.waitFor({ timeout: SHORT });
    });
    await input.getByRole("textbox").fill(`:${line}:${column}`);
    await this.#page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
    await this.#page.getByRole("button", { name: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** The squiggles of a severity. */
  squiggles(severity: Severity): Locator {
    return this.#active.locator(`.squiggly-${severity}`);
  }

  /** Resolves when a squiggle of this severity is under the text, which the screen shows once. */
  async squiggleUnder(text: string, severity: Severity): Promise<void> {
    await until(async () => {
      const under = await this.#active.evaluate(hasSquiggle, { text, squiggle: `.squiggly-${severity}` });
      if (under !== undefined) throw new Error(`${under}: ${text} (${severity})`);
    });
  }

  /** The hover at the cursor, once it is there. */
  async hover(): Promise<Locator> {
    const hover = this.#page.locator(".monaco-hover:visible").first();
    await until(async () => {
      await this.#page.keyboard.press("Control+KeyK");
      await this.#page.keyboard.press("Control+KeyI");
      await hover.waitFor({ timeout: SHORT });
    });
    return hover;
  }

  /** Opens the light bulb's menu at the cursor and takes the fix of this title. */
  async fix(title: string | RegExp): Promise<void> {
    const row = this.#page.locator(".action-widget").getByRole("option", { name: title });
    await until(async () => {
      await this.#page.keyboard.press("Control+Period");
      await row.first().waitFor({ timeout: SHORT });
    });
    await row.first().click();
  }

  /** Follows the link on the screen whose text has these words, with Ctrl and the mouse. */
  async followLink(words: string): Promise<void> {
    await this.#active
      .locator(".detected-link")
      .filter({ hasText: words })
      .click({ modifiers: ["Control"] });
  }

  /** Asks for completion at the cursor; returns the row with this label once it is there. */
  async suggestion(label: string | RegExp): Promise<Locator> {
    const row = this.#page.locator(".suggest-widget.visible").getByRole("option", { name: label }).first();
    await until(async () => {
      if (!(await row.isVisible())) await this.#page.keyboard.press("Control+Space");
      await row.waitFor({ timeout: SHORT });
    });
    return row;
  }

  /** Types at the cursor, as a person does: what VS Code adds by itself, it adds. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text, { delay: 10 });
  }

  /** Saves, and resolves when nothing is left to save. */
  async save(): Promise<void> {
    await this.#page.keyboard.press("Control+KeyS");
    await this.#page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }
}
