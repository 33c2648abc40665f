import { compareFindings, type Finding, type Fix } from "../finding.ts";

/** What is told at one place, by its message, for the first machine that it was found on. */
interface Told {
  readonly machine: string | undefined;
  /** Where in the list of the file each message stands. */
  readonly indexes: Map<string, number>;
}

/** The findings of `subjects` by file, sorted. What several machines share is told once, for the first of them, and mended for all. */
export function collectFindings(
  subjects: Iterable<{ readonly findings: readonly Finding[] }>,
): ReadonlyMap<string, readonly Finding[]> {
  const byFile = new Map<string, Finding[]>();
  const seen = new Map<string, Told>();
  for (const { findings } of subjects) {
    for (const finding of findings) {
      const place = JSON.stringify([finding.file, finding.range, finding.code]);
      const list = byFile.get(finding.file) ?? [];
      byFile.set(finding.file, list);
      const told = seen.get(place) ?? { machine: finding.machine, indexes: new Map<string, number>() };
      seen.set(place, told);
      const index = told.indexes.get(finding.message);
      const known = index === undefined ? undefined : list[index];
      if (index !== undefined && known !== undefined)
        list[index] = { ...known, fixes: withMore(known.fixes, finding.fixes) };
      else if (told.machine === finding.machine) told.indexes.set(finding.message, list.push(finding) - 1);
    }
  }
  for (const [file, list] of byFile) byFile.set(file, withoutRepeats(list).sort(compareFindings));
  return byFile;
}

/** `fixes` with what `others` of the same title change in further files. */
function withMore(fixes: readonly Fix[], others: readonly Fix[]): readonly Fix[] {
  return fixes.map((fix) => {
    const files = new Set(fix.edits.map(({ file }) => file));
    const same = others.find(({ title }) => title === fix.title);
    const more = same?.edits.filter(({ file }) => !files.has(file)) ?? [];
    return more.length === 0 ? fix : { ...fix, edits: [...fix.edits, ...more] };
  });
}

/** A key that is not there is said better by its rule than by the option that has no value for it. */
function withoutRepeats(findings: Finding[]): Finding[] {
  const told = new Set(
    findings.flatMap(({ code, range }) => (code === "missing-key-file" ? [JSON.stringify(range)] : [])),
  );
  if (told.size === 0) return findings;
  return findings.filter(({ code, range }) => code !== "evaluation-error" || !told.has(JSON.stringify(range)));
}

/** `judged` and what was `read` in the text of the same file, sorted. A name that an option's value needs is told with the option. */
export function withTextFindings(judged: readonly Finding[], read: readonly Finding[]): readonly Finding[] {
  const faults = judged.filter(({ code }) => code === "evaluation-error");
  const told = new Set(faults.map(({ range }) => JSON.stringify(range)));
  return [...judged, ...read.filter(({ range }) => !told.has(JSON.stringify(range)))].sort(compareFindings);
}
