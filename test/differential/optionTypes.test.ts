import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { evaluated, type TestNix, testNix } from "../support/modules.ts";
import { evaluateJson } from "../support/nixInstantiate.ts";

const fixture = fileURLToPath(new URL("../fixtures/modules/types.json", import.meta.url));
const libFolder = process.env["CLAN_BACKUPS_NIXPKGS_LIB"];
const record = process.env["CLAN_BACKUPS_RECORD"] === "1";

const TYPES = [
  "str",
  "nonEmptyStr",
  "singleLineStr",
  'strMatching "[a-z]+[0-9]?"',
  "lines",
  "commas",
  "int",
  "ints.positive",
  "ints.unsigned",
  "ints.u8",
  "ints.s8",
  "ints.between 2 5",
  "port",
  "float",
  "number",
  "bool",
  'enum [ "a" 1 null ]',
  "path",
  "package",
  "attrs",
  "anything",
  "raw",
  "unspecified",
  "functionTo int",
  "nullOr int",
  "listOf int",
  "listOf (nullOr str)",
  "nonEmptyListOf int",
  "attrsOf int",
  "lazyAttrsOf str",
  "attrsOf (listOf int)",
  "uniq int",
  "either int str",
  "either (listOf int) str",
  "oneOf [ int bool str ]",
  "coercedTo int toString str",
  "coercedTo (listOf str) (x: 5) int",
  "addCheck int (x: x > 3)",
  "submodule { options.n = lib.mkOption { type = int; default = 1; }; }",
  "deferredModule",
];

const VALUES = [
  "1",
  "4",
  "-129",
  "300",
  "70000",
  "1.5",
  "true",
  "null",
  '""',
  '"a"',
  '"ab1"',
  '"ab12"',
  '" \\n"',
  '"x\\ny"',
  '"/etc"',
  '"/nix/store/0000000000000000000000000000000a-x"',
  "/etc/hosts",
  "[ ]",
  "[ 1 2 ]",
  '[ "a" null ]',
  "[ (lib.mkIf false true) 3 ]",
  "{ }",
  "{ a = 1; }",
  "{ n = 2; }",
  '{ a = "s"; b = [ 1 ]; }',
  "{ a = [ 1 ]; }",
  '{ type = "derivation"; outPath = "/nix/store/0000000000000000000000000000000a-x"; }',
  '{ outPath = "/etc"; }',
  "(x: x)",
  "(lib.mkForce 2)",
  '(lib.mkMerge [ "a" "b" ])',
  "(lib.mkMerge [ [ 1 ] (lib.mkBefore [ 2 ]) ])",
  "(lib.mkMerge [ 5 (lib.mkIf true 5) ])",
  "(lib.mkMerge [ 5 6 ])",
  "(lib.mkMerge [ null 6 ])",
  "(lib.mkMerge [ { a = 1; } { b = 2; } ])",
  "(lib.mkMerge [ { a = 1; } { a = lib.mkForce 2; } ])",
  "(lib.mkIf false 1)",
];

/** Whether each type takes each value, to the depth of the whole value. */
const verdicts = z.array(z.array(z.boolean()));

/** A submodule imports a path and calls a function, which ends in errors that nothing can catch. */
const isAsked = (type: string, value: string) => !(type.startsWith("submodule") && /^("?\/|\(x: x\))/.test(value));

/** With a description: an option that has a type alone may add to one of another module, so its submodules are not known whole. */
const moduleText = (type: string, value: string) =>
  `{ lib, ... }: let inherit (builtins) toString; in { options.x = lib.mkOption { description = "x"; type = with lib.types; ${type}; }; config.x = ${value}; }`;

function question(lib: string): string {
  const rows = TYPES.map(
    (type) => `[ ${VALUES.map((value) => (isAsked(type, value) ? `(${moduleText(type, value)})` : "{ }")).join(" ")} ]`,
  );
  return `let
  lib = import ${lib}/lib;
  force = value: if builtins.isFunction value || lib.isDerivation value then true
    else if builtins.isAttrs value then builtins.all force (builtins.attrValues (builtins.removeAttrs value [ "_module" ]))
    else if builtins.isList value then builtins.all force value else builtins.seq value true;
  judge = module: (builtins.tryEval (force (lib.evalModules { modules = [ module ]; }).config.x or null)).success;
in map (map judge) [ ${rows.join("\n")} ]`;
}

describe("option types against values", () => {
  let make: () => TestNix;
  beforeAll(async () => {
    make = await testNix();
  });

  const compare = (real: readonly (readonly boolean[])[]) => {
    const differences: string[] = [];
    for (const [row, type] of TYPES.entries()) {
      for (const [column, value] of VALUES.entries()) {
        // A user's option without a definition is an error only for what reads it.
        if (value === "(lib.mkIf false 1)" || !isAsked(type, value)) continue;
        const nix = make();
        const text = moduleText(type, value).replace("let inherit (builtins) toString; in ", "");
        const found = evaluated(nix, [nix.read(text)])
          .problems()
          .filter(({ certain }) => certain);
        if ((found.length === 0) !== real[row]?.[column])
          differences.push(`${type} = ${value}: ${found.map(({ kind }) => kind).join(" ") || "fine"}`);
      }
    }
    return differences;
  };

  it("agree with the verdicts on record", () => {
    expect(compare(verdicts.parse(JSON.parse(readFileSync(fixture, "utf8"))))).toEqual([]);
  });

  const title = "agree with the real types";
  if (libFolder === undefined) it.skip(`${title} (CLAN_BACKUPS_NIXPKGS_LIB names no checkout of nixpkgs.lib)`);
  else
    it(title, async () => {
      const file = join(mkdtempSync(join(tmpdir(), "types-")), "types.nix");
      writeFileSync(file, question(libFolder));
      const real = verdicts.parse(await evaluateJson(file));
      if (record || !existsSync(fixture)) writeFileSync(fixture, JSON.stringify(real));
      expect(compare(real)).toEqual([]);
    });
});
