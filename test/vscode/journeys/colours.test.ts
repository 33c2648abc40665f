import { journey } from "../harness/journey.ts";
import { until } from "../harness/until.ts";
import type { Workbench } from "../harness/workbench.ts";

/** The colours in which the theme paints the pieces of the line with `text`, by how they begin. */
async function coloursOf({ page }: Workbench, text: string, pieces: readonly string[]): Promise<readonly string[]> {
  const line = page.locator(".view-line").filter({ hasText: text }).first();
  const spans = await line
    .locator("span[class^=mtk]")
    .evaluateAll((all) => all.map((span) => ({ text: span.textContent ?? "", colour: getComputedStyle(span).color })));
  return pieces.map((piece) => {
    const found = spans.find((span) => span.text.startsWith(piece));
    if (found === undefined) throw new Error(`${piece} is not coloured in ${JSON.stringify(spans)}`);
    return found.colour;
  });
}

journey(
  "Nix is coloured and edited as Nix, and a step is written as a whole",
  { example: "guide-2024" },
  async (vscode) => {
    const { editor, page } = vscode;
    await vscode.openFile("machines/myhostname/configuration.nix");
    await until(async () => {
      const colours = await coloursOf(vscode, "borg@backuphost", ["repo", "borg", "backuphost", ":/var/lib"]);
      if (new Set(colours).size < colours.length) throw new Error(`Some have the same colour: ${colours.join(", ")}`);
    });

    await editor.cursorTo('system.stateVersion = "24.05";|');
    await editor.type("\nscript = ''");
    await editor.shows("  script = ''''");
    await page.keyboard.press("Control+Slash");
    await editor.shows("  # script = ''''");

    await page.keyboard.press("End");
    await editor.type("\nbackup-st");
    await editor.suggestion("backup-state");
    await page.keyboard.press("Enter");
    await editor.shows("  clan.core.state.myservice = {\n    folders = [");
    // The name stands in several places, and is typed once.
    await editor.type("wiki");
    await editor.shows('    folders = [ "/var/backup/wiki" ];');
  },
);
