import { describe, expect, test } from "vitest";
import { rootScope } from "../../../server/nix/builtins.ts";
import { undefinedNames } from "../../../server/nix/syntax/undefinedNames.ts";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();
const scope = rootScope();

function namesIn(text: string): string[] {
  return undefinedNames(parser.parseOnce("/a.nix", text).root, scope).map(({ name }) => name);
}

describe("names that nothing binds", () => {
  test.each([
    ["{ config, ... }: { a = confg.b; }", ["confg"]],
    ["let a = b; in c", ["b", "c"]],
    ["{ inherit (pkgs) hello; inherit lib; }", ["lib", "pkgs"]],
    ["{ a ? b }: a", ["b"]],
    ["{ a = 1; b = a; }", ["a"]],
    ["with lib; mkIf", ["lib"]],
    ["(x: x) x", ["x"]],
    ['"${a}" + b.${c} or d', ["a", "b", "c", "d"]],
  ])("%s", (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });
});

describe("silent", () => {
  test.each([
    ["below with", "{ lib }: with lib; { a = mkIf; b = let c = d; in c; }"],
    ["about builtins, also those of newer Nix", "[ map builtins true __curPos __warn __convertHash break ]"],
    ["in a damaged set", "rec { a = b; c = ; }"],
    ["in a damaged let", "let a = ; in b"],
    ["in what is not Nix", "{ a = [ b ) ]; }"],
    ["where a rec set may be merged in", "{ a = rec { b = 1; }; a.c = b; }"],
    ["about a quoted computed name", 'rec { ${"x"} = 1; y = x; }'],
  ])("%s", (_, text) => {
    expect(namesIn(text)).toEqual([]);
  });
});

test("as deep as the syntax goes", () => {
  expect(namesIn(`${"[".repeat(5000)}a${"]".repeat(5000)}`)).toEqual([]);
  expect(namesIn(`${"(a: ".repeat(300)}b${")".repeat(300)}`)).toEqual(["b"]);
});
