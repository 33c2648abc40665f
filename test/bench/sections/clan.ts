/** A clan of 1,000 machines: judged whole, and after an edit in one file of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPath, type LanguageService } from "../../../server/languageService.ts";
import { createNodeFiles } from "../../../server/nodeFiles.ts";
import { DEFAULT_SETTINGS } from "../../../server/workspace/settings.ts";
import { createEdits, editRows, measureEdits, SOUND_KINDS } from "../edits.ts";
import { machineName, writeClan } from "../generateClan.ts";
import { measure, timeOf } from "../measure.ts";
import { loadParsers, type Parsers } from "../parsers.ts";
import { createRandom } from "../random.ts";
import { type Ratio, type Report, type Row, ratio, row } from "../report.ts";
import { type Section, withFolder } from "../section.ts";
import { judgeTree } from "../tree.ts";
import { openFolder } from "../workspace.ts";

interface EditedFile {
  readonly name: string;
  readonly path: string;
  readonly places: number;
}

/** Edits one file of the clan that `service` holds, and asks for the findings of the whole workspace. */
function editRowsOf(service: LanguageService, parsers: Parsers, { name, path, places }: EditedFile) {
  const text = readFileSync(path, "utf8");
  service.openDocument(path, text);
  service.allFindings();
  const edits = createEdits(parsers, text, places, createRandom(4));
  const samples = measureEdits(parsers, text, edits, edits.slice(0, 4), (change) => {
    service.changeDocument(path, [change]);
    service.findingsIn(path);
  });
  service.closeDocument(path);
  return editRows(
    `an edit in ${name}`,
    SOUND_KINDS.flatMap((kind) => samples.get(kind) ?? []),
  );
}

function warmReport(folder: string, parsers: Parsers, machines: number, quick: boolean): Report {
  const options = { files: createNodeFiles({ roots: [folder] }), parser: parsers.nix, settings: DEFAULT_SETTINGS };
  const cold = row(
    "check, in this process, first time",
    "ms",
    timeOf(() => checkPath(folder, options)),
  );
  const warm = row(
    "check, in this process, warm",
    "ms",
    measure(quick ? 1 : 3, () => checkPath(folder, options)),
  );
  const service = openFolder(folder, parsers);
  const opened = row(
    "all findings after opening the folder",
    "ms",
    timeOf(() => service.allFindings()),
  );
  const rows: Row[] = [cold, warm, opened];
  const ratios: Ratio[] = [];
  const edited: readonly EditedFile[] = [
    {
      name: "one machine",
      path: join(folder, "machines", machineName(machines >> 1), "configuration.nix"),
      places: quick ? 2 : 30,
    },
    { name: "a module that all machines import", path: join(folder, "modules/base.nix"), places: 1 },
    { name: "the inventory", path: join(folder, "clan.nix"), places: 1 },
  ];
  for (const file of edited) {
    const { engine, bare } = editRowsOf(service, parsers, file);
    rows.push(engine, bare);
    const meaning = `what an edit in ${file.name} costs until the findings in that file are there`;
    ratios.push(ratio(engine, bare, { name: "a bare incremental reparse", meaning }));
  }
  service.dispose();
  return { title: `a clan of ${machines} machines, kept in memory`, rows, ratios, notes: [] };
}

export const run: Section = async ({ quick }) => {
  const machines = quick ? 50 : 1000;
  const parsers = await loadParsers();
  return withFolder(async (folder) => {
    writeClan(folder, machines);
    const whole = await judgeTree(`a generated clan of ${machines} machines`, folder, quick ? 1 : 3);
    return [whole, warmReport(folder, parsers, machines, quick)];
  });
};
