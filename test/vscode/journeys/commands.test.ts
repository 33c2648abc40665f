import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { journey } from "../harness/journey.ts";
import { ROOT } from "../harness/places.ts";
import { until } from "../harness/until.ts";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string }[] };
  };
}

/** The titles that package.json enables in a clan that has everything. */
function enabled(isTrusted: boolean): readonly string[] {
  const { contributes }: Manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const hidden = new Set(contributes.menus.commandPalette.map(({ command }) => command));
  const holds = (condition: string) => condition !== "isWorkspaceTrusted" || isTrusted;
  return contributes.commands
    .filter(({ command }) => !hidden.has(command))
    .filter(({ enablement = "" }) => enablement.split(" && ").every(holds))
    .map(({ title }) => title)
    .sort();
}

for (const isTrusted of [true, false]) {
  const where = isTrusted ? "a trusted clan" : "a clan that is not trusted";
  journey(
    `the palette of ${where} offers the commands that can run`,
    { example: "guide-2024", isTrusted },
    async (vscode) => {
      await vscode.openFile("machines/myhostname/configuration.nix");
      const expected = enabled(isTrusted);
      // What is not enabled the palette leaves out; views bring commands of their own.
      const offered = async () => (await vscode.commands("Clan Backups")).filter((title) => !/^Focus on /.test(title));
      await until(async () => expect(await offered()).toEqual(expected));
    },
  );
}
