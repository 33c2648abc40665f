/** `--format sarif`: SARIF 2.1.0 (OASIS standard), as code scanning services read it. */
import type { Finding, Severity } from "../finding.ts";
import type { Range } from "../nix/source.ts";
import type { Report } from "./report.ts";

/** SARIF 2.1.0 §3.27.10 knows error, warning, note and none. */
const LEVELS = { error: "error", warning: "warning", info: "note", hint: "note" } as const satisfies Record<
  Severity,
  string
>;

/** §3.30: lines and columns from 1, the end column is the one after the region. */
const regionOf = ({ start, end }: Range) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

/** §3.4.3: a URI reference (RFC 3986). A first segment with a colon would be read as a scheme. */
function uriOf(name: string): string {
  const escaped = name.split("/").map(encodeSegment).join("/");
  return name.startsWith("/") ? `file://${escaped}` : escaped;
}

/** `encodeURIComponent` throws on half a surrogate pair, which a file name may hold; such a half becomes U+FFFD. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(Buffer.from(segment, "utf8").toString("utf8"));
}

function resultOf(finding: Finding, rules: readonly string[], nameOf: Report["nameOf"]) {
  const { file, range, severity, code, message, option, machine, related } = finding;
  const locationOf = (place: string, region: Range) => ({
    physicalLocation: { artifactLocation: { uri: uriOf(nameOf(place)) }, region: regionOf(region) },
  });
  return {
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: LEVELS[severity],
    message: { text: message },
    locations: [locationOf(file, range)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place, id) => ({
            id,
            ...locationOf(place.file, place.range),
            message: { text: place.message },
          })),
        }),
    ...(option === undefined && machine === undefined ? {} : { properties: { option, machine } }),
  };
}

/** §3.49: what code scanning shows beside a finding. Markdown needs a text beside it (§3.12.4). */
function ruleOf(id: string, page: string | undefined) {
  // Behind the heading.
  const [, opening] = page?.split("\n\n") ?? [];
  if (page === undefined || opening === undefined) return { id };
  const text = opening.replaceAll("\n", " ");
  return { id, fullDescription: { text }, help: { text, markdown: page } };
}

/** Returns the report as one SARIF log and a line break. */
export function sarifReport({ version, findings, notes, nameOf, pageOf }: Report): string {
  const rules = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "clan-backups", version, rules: rules.map((id) => ruleOf(id, pageOf(id))) } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            ...(notes.length === 0
              ? {}
              : { toolExecutionNotifications: notes.map((text) => ({ level: "note", message: { text } })) }),
          },
        ],
        results: findings.map((finding) => resultOf(finding, rules, nameOf)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
