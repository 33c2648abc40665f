import { describe, expect, test } from "vitest";
import { githubReport } from "../../server/cli/githubReport.ts";
import { jsonReport } from "../../server/cli/jsonReport.ts";
import { sarifReport } from "../../server/cli/sarifReport.ts";
import { findingOf, rangeOf, reportOf } from "../support/findings.ts";

const full = findingOf({
  option: "clan.localbackup.targets.hdd.directry",
  machine: "a",
  related: [{ file: "/clan/flake.nix", range: rangeOf(0, 0, 1), message: "made here" }],
  fixes: [{ title: "Change it", edits: [{ file: "/clan/flake.nix", range: rangeOf(0, 0, 1), newText: "" }] }],
});
const bare = findingOf({ severity: "hint", code: "removed-option", file: "/elsewhere/x y.nix" });

test("json is the contract's document, keys in its order", () => {
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 10 } };
  const document = {
    version: 1,
    release: "2024-06",
    files: 12,
    findings: [
      {
        file: "machines/a/configuration.nix",
        range,
        severity: "error",
        code: "unknown-option",
        message: "There is no option directry. Did you mean directory?",
        option: "clan.localbackup.targets.hdd.directry",
        machine: "a",
        related: [
          {
            file: "flake.nix",
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
            message: "made here",
          },
        ],
        fixes: [{ title: "Change it" }],
      },
      {
        file: "../elsewhere/x y.nix",
        range,
        severity: "hint",
        code: "removed-option",
        message: "There is no option directry. Did you mean directory?",
        related: [],
        fixes: [],
      },
    ],
    summary: { error: 1, warning: 0, info: 0, hint: 1 },
  };
  expect(jsonReport(reportOf([full, bare]))).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
});

test("sarif has what a 2.1.0 log needs: rules, places from 1, relative URIs", () => {
  const page = "# unknown-option\n\nNix stops:\nthere is none.\n\nMore.\n";
  const pageOf = (code: string) => (code === "unknown-option" ? page : undefined);
  const report = { ...reportOf([full, bare]), notes: ["Only 3 files were read."], pageOf };
  const opening = { text: "Nix stops: there is none." };
  const region = { startLine: 2, startColumn: 3, endLine: 2, endColumn: 11 };
  const text = "There is no option directry. Did you mean directory?";
  const place = (uri: string, at: object) => ({ physicalLocation: { artifactLocation: { uri }, region: at } });
  const first = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  expect(JSON.parse(sarifReport(report))).toEqual({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "clan-backups",
            version: "1.2.3",
            rules: [
              { id: "removed-option" },
              { id: "unknown-option", fullDescription: opening, help: { ...opening, markdown: page } },
            ],
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [{ level: "note", message: { text: "Only 3 files were read." } }],
          },
        ],
        results: [
          {
            ruleId: "unknown-option",
            ruleIndex: 1,
            level: "error",
            message: { text },
            locations: [place("machines/a/configuration.nix", region)],
            relatedLocations: [{ id: 0, ...place("flake.nix", first), message: { text: "made here" } }],
            properties: { option: "clan.localbackup.targets.hdd.directry", machine: "a" },
          },
          {
            ruleId: "removed-option",
            ruleIndex: 0,
            level: "note",
            message: { text },
            locations: [place("../elsewhere/x%20y.nix", region)],
          },
        ],
      },
    ],
  });
});

test("sarif names any file with a URI", () => {
  const uris = ["/clan/a:b#c?.nix", "/clan/ü%.nix", "/clan/\ud800.nix"].map((file) => {
    const log: unknown = JSON.parse(sarifReport(reportOf([findingOf({ file })])));
    return JSON.stringify(log).match(/"uri":"([^"]*)"/)?.[1];
  });
  expect(uris).toEqual(["a%3Ab%23c%3F.nix", "%C3%BC%25.nix", "%EF%BF%BD.nix"]);
});

describe("github", () => {
  test("one command per finding and note", () => {
    const report = { ...reportOf([full, bare]), notes: ["100% read"] };
    expect(githubReport(report)).toBe(
      [
        "::error file=machines/a/configuration.nix,line=2,endLine=2,col=3,endColumn=10,title=unknown-option::There is no option directry. Did you mean directory?",
        "::notice file=../elsewhere/x y.nix,line=2,endLine=2,col=3,endColumn=10,title=removed-option::There is no option directry. Did you mean directory?",
        "::notice::100%25 read",
        "",
      ].join("\n"),
    );
  });

  test("what would end a command or a property is escaped", () => {
    const evil = findingOf({
      file: "/clan/a,b:c%\n.nix",
      message: "one\r\n::error::two %0A",
      range: rangeOf(0, 0, 1, 3),
    });
    expect(githubReport(reportOf([evil]))).toBe(
      "::error file=a%2Cb%3Ac%25%0A.nix,line=1,endLine=4,title=unknown-option::one%0D%0A::error::two %250A\n",
    );
  });
});
