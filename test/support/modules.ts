import { existsSync, readFileSync, statSync } from "node:fs";
import { createEvaluation } from "../../server/nix/evaluate.ts";
import type { Expr } from "../../server/nix/expr.ts";
import { type EvaluatedModules, evaluateModules, type ModulesInput } from "../../server/nix/modules/modules.ts";
import type { ModuleProblem } from "../../server/nix/modules/problem.ts";
import { optionName } from "../../server/nix/options/optionName.ts";
import { declarationTree } from "../../server/nix/options/optionTree.ts";
import { optionTypesValue } from "../../server/nix/options/optionValues.ts";
import type { RootScope } from "../../server/nix/scope.ts";
import type { NixParser } from "../../server/nix/syntax/parser.ts";
import { type Evaluation, type FileReader, Thunk } from "../../server/nix/thunk.ts";
import { attr, attrs, bool, builtin, fault, nullValue, unknown, type Value } from "../../server/nix/value.ts";
import { testParser } from "./nixParser.ts";

/** The part of nixpkgs' lib that these tests use, written down from its documentation. */
const LIB = `types: rec {
  inherit types;
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkForce = mkOverride 50;
  mkDefault = mkOverride 1000;
  mkOptionDefault = mkOverride 1500;
  mkOrder = priority: content: { _type = "order"; inherit priority content; };
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  mkOption = set: set // { _type = "option"; };
  mkEnableOption = name: mkOption { type = types.bool; default = false; };
  assertMsg = condition: message: condition;
}`;

export interface TestNix {
  readonly evaluation: Evaluation;
  readonly lib: Value;
  /** The thunk of an expression. */
  read(text: string): Thunk;
}

/** An evaluator over real files with the few names these tests need, for as long as nothing is changed on disk. */
export async function testNix(): Promise<() => TestNix> {
  const parser = await testParser();
  const parsed = new Map<string, Expr>();
  return () => createTestNix(parser, parsed);
}

function createTestNix(parser: NixParser, parsed: Map<string, Expr>): TestNix {
  const parse = (path: string, text: string) => {
    const known = parsed.get(path);
    if (known !== undefined) return known;
    const expr = parser.parse(path, text).root;
    parsed.set(path, expr);
    return expr;
  };
  const files: FileReader = {
    kindOf: (path) => (existsSync(path) ? (statSync(path).isDirectory() ? "directory" : "file") : "missing"),
    readText: (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
    readDirectory: () => undefined,
    parse: (path) => parse(path, readFileSync(path, "utf8")),
  };
  const evaluation = createEvaluation(files, ROOT);
  let count = 0;
  const read = (text: string) => {
    count++;
    return Thunk.expr(parser.parse(`/virtual/${count}.nix`, text).root, ROOT);
  };
  const makeLib = evaluation.evaluate(parse("/virtual/lib.nix", LIB), ROOT);
  const lib = evaluation.apply(makeLib, Thunk.of(optionTypesValue()), undefined);
  return { evaluation, lib, read };
}

const ROOT: RootScope = {
  kind: "root",
  names: new Map<string, Thunk>([
    ["true", Thunk.of(bool(true))],
    ["false", Thunk.of(bool(false))],
    ["null", Thunk.of(nullValue)],
    [
      "throw",
      Thunk.of(
        builtin("throw", 1, ([message], evaluation, at) => {
          const text = message?.force(evaluation);
          return fault("throw", text?.kind === "string" ? text.text : "an error", at);
        }),
      ),
    ],
    [
      "toString",
      Thunk.of(
        builtin("toString", 1, ([argument], evaluation) => {
          const value = argument?.force(evaluation);
          return value?.kind === "int" ? { kind: "string", text: String(value.value) } : unknown("toString");
        }),
      ),
    ],
  ]),
};

/** A package set in which every builder gives a package. */
export function testPackages(): Value {
  const derivation = attrs(
    new Map([
      ["type", attr(Thunk.of({ kind: "string", text: "derivation" }))],
      ["drvPath", attr(Thunk.of(unknown("a store path")))],
      ["outPath", attr(Thunk.of({ kind: "partial-string", pieces: ["/nix/store/", undefined] }))],
    ]),
    true,
  );
  const build = builtin("writeShellScript", 2, () => derivation);
  return attrs(new Map([["writeShellScript", attr(Thunk.of(build))]]), true);
}

/** Evaluates `modules` as `input` says; without declarations only what they declare themselves is known. */
export function evaluated(
  nix: TestNix,
  modules: readonly Thunk[],
  input: Partial<ModulesInput> = {},
): EvaluatedModules {
  return evaluateModules({
    declarations: declarationTree([]),
    ...input,
    evaluation: nix.evaluation,
    modules: modules.map((module) => ({ kind: "module" as const, module, definition: undefined })),
    lib: Thunk.of(nix.lib),
    arguments: new Map([["pkgs", Thunk.of(testPackages())]]),
  });
}

/** A problem as "kind option", sorted; what is not certain is marked. */
export function summary(problems: readonly ModuleProblem[]): string[] {
  return problems
    .filter(({ follows }) => !follows)
    .map(({ kind, option, certain }) => `${kind} ${optionName(option)}${certain ? "" : " (maybe)"}`.trim())
    .sort();
}

/** The text that a problem points at. */
export function pointed(found: ModuleProblem | undefined): string | undefined {
  const at = found?.at;
  if (at === undefined) return undefined;
  const { source, origin } = at.chunk;
  return source.text.slice(origin + at.start, origin + at.end);
}
