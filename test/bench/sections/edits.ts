/** From an edit to its findings, in a module of 1,000 lines: alone in a folder, and as one machine of a clan. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createEdits,
  EDIT_KINDS,
  type EditKind,
  type EditSamples,
  editRows,
  measureEdits,
  SOUND_KINDS,
} from "../edits.ts";
import { generateModule } from "../generate.ts";
import { machineName, pinRelease, writeClan } from "../generateClan.ts";
import { timeOf } from "../measure.ts";
import { loadParsers, type Parsers } from "../parsers.ts";
import { createRandom } from "../random.ts";
import { type Report, ratio, row } from "../report.ts";
import { type Section, withFolder } from "../section.ts";
import { openFolder } from "../workspace.ts";

const LINES = 1000;
/** An edit is to cost at most this many bare reparses of it. */
const TARGET = 3;

/** Edits the file at `path`, which holds a generated module. */
function editFile(label: string, parsers: Parsers, folder: string, path: string, places: number): Report {
  const text = generateModule(LINES);
  const service = openFolder(folder, parsers);
  service.openDocument(path, text);
  const first = timeOf(() => service.findingsIn(path));
  const before = service.findingsIn(path);
  const warmUp = createEdits(parsers, text, Math.ceil(places / 2), createRandom(3));
  const edits = createEdits(parsers, text, places, createRandom(2));
  const samples = measureEdits(parsers, text, edits, warmUp, (change) => {
    service.changeDocument(path, [change]);
    service.findingsIn(path);
  });
  const after = service.findingsIn(path);
  if (JSON.stringify(after) !== JSON.stringify(before))
    throw new Error(`The findings in ${label} are not what they were.`);
  service.dispose();
  const of = (kind: EditKind): EditSamples => samples.get(kind) ?? { engine: [], bare: [] };
  const kinds = EDIT_KINDS.map((kind) => ({ kind, ...editRows(kind, [of(kind)]) }));
  const sound = editRows("all edits that leave it sound", SOUND_KINDS.map(of));
  return {
    title: `edit → findings, ${label}`,
    rows: [
      row("first findings after opening", "ms", first),
      ...[...kinds, sound].flatMap(({ engine, bare }) => [engine, bare]),
    ],
    ratios: [
      ratio(sound.engine, sound.bare, {
        name: "a bare incremental reparse",
        target: TARGET,
        meaning:
          "what an edit costs until its findings are there, by the medians of all edits that leave the file sound",
      }),
      ...kinds.map(({ kind, engine, bare }) =>
        ratio(engine, bare, { name: "a bare incremental reparse", target: TARGET, meaning: kind }),
      ),
    ],
    notes: [`${before.length} findings in the file.`],
  };
}

export const run: Section = async ({ quick }) => {
  const parsers = await loadParsers();
  const places = quick ? 5 : 60;
  const machines = quick ? 20 : 200;
  const alone = await withFolder((folder) => {
    pinRelease(folder);
    return editFile(`a module of ${LINES} lines`, parsers, folder, join(folder, "module.nix"), places);
  });
  const inClan = await withFolder((folder) => {
    writeClan(folder, machines);
    const path = join(folder, "machines", machineName(machines >> 1), "configuration.nix");
    writeFileSync(path, generateModule(LINES));
    return editFile(`the same module as one of ${machines} machines`, parsers, folder, path, places);
  });
  return [alone, inClan];
};
