import { compareFindings, type Finding } from "../finding.ts";

/** The findings of `subjects` by file, sorted. What several machines share is told once, for the first of them. */
export function collectFindings(
  subjects: Iterable<{ readonly findings: readonly Finding[] }>,
): ReadonlyMap<string, readonly Finding[]> {
  const byFile = new Map<string, Finding[]>();
  const seen = new Map<string, { readonly machine: string | undefined; readonly messages: Set<string> }>();
  for (const { findings } of subjects) {
    for (const finding of findings) {
      const place = JSON.stringify([finding.file, finding.range, finding.code]);
      const first = seen.get(place);
      if (first !== undefined && (first.machine !== finding.machine || first.messages.has(finding.message))) continue;
      if (first === undefined) seen.set(place, { machine: finding.machine, messages: new Set([finding.message]) });
      else first.messages.add(finding.message);
      const list = byFile.get(finding.file);
      if (list === undefined) byFile.set(finding.file, [finding]);
      else list.push(finding);
    }
  }
  for (const [file, list] of byFile) byFile.set(file, withoutRepeats(list).sort(compareFindings));
  return byFile;
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
