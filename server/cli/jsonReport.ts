/** `--format json`: the contract for programs, version 1. */
import type { Finding } from "../finding.ts";
import { countFindings, type Report } from "./report.ts";

/** Keys in the order of the contract; `option` and `machine` are left out where there is none. */
function findingAsJson(finding: Finding, nameOf: Report["nameOf"]) {
  const { file, range, severity, code, message, option, machine, related, fixes } = finding;
  return {
    file: nameOf(file),
    range,
    severity,
    code,
    message,
    ...(option === undefined ? {} : { option }),
    ...(machine === undefined ? {} : { machine }),
    related: related.map((place) => ({ file: nameOf(place.file), range: place.range, message: place.message })),
    fixes: fixes.map(({ title }) => ({ title })),
  };
}

/** Returns the report as one JSON document and a line break. */
export function jsonReport({ release, files, findings, nameOf }: Report): string {
  const document = {
    version: 1,
    release,
    files,
    findings: findings.map((finding) => findingAsJson(finding, nameOf)),
    summary: countFindings(findings),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
