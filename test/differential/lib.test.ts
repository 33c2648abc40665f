/**
 * Random calls of nixpkgs' lib: our values are those of the real lib, or unknown.
 *
 * CLAN_BACKUPS_NIXPKGS_LIB names a checkout of nixpkgs.lib; without it only the answers on record are compared. LIB_SEED and LIB_COUNT
 * ask for other and more calls, CLAN_BACKUPS_RECORD=1 writes a record.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { rootScope } from "../../server/nix/builtins.ts";
import { createEvaluation } from "../../server/nix/evaluate.ts";
import { libValue } from "../../server/nix/lib.ts";
import { optionTypesValue } from "../../server/nix/options/optionValues.ts";
import type { RootScope } from "../../server/nix/scope.ts";
import type { NixParser } from "../../server/nix/syntax/parser.ts";
import { Thunk, unknownThunk } from "../../server/nix/thunk.ts";
import { type Attr, attr, attrs, int, openList, string, stringOf, type Value } from "../../server/nix/value.ts";
import { HIDDEN, type LibCase, libCases } from "../support/libCases.ts";
import { testParser } from "../support/nixParser.ts";
import { type Agreement, type Answer, agreement, NO_FILES, nixAnswers, show } from "../support/nixValues.ts";

const fixture = fileURLToPath(new URL("../fixtures/lib/answers.json", import.meta.url));
const libFolder = process.env["CLAN_BACKUPS_NIXPKGS_LIB"];
const SEED = Number(process.env["LIB_SEED"] ?? 20_260_201);
const COUNT = Number(process.env["LIB_COUNT"] ?? 12);
const RECORDED = 3;
const record = process.env["CLAN_BACKUPS_RECORD"] === "1";

const recordings = z.array(
  z.strictObject({
    name: z.string(),
    text: z.string(),
    answer: z.union([z.literal("failed"), z.strictObject({ value: z.unknown() })]),
  }),
);

interface Judged {
  readonly name: string;
  readonly agreement: Agreement;
  readonly report: string;
}

function judge(one: LibCase, answer: Answer, root: RootScope, nix: NixParser): Judged {
  const evaluation = createEvaluation(NO_FILES, root);
  const value = evaluation.evaluate(nix.parseOnce("/lib/test.nix", one.text).root, root);
  const theirs = answer === "failed" ? "an error" : JSON.stringify(answer.value);
  return {
    name: one.name,
    agreement: agreement(value, answer, evaluation),
    report: `${one.text}\n  Nix:  ${theirs}\n  ours: ${show(value, evaluation)}`,
  };
}

/** The names of files, with `lib` and what `more` adds. */
function rootWith(more: Readonly<Record<string, Thunk>>): RootScope {
  const lib = Thunk.of(libValue({ types: optionTypesValue() }));
  return { kind: "root", names: new Map([...rootScope().names, ["lib", lib], ...Object.entries(more)]) };
}

/** Those of `cases` whose function the lib has: some are newer than an old release. */
async function known(prelude: string, cases: readonly LibCase[]): Promise<readonly LibCase[]> {
  const names = [...new Set(cases.map(({ name }) => name))];
  const path = (name: string) =>
    `[ ${name
      .split(".")
      .map((part) => `"${part}"`)
      .join(" ")} ]`;
  const [answer] = await nixAnswers(prelude, [
    `[ ${names.map((name) => `(lib.hasAttrByPath ${path(name)} lib)`).join(" ")} ]`,
  ]);
  const has = z.strictObject({ value: z.array(z.boolean()) }).parse(answer).value;
  const missing = new Set(names.filter((_, index) => has[index] !== true));
  if (missing.size > 0) console.info(`this lib has no ${[...missing].join(", ")}`);
  return cases.filter(({ name }) => !missing.has(name));
}

/** What we are told of the names that Nix knows whole. */
function hiddenNames(): Readonly<Record<string, Thunk>> {
  const set = (fields: Readonly<Record<string, Attr>>): Thunk => Thunk.of(attrs(new Map(Object.entries(fields)), true));
  const maybe: Attr = { ...attr(unknownThunk("c")), certain: false };
  const list = (elements: readonly Value[], prefix: number) =>
    Thunk.of(
      openList(
        elements.map((element) => Thunk.of(element)),
        prefix,
      ),
    );
  return {
    hiddenBool: unknownThunk("a Boolean"),
    hiddenDigits: unknownThunk("a string"),
    hiddenInt: unknownThunk("an integer"),
    hiddenInts: set({ a: attr(Thunk.of(int(1))), c: maybe }),
    hiddenList: list([int(1), int(3)], 1),
    hiddenListSet: set({ b: attr(list([int(2)], 1)) }),
    hiddenName: unknownThunk("a name"),
    hiddenNames: list([string("b")], 0),
    hiddenSet: set({ a: attr(Thunk.of(int(1))), c: maybe }),
    hiddenTest: unknownThunk("a function"),
    hiddenText: Thunk.of(stringOf(["ab", undefined, "cd"])),
  };
}

