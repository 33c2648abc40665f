import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { contrast } from "../harness/contrast.ts";
import { journey } from "../harness/journey.ts";
import { SCREENS } from "../harness/places.ts";

/** WCAG 2.2: contrast of text (1.4.3), and of what is no text (1.4.11). VS Code's own descriptions have not more. */
const TEXT = 4.5;
const LINES = 3;

const THEMES = [
  { name: "dark", theme: "Default High Contrast" },
  { name: "light", theme: "Default High Contrast Light" },
] as const;

for (const { name, theme } of THEMES) {
  const settings = { "workbench.colorTheme": theme };
  journey(
    `tree, findings and picture are seen in high contrast, ${name}`,
    { example: "broken", settings },
    async (vscode) => {
      const { editor, page } = vscode;
      await vscode.openFile("machines/laptop/configuration.nix");
      await editor.squiggleUnder("directry", "error");
      const squiggle = await editor
        .squiggles("error")
        .first()
        .evaluate((it) => {
          const { borderBottomStyle, borderBottomColor } = getComputedStyle(it);
          return { borderBottomStyle, borderBottomColor };
        });
      const behind = (name: string) =>
        page.locator(".monaco-workbench").evaluate((workbench, variable) => {
          const probe = workbench.appendChild(document.createElement("div"));
          probe.style.backgroundColor = `var(${variable})`;
          return getComputedStyle(probe).backgroundColor;
        }, `--vscode-${name}-background`);
      expect(squiggle.borderBottomStyle).toBe("double");
      expect(contrast(squiggle.borderBottomColor, await behind("editor"))).toBeGreaterThan(LINES);

      await vscode.openContainer("Clan Backups");
      const row = vscode.treeItem(/^laptop, /);
      for (const part of [row.locator(".label-name"), row.locator(".label-description")]) {
        const color = await part.first().evaluate((it) => getComputedStyle(it).color);
        expect(contrast(color, await behind("sideBar"))).toBeGreaterThan(TEXT);
      }

      await vscode.run("Clan Backups: Show Picture of the Backups");
      const picture = await vscode.webview("svg");
      const drawn = await picture.evaluate((svg) => {
        const all = (selector: string, property: "fill" | "stroke") =>
          [...svg.querySelectorAll(selector)].map((it) => getComputedStyle(it)[property]);
        return {
          paper: all(".paper", "fill"),
          cards: all(".card", "fill"),
          texts: all("text", "fill"),
          lines: [...all(".card", "stroke"), ...all(".link", "stroke")],
        };
      });
      const [paper = ""] = drawn.paper;
      expect(drawn.texts.length * drawn.lines.length).toBeGreaterThan(0);
      for (const text of drawn.texts)
        for (const card of drawn.cards) expect(contrast(text, card)).toBeGreaterThan(TEXT);
      for (const line of drawn.lines) expect(contrast(line, paper)).toBeGreaterThan(LINES);
      await mkdir(SCREENS, { recursive: true });
      await page.screenshot({ path: join(SCREENS, `high-contrast-${name}.png`) });
    },
  );
}
