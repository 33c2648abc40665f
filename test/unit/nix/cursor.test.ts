import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cursorPlace } from "../../../server/nix/cursor/cursor.ts";
import type { Step } from "../../../server/nix/cursor/place.ts";

function stepText(step: Step): string {
  if (step.kind === "name") return step.name;
  return step.kind === "call" ? `(${step.fn})` : `<${step.kind}>`;
}

/** The place of `|` in a text as one line: its kind, the path, and what is typed. */
function placeIn(marked: string): string {
  const offset = marked.indexOf("|");
  const place = cursorPlace(marked.slice(0, offset) + marked.slice(offset + 1), offset);
  if (place.kind === "none") return "none";
  const typed = [...place.typed.before, place.typed.last].join(".");
  return `${place.kind} ${place.path.map(stepText).join("/")} ${typed}`.trimEnd();
}

describe("where the tree misleads", () => {
  it.each([
    ["a dot at the end of a line", "{ clan.borgbackup.|\n  services.x = 1; }", "name  clan.borgbackup."],
    ["the names behind such a dot", "{ clan.borgbackup.\n  services.x| }", "name  services.x"],
    ["a missing semicolon", '{ repo = "x"\n  rs|', "name  rs"],
    ["a missing semicolon, nothing typed", '{ a = { repo = "x"\n  | } }', "name a"],
    ["a name that looks like a formal", "{ dir| }", "name  dir"],
    ["a set that is not closed", "{ a = { b = 1;\n  c.d| ", "name a c.d"],
    ["a list that is not closed", "{ a = { b = [ 1 2\n ; c.d|", "name a c.d"],
    ["a parenthesis that is not closed", "{ a = (f 1\n ; c.d|", "name  c.d"],
    ["a value without a semicolon at the end", "{ a.b = |", "value a/b"],
    ["a string that is not closed", '{ a = [ "x ];\n  b = "y";\n  c.d|', "name  c.d"],
    ["a path without a semicolon", "{ a = ./x\n  c.d|", "name  c.d"],
    ["the middle of the first word behind a literal", "{ a = 1\n  c.d|e", "name  c.d"],
  ])("%s", (_, marked, expected) => {
    expect(placeIn(marked)).toBe(expected);
  });
});

describe("names", () => {
  it.each([
    ["{ |", "name"],
    ["{ a| }", "name  a"],
    ["{ a.b.c| = 1; }", "name  a.b.c"],
    ["{ a = { b = { | }; }; }", "name a/b"],
    ["{ a.b = { c.d|", "name a/b c.d"],
    ['{ a."b c".d|', "name  a.b c.d"],
    ['{ a."b| c"', "name  a.b"],
    ['{ "|', "name"],
    ["{ a.${x}.c|", "name  a.*.c"],
    ['{ a."x${y}" = { c|', "name a/<any> c"],
    ["rec { a.b|", "name  a.b"],
    ["{ config, pkgs, ... }: { a.b|", "name  a.b"],
    ["{ config ? { x = 1; }, ... }: { a.b|", "name  a.b"],
    ["args@{ a, ... }: { b|", "name  b"],
    ["{ a, ... }@args: { b|", "name  b"],
    ["x: y: { b|", "name  b"],
    ["{ ... }: with lib; { b|", "name  b"],
    ["{ ... }: assert true; { b|", "name  b"],
    ["let x = 1; in { b|", "name  b"],
    ["let x = { y = 1; }; in { b|", "name  b"],
    ["let x = { b|", "name <let>/x b"],
    ["{ a = let x = 1; in { b|", "name a b"],
    ["{ a = lib.mkIf true { b|", "name a b"],
    ["{ a = lib.mkIf (x == 1) { b|", "name a b"],
    ["{ a = mkForce { b|", "name a b"],
    ["{ a = lib.mkOverride 50 { b|", "name a b"],
    ["{ a = lib.mkMerge [ { b|", "name a b"],
    ["{ a = lib.mkMerge [ { b = 1; } { c|", "name a c"],
    ["{ a = lib.mkMerge [ (lib.mkIf c { b|", "name a b"],
    ["{ a = lib.mkMerge ([ { b|", "name a b"],
    ["{ a = if c then { b|", "name a b"],
    ["{ a = if c then { x = 1; } else { b|", "name a b"],
    ["{ a = b // { c|", "name a c"],
    ["{ a = { x = 1; } // lib.optionalAttrs y { c|", "name a c"],
    ["{ a = lib.recursiveUpdate x { c|", "name a c"],
    ["{ imports = [ ./x.nix { a|", "name imports/<element> a"],
    ["{ imports = [ ({ config, ... }: { a|", "name imports/<element> a"],
    ['{ a = lib.genAttrs [ "x" ] (name: { b|', "name a/<any> b"],
    ["{ a = lib.mapAttrs (name: value: { b|", "name a/<any> b"],
    ["{ a = map (x: { b|", "name a/<element> b"],
    ["{ a = f { b|", "name a/(f) b"],
    ["{ a = x.y.f z { b|", "name a/(f) b"],
    ["{ a = 1; b = 2; c|", "name  c"],
    ["{ # comment\n  a| /* more */", "name  a"],
    ["{ a = ''\n  text ''${no} more\n''; b|", "name  b"],
    ['{ a = "x ${y { z = "q"; }} w"; b|', "name  b"],
    ["{ a = ./x/y.nix; b|", "name  b"],
    ["{ a = <nixpkgs>; b|", "name  b"],
    ["{ a = x ? y; b|", "name  b"],
    ["{ a = x.y or { }; b|", "name  b"],
    ["{ a = assert x == 1; { b|", "name a b"],
    ["{ a = with x // y; { b|", "name a b"],
    ["{ a = lib.mkMerge ([ { x = 1; } ] ++ lib.optional c { b|", "name a b"],
    ["{ a = lib.mkMerge (map (x: { b|", "name a b"],
    ["{ a = lib.mkMerge (lib.concatMap (x: [ { b|", "name a b"],
    ["{ a = lib.listToAttrs (map (x: { name = x; value = { b|", "name a/<pair>/<element>/value b"],
    ["{ a = lib.mapAttrs' (n: v: lib.nameValuePair n { b|", "name a/<pair>/<any> b"],
    ["{ inherit a b; c|", "name  c"],
    ["{ inherit (x) a b; c|", "name  c"],
  ])("%s", (marked, expected) => {
    expect(placeIn(marked)).toBe(expected);
  });
});