/** The names in lib and in its parts; those of the types are the business of other tests. */
function namesOf(lib: Value): string[] {
  const evaluation = createEvaluation(NO_FILES, rootScope());
  const entries = lib.kind === "attrs" ? [...lib.entries] : [];
  return entries.flatMap(([name, entry]) => {
    const part = entry.value.force(evaluation);
    return part.kind === "attrs" && name !== "types"
      ? [name, ...[...part.entries.keys()].map((inner) => `${name}.${inner}`)]
      : [name];
  });
}

function different(judged: readonly Judged[]): string[] {
  return judged.filter((one) => one.agreement === "different").map((one) => one.report);
}

/** Functions of which more than `share` of the calls are unknown, with that share in percent. */
function oftenUnknown(judged: readonly Judged[], share: number): string[] {
  return [...new Set(judged.map(({ name }) => name))].flatMap((name) => {
    const calls = judged.filter((one) => one.name === name);
    const unknown = calls.filter((one) => one.agreement === "unknown").length / calls.length;
    return unknown > share ? [`${name} ${Math.round(100 * unknown)} %`] : [];
  });
}

function summary(title: string, judged: readonly Judged[]): void {
  const unknown = judged.filter((one) => one.agreement === "unknown").length / judged.length;
  console.info(
    `${judged.length} calls ${title}, ${different(judged).length} different, ${(100 * unknown).toFixed(2)} % unknown`,
  );
}

describe("functions of nixpkgs' lib", () => {
  it("give what is on record of the real lib", async () => {
    const nix = await testParser();
    const recorded = existsSync(fixture) ? recordings.parse(JSON.parse(readFileSync(fixture, "utf8"))) : [];
    const root = rootWith({});
    const judged = recorded.map((one) => judge(one, one.answer, root, nix));
    expect(different(judged)).toEqual([]);
    expect(oftenUnknown(judged, 0.99)).toEqual([]);
    expect(judged.length).toBeGreaterThan(300);
  });

  const unavailable = "(CLAN_BACKUPS_NIXPKGS_LIB names no checkout of nixpkgs.lib)";
  const title = "give what the real lib gives, and rarely nothing";
  const partly = "hold where only a part of the arguments is known";
  const onlyTheirs = "have no name that the real lib has not";
  if (libFolder === undefined) {
    it.skip(`${title} ${unavailable}`);
    it.skip(`${partly} ${unavailable}`);
    it.skip(`${onlyTheirs} ${unavailable}`);
    return;
  }
  const prelude = `let lib = import ${libFolder}/lib; ${HIDDEN} in`;

  it(onlyTheirs, { timeout: 120_000 }, async () => {
    const paths = namesOf(libValue({ types: optionTypesValue() }));
    expect(paths.length).toBeGreaterThan(400);
    const [missing] = await nixAnswers(prelude, [
      // Our names are those of the newest release.
      `if lib.versionOlder lib.trivial.release "26.05" then [ ] else builtins.filter (path: !(lib.hasAttrByPath (lib.splitString "." path) lib)) [ ${paths.map((path) => `"${path}"`).join(" ")} ]`,
    ]);
    expect(missing).toEqual({ value: [] });
  });

  it(title, { timeout: 1_200_000 }, async () => {
    const nix = await testParser();
    const cases = await known(prelude, libCases(SEED, COUNT, false));
    const answers = await nixAnswers(
      prelude,
      cases.map(({ text }) => text),
    );
    const root = rootWith({});
    const judged = cases.map((one, index) => judge(one, answers[index] ?? "failed", root, nix));
    summary("with whole arguments", judged);
    console.info(`unknown in more than 20 %: ${oftenUnknown(judged, 0.2).join(", ") || "none"}`);
    if (record) {
      const kept = cases.flatMap((one, index) =>
        index % COUNT < RECORDED ? [{ ...one, answer: answers[index] }] : [],
      );
      writeFileSync(fixture, JSON.stringify(kept));
    }
    expect(different(judged)).toEqual([]);
  });

  it(partly, { timeout: 1_200_000 }, async () => {
    const nix = await testParser();
    const all = libCases(SEED + 1, COUNT, true).filter(({ text }) => text.includes("hidden"));
    const cases = await known(prelude, all);
    const answers = await nixAnswers(
      prelude,
      cases.map(({ text }) => text),
    );
    const root = rootWith(hiddenNames());
    const judged = cases.map((one, index) => judge(one, answers[index] ?? "failed", root, nix));
    summary("with parts", judged);
    expect(different(judged)).toEqual([]);
  });
});
