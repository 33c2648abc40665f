/** A cursor in a clan: the text of a document with `|` where the cursor is, and the files around it. */
import type { FeatureContext } from "../../server/features/context.ts";
import { createLanguageService } from "../../server/languageService.ts";
import type { Settings } from "../../server/workspace/settings.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { testParser } from "./nixParser.ts";

export interface At {
  readonly context: FeatureContext;
  readonly offset: number;
}

export interface ClanFiles {
  /** Texts by path in the clan's folder, such as `flake.nix`. The document is one of them, or new. */
  readonly files?: Readonly<Record<string, string>>;
  readonly release?: string;
  /** The document's path in the clan's folder. */
  readonly document?: string;
}

/** 2026-11-23, a Monday, at ten in the morning in Berlin. */
export const NOW = Date.UTC(2026, 10, 23, 9);

/** The context of a document whose text has one `|` for the cursor. */
export async function at(
  marked: string,
  { files = {}, release, document = "module.nix" }: ClanFiles = {},
): Promise<At> {
  const offset = marked.indexOf("|");
  if (offset < 0) throw new Error(`There is no cursor in ${marked}`);
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const context = await contextOf(text, { files, document, ...(release !== undefined && { release }) });
  return { context, offset };
}

/** The context of a document without a cursor. */
export async function contextOf(
  text: string,
  { files = {}, release, document = "module.nix" }: ClanFiles = {},
): Promise<FeatureContext> {
  const all = new Map(
    Object.entries({ ...files, [document]: text }).map(([path, content]) => [`/clan/${path}`, content]),
  );
  const service = createLanguageService({ files: memoryFiles(all), parser: await testParser() });
  service.setFolders(["/clan"]);
  const settings: Settings = { ...DEFAULT_SETTINGS, release: release ?? "auto" };
  service.setSettings(settings);
  service.openDocument(`/clan/${document}`, text);
  const context = service.contextOf(`/clan/${document}`);
  if (context === undefined) throw new Error("The document is not open.");
  return { ...context, now: NOW, zone: "Europe/Berlin" };
}
