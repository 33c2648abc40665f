import { describe, expect, test } from "vitest";
import { excerptOf, linesOf } from "../../server/cli/excerpt.ts";
import { columnsOf, printable } from "../../server/cli/printable.ts";
import { textReport } from "../../server/cli/textReport.ts";
import { coloured, findingOf, plain, rangeOf, reportOf } from "../support/findings.ts";

const file = "/clan/machines/a/configuration.nix";

test("a finding is shown with its line, a mark under the place, other places and ways to mend it", () => {
  const finding = findingOf({
    machine: "a",
    related: [{ file: "/clan/flake.nix", range: rangeOf(0, 0, 1), message: "The machine is made here" }],
    fixes: [{ title: "Change it to directory", edits: [] }],
  });
  const sources = { [file]: '{\n  directry = "/x";\n}\n', "/clan/flake.nix": "{ }" };
  expect(textReport(reportOf([finding], sources), plain)).toBe(
    [
      "error There is no option directry. Did you mean directory? [unknown-option] (machine a)",
      "  machines/a/configuration.nix:2:3",
      '  2 |   directry = "/x";',
      "    |   ^^^^^^^^",
      "  The machine is made here:",
      "  flake.nix:1:1",
      "  1 | { }",
      "    | ^",
      "  fix: Change it to directory",
      "",
      "1 error in 12 files. Judged by clan-core 2024-06: clan-core in flake.lock is of 2024-06-20.",
      "",
    ].join("\n"),
  );
});

test("the last line counts in words", () => {
  const lastLine = (report: ReturnType<typeof reportOf>) => textReport(report, plain).trimEnd().split("\n").at(-1);
  expect(lastLine({ ...reportOf([]), files: 1 })).toMatch(/^No findings in 1 file\. /);
  const severities = ["error", "warning", "warning", "info", "hint", "hint"] as const;
  const findings = severities.map((severity) => findingOf({ severity }));
  expect(lastLine(reportOf(findings))).toMatch(/^1 error, 2 warnings, 1 info, 2 hints in 12 files\. /);
});

test("notes stand before the last line", () => {
  expect(textReport({ ...reportOf([]), notes: ["Only 3 files were read."] }, plain)).toMatch(
    /^Note: Only 3 files were read\.\nNo findings/,
  );
});

test("colours only when asked for", () => {
  const report = reportOf([findingOf()], { [file]: "\n  directry" });
  expect(textReport(report, coloured)).toContain("\u001b[");
  expect(textReport(report, plain)).not.toContain("\u001b");
});

test("a file that is gone, or shorter than it was, is named without its text", () => {
  expect(textReport(reportOf([findingOf()]), plain)).toContain("\n  machines/a/configuration.nix:2:3\n\n");
});

describe("what a terminal would obey is written out", () => {
  test.for([
    ["\u001b[31mred", "<U+001B>[31mred"],
    ["a\u0007\u009b", "a<U+0007><U+009B>"],
    ["a\u202eb\u2066", "a<U+202E>b<U+2066>"],
    ["\ud800", "<U+D800>"],
    ["a\r\nb", "a<U+000D><U+000A>b"],
    ["é 漢 👩‍👩‍👧 🐚", "é 漢 👩‍👩‍👧 🐚"],
  ] as const)("%j", ([text, shown]) => expect(printable(text)).toBe(shown));

  test("in names, messages and source", () => {
    const evil = findingOf({ file: "/clan/a\u001b.nix", message: "see \u001b]0;x\u0007", machine: "m\n" });
    const text = textReport(reportOf([evil], { "/clan/a\u001b.nix": "\n  \u001b[2Jdirectry" }), plain);
    expect([...text].filter((character) => character < " " && character !== "\n")).toEqual([]);
    expect(text).toContain("a<U+001B>.nix:2:3");
  });
});

describe("the mark stands under the place", () => {
  // The marked text is what is between « and ».
  test.for([
    "a «b» c",
    "\t«b»",
    "a\tb\t«c\td»",
    "漢字 «x»",
    "e\u0301 «漢字» x",
    "🐚🐚 «🐚»",
    "\u200b«x»\u001b",
    "\u001b[31m«x»",
  ])("%j", (marked) => {
    const line = marked.replace(/[«»]/g, "");
    const end = marked.indexOf("»") - 1;
    const excerpt = excerptOf([line], rangeOf(0, marked.indexOf("«"), end));
    if (excerpt === undefined) throw new Error("there is no excerpt");
    const shownBefore = excerpt.text.slice(0, indexAtColumn(excerpt.text, excerpt.column));
    const shown = excerpt.text.slice(shownBefore.length, indexAtColumn(excerpt.text, excerpt.column + excerpt.width));
    const wanted = line.slice(marked.indexOf("«"), end);
    expect(shown.replaceAll(/ +/g, " ")).toBe(printable(wanted.replaceAll("\t", " ")));
    expect(excerpt.text).not.toContain("\t");
  });

  /** The shortest beginning of `text` that is that wide. */
  function indexAtColumn(text: string, column: number): number {
    let index = 0;
    while (index < text.length && columnsOf(text.slice(0, index)) < column) index += 1;
    return index;
  }

  test("a place over several lines is marked to the end of the first, an empty one with one mark", () => {
    expect(excerptOf(["  abc", "d"], rangeOf(0, 2, 1, 1))).toEqual({ line: 1, text: "  abc", column: 2, width: 3 });
    expect(excerptOf(["abc"], rangeOf(0, 3, 3))).toEqual({ line: 1, text: "abc", column: 3, width: 1 });
    expect(excerptOf(["abc"], rangeOf(4, 0, 1))).toBeUndefined();
  });

  test("a long line is cut around the place, never within a character", () => {
    const line = `${"🐚".repeat(5_000)}here${"🐚".repeat(5_000)}`;
    const excerpt = excerptOf([line], rangeOf(0, 10_000, 10_004));
    expect(excerpt?.text.length).toBeLessThan(170);
    expect(excerpt?.text).toMatch(/^…(🐚)+here(🐚)+…$/u);
    const huge = excerptOf(["x".repeat(10_000_000)], rangeOf(0, 0, 10_000_000));
    expect(huge?.width).toBeLessThan(170);
  });
});

test("lines end as LSP says", () => {
  expect(linesOf("a\nb\r\nc\rd")).toEqual(["a", "b", "c", "d"]);
});