/** The names that `|` may be instead, as `placeIn` tells them. */
function otherwiseIn(marked: string): readonly string[] {
  const offset = marked.indexOf("|");
  const place = cursorPlace(marked.slice(0, offset) + marked.slice(offset + 1), offset);
  const others = place.kind === "name" || place.kind === "value" ? (place.otherwise ?? []) : [];
  return others.map(({ path, typed }) => `${path.map(stepText).join("/")} ${[...typed.before, typed.last].join(".")}`);
}

describe("where a line may end in two ways, the other one is told", () => {
  it.each([
    ["a word without a semicolon", "{ a.b = x.y\n  c|", [" c"]],
    ["a call without a semicolon", "{ a = { b = f (x)\n  c.d|", ["a c.d"]],
    ["a path of names in an open list", "{ a = [ x\n  c.d|", [" c.d"]],
    ["a dot before the line", "{ a.\n  b.|", [" a.b."]],
    ["a dot before the cursor", "{ a.b.\n  |", [" "]],
    ["nothing in a list", "{ a = [\n  c|", []],
    ["nothing in one line", "{ a = x c.d|", []],
  ])("%s", (_, marked, expected) => {
    expect(otherwiseIn(marked)).toEqual(expected);
  });
});

describe("values", () => {
  it.each([
    ["{ a.b = t|", "value a/b t"],
    ["{ a = [ |", "value a/<element>"],
    ['{ a = [ "x" |', "value a/<element>"],
    ["{ a = lib.mk|", "value a lib.mk"],
    ["{ a = lib.mkIf x |", "value a"],
    ["{ a = config.clan.|", "value a config.clan."],
    ['{ a = "|', "string a"],
    ['{ a = "x y|', "string a x y"],
    ['{ a = [ "x" "|', "string a/<element>"],
    ["{ a = ''\n  x|", "string a \n  x"],
    ["{ a = ./x/|", "path a ./x/"],
    ["{ a = ../|", "path a ../"],
    ["{ a = [ (builtins.readFile ./|", "path a/<element>/(readFile) ./"],
    ['{ a = builtins.readFile (x + "/|', "string a/(readFile) /"],
    ['{ a = "${b.|', "value <let> b."],
    ['{ a = "${b}/c|', "string a /c"],
    ["{ a = f .|", "path a/(f) ."],
    ["{ a = [ ..|", "path a/<element> .."],
    ["{ a = lib.mkIf (x == 1)\n  b|", "value a b"],
  ])("%s", (marked, expected) => {
    expect(placeIn(marked)).toBe(expected);
  });
});

describe("nothing is said", () => {
  it.each(["# a|", "{ # a|", "{ /* a| */ }", "{ inherit a|", "{ inherit (x) a|", "{ a, b|", "{ a ? 1, b|", "{ a |"])(
    "%s",
    (marked) => {
      expect(placeIn(marked)).toBe("none");
    },
  );
});

/** Pieces of Nix in any order: what one types is seldom whole. */
const piece = fc.constantFrom(
  ...[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    "''",
    "${",
    "=",
    ";",
    ".",
    ",",
    ":",
    "@",
    "?",
    "a",
    "lib.mkIf",
    "let",
    "in",
    "with",
  ],
  ...["./x", "#", "\n", "/*", "*/", " ", "''${", "\\", "//", "rec", "inherit", "1", "mkMerge"],
);

describe("any text", () => {
  it("has a place, whose stretch lies in the text around the cursor", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (pieces, where) => {
        const text = pieces.join("");
        const offset = Math.floor(where * text.length);
        const place = cursorPlace(text, offset);
        if (place.kind === "none") return;
        const { start, end } = place.typed.span;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(offset);
        expect(end).toBeGreaterThanOrEqual(offset);
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  it("what stands behind the cursor's word changes nothing", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(piece, { maxLength: 20 }), (before, after) => {
        const text = before.join("");
        const more = `${text} ${after.join("")}`;
        const alone = cursorPlace(text, text.length);
        const followed = cursorPlace(more, text.length);
        const told = (place: typeof alone) =>
          place.kind === "none"
            ? "none"
            : JSON.stringify([place.kind, place.path, place.typed.before, place.typed.last]);
        expect(told(followed)).toBe(told(alone));
      }),
      { numRuns: 2000 },
    );
  });
});
