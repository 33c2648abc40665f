/** The engine over a folder on disk. */
import { createLanguageService, type LanguageService } from "../../server/languageService.ts";
import { createNodeFiles } from "../../server/nodeFiles.ts";
import type { Parsers } from "./parsers.ts";

/** A language service that looks into `folder`. */
export function openFolder(folder: string, { nix }: Parsers): LanguageService {
  const service = createLanguageService({ files: createNodeFiles({ roots: [folder] }), parser: nix });
  service.setFolders([folder]);
  return service;
}
