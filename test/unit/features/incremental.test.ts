import fc from "fast-check";
import { expect, it } from "vitest";
import { codeLenses } from "../../../server/features/codeLens.ts";
import { completion } from "../../../server/features/completion.ts";
import type { FeatureContext } from "../../../server/features/context.ts";
import { definitions } from "../../../server/features/definition.ts";
import { hover } from "../../../server/features/hover.ts";
import { inlayHints } from "../../../server/features/inlayHints.ts";
import { documentLinks } from "../../../server/features/links.ts";
import type { Spot } from "../../../server/features/places.ts";
import { foldingRanges, selectionRanges } from "../../../server/features/ranges.ts";
import { highlights, references } from "../../../server/features/references.ts";
import { rename } from "../../../server/features/rename.ts";
import { semanticTokens } from "../../../server/features/semanticTokens.ts";
import { documentSymbols, workspaceSymbols } from "../../../server/features/symbols.ts";
import { createLanguageService, type LanguageService } from "../../../server/languageService.ts";
import { LineIndex } from "../../../server/nix/source.ts";
import { NOW } from "../../support/features.ts";
import { memoryFiles } from "../../support/memoryFiles.ts";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();

const FILES: ReadonlyMap<string, string> = new Map([
  [
    "/clan/flake.nix",
    `{ outputs = { self, clan-core }: clan-core.lib.clan {
  inventory.machines.web.tags = [ "saved" ];
  inventory.instances.borgbackup.roles = { client.tags = [ "saved" ]; server.machines.vault = { }; };
  machines.web = { imports = [ ./web.nix ./common.nix ]; services.borgbackup.repos = import ./repos.nix; };
  machines.vault = { imports = [ ./common.nix ]; };
}; }`,
  ],
  ["/clan/repos.nix", '{ vault = { path = "/srv/vault"; authorizedKeys = [ ]; }; }'],
  ["/clan/alone.nix", '{ clan.core.state.alone.folders = [ "/srv/alone" ]; }'],
  [
    "/clan/inventory.nix",
    '{ machines.lonely.tags = [ "saved" ]; instances.borgbackup.roles.client.tags = [ "saved" ]; }',
  ],
  ["/clan/common.nix", '{ lib, ... }: { clan.core.state.www = lib.mkIf true { folders = [ "/srv/www" ]; }; }'],
  [
    "/clan/web.nix",
    `let disk = "/mnt/hdd"; in {
  fileSystems.\${disk} = { device = "/dev/disk/by-label/b"; options = [ "noauto" ]; };
  services.borgbackup.jobs.extra = { repo = "borg@vault:."; startAt = "daily"; paths = [ disk ]; };
  clan.core.state.mail.folders = [ "/var/mail" ];
}`,
  ],
]);
const DOCUMENTS = [...FILES.keys()];

function serviceWith(texts: ReadonlyMap<string, string>): LanguageService {
  const service = createLanguageService({ files: memoryFiles(FILES), parser });
  service.setFolders(["/clan"]);
  for (const [path, text] of texts) service.openDocument(path, text);
  return service;
}

const told = (spots: readonly Spot[]) => spots.map(({ file, start, end }) => [file, start, end]);

/** What would be renamed, or the reason why nothing is. */
function renamed(context: FeatureContext, offset: number) {
  const found = rename(context, offset, "another");
  return found.ok ? found.value.map(({ spot, newText }) => [...told([spot]), newText]) : found.reason;
}

/** Everything that is answered about a document, with the cursor at `offset`; whether it is judged first must make no difference. */
function answers(service: LanguageService, path: string, offset: number, isJudgedFirst: boolean) {
  if (isJudgedFirst) service.findingsIn(path);
  const found = service.contextOf(path);
  if (found === undefined) throw new Error("The document is not open.");
  const context: FeatureContext = { ...found, now: NOW, zone: "UTC" };
  const position = new LineIndex(context.file.text).positionAt(offset);
  const whole = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
  const uriOf = (file: string) => file;
  return {
    completion: completion(context, offset, { snippets: true }),
    hover: hover(context, offset),
    definitions: told(definitions(context, offset)),
    references: told(references(context, offset, true)),
    highlights: highlights(context, offset),
    links: documentLinks(context, uriOf),
    symbols: documentSymbols(context),
    workspace: workspaceSymbols(service.clans(), "", uriOf),
    folding: foldingRanges(context),
    selection: selectionRanges(context, [position]),
    hints: inlayHints(context, whole, { keyPaths: true, nextRuns: true, repositories: true }),
    lenses: codeLenses(context, true),
    tokens: semanticTokens(context),
    rename: renamed(context, offset),
    findings: service.findingsIn(path),
  };
}

const piece = fc.constantFrom(
  ...[
    "",
    " ",
    "\n",
    "{",
    "}",
    "[",
    "]",
    '"',
    ";",
    ".",
    "=",
    "a",
    "clan.",
    "borgbackup",
    'repo = "x";',
    "lib.mkIf c ",
    "folders",
    "# ",
  ],
);
const edit = fc.record({
  document: fc.constantFrom(...DOCUMENTS),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat({ max: 12 }),
  text: piece,
});

it("after any edits, every answer is that of a server that has just been started", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      (edits, where, isJudgedFirst) => {
        const texts = new Map(FILES);
        const edited = serviceWith(texts);
        let last = DOCUMENTS[0] ?? "";
        for (const { document, at, cut, text } of edits) {
          const old = texts.get(document) ?? "";
          const start = Math.floor(at * old.length);
          const end = Math.min(old.length, start + cut);
          texts.set(document, old.slice(0, start) + text + old.slice(end));
          edited.changeDocument(document, [{ start, end, text }]);
          last = document;
          // Answers in between must not spoil those that come later.
          answers(edited, document, start, start % 2 === 0);
        }
        const fresh = serviceWith(texts);
        for (const document of new Set([last, ...DOCUMENTS])) {
          const offset = Math.floor(where * (texts.get(document)?.length ?? 0));
          expect(answers(edited, document, offset, isJudgedFirst)).toEqual(
            answers(fresh, document, offset, !isJudgedFirst),
          );
        }
        edited.dispose();
        fresh.dispose();
      },
    ),
    { numRuns: 60 },
  );
});
