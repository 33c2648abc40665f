import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Workbench } from "./workbench.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * Returns what axe finds wrong in the webview that is shown, a line for each element.
 *
 * Our webviews are sandboxed without scripts, and there axe never ends: its timers do not fire. So it judges what the
 * webview shows (its elements and styles, the colours of the theme among them) in a page of its own.
 */
export async function axeViolations(vscode: Workbench): Promise<readonly string[]> {
  const shown = await (await vscode.webview("html")).evaluate((html) => {
    const copy = html.cloneNode(true);
    if (!(copy instanceof HTMLElement)) throw new Error("No page is shown");
    for (const policy of copy.querySelectorAll("meta[http-equiv=Content-Security-Policy]")) policy.remove();
    return copy.outerHTML;
  });
  const page = await vscode.page.context().newPage();
  try {
    await page.setContent(`<!DOCTYPE html>${shown}`);
    await page.addScriptTag({ path: AXE });
    const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
    if (passes.length === 0) throw new Error(`axe judged nothing of: ${shown}`);
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
  } finally {
    await page.close();
  }
}
