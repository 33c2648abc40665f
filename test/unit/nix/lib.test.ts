// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Nix interpolates.
import { describe, expect, it } from "vitest";
import { rootScope } from "../../../server/nix/builtins.ts";
import { createEvaluation } from "../../../server/nix/evaluate.ts";
import { libValue } from "../../../server/nix/lib.ts";
import { pkgsValue } from "../../../server/nix/nixpkgs.ts";
import { optionTypesValue } from "../../../server/nix/options/optionValues.ts";
import type { RootScope } from "../../../server/nix/scope.ts";
import { type FileReader, Thunk, unknownThunk } from "../../../server/nix/thunk.ts";
import type { Value } from "../../../server/nix/value.ts";
import { testParser } from "../../support/nixParser.ts";
import { NO_FILES, show } from "../../support/nixValues.ts";

const parser = await testParser();
const files: FileReader = {
  ...NO_FILES,
  kindOf: (path) => (path === "/repo/name" ? "file" : "missing"),
  readText: (path) => (path === "/repo/name" ? "host\n" : undefined),
};
const lib = libValue({ types: optionTypesValue() });
const root: RootScope = {
  kind: "root",
  names: new Map([
    ...rootScope().names,
    ["lib", Thunk.of(lib)],
    ["pkgs", Thunk.of(pkgsValue(lib))],
    ["hidden", unknownThunk("hidden")],
  ]),
};

/** The value of `text`, with the evaluation that it belongs to. */
function evaluated(text: string) {
  const evaluation = createEvaluation(files, root);
  return { value: evaluation.evaluate(parser.parseOnce("/repo/test.nix", text).root, root), evaluation };
}

function shown(text: string): string {
  const { value, evaluation } = evaluated(text);
  return show(value, evaluation);
}

/** The text that the attribute at `path` is written as. */
function writtenAs(text: string, path: readonly string[]): string | undefined {
  const { value, evaluation } = evaluated(text);
  let at: Value = value;
  let origin: Thunk["origin"];
  for (const name of path) {
    const thunk = at.kind === "attrs" ? at.entries.get(name)?.value : undefined;
    if (thunk === undefined) return undefined;
    origin = thunk.origin;
    at = thunk.force(evaluation);
  }
  return origin === undefined ? undefined : text.slice(origin.start, origin.end);
}

describe("a condition that is not known", () => {
  it("leaves a list open and attributes uncertain", () => {
    expect(shown("[ 1 ] ++ lib.optional hidden 2")).toBe("[1 open 1]");
    expect(shown("[ 1 ] ++ lib.optionals hidden [ 2 ] ++ [ 3 ]")).toBe("[1 3 open 1]");
    expect(shown("{ b = 2; } // lib.optionalAttrs hidden { a = 1; }")).toBe("{b=2; a?=1;}");
    expect(shown('"x" + lib.optionalString hidden "y"')).toBe('["x","?"]');
  });

  it("stays the condition of a property whose content is known", () => {
    expect(shown("lib.mkIf hidden { a = 1; }")).toBe('{_type="if"; condition=<unknown: hidden>; content={a=1;};}');
  });

  it("makes what a predicate keeps uncertain", () => {
    expect(shown("lib.filterAttrs (n: v: hidden) { a = 1; }")).toBe("{a?=1;}");
    expect(shown("lib.filterAttrs (n: v: v > 1) { a = 1; b = 2; }")).toBe("{b=2;}");
  });

  it("changes nothing where the value does not depend on it", () => {
    expect(shown('lib.warnIf hidden "careful" 3')).toBe("3");
    expect(shown('lib.throwIf hidden "no" 3')).toBe("<unknown: hidden>");
  });
});

describe("sets known in part", () => {
  it("are merged as far as they are known", () => {
    expect(shown("lib.recursiveUpdate hidden { a.b = 1; }")).toBe("{a={b=1; …}; …}");
    expect(shown("lib.recursiveUpdate { a.b = 1; a.c = 2; } { a.b = 3; }")).toBe("{a={b=3; c=2;};}");
    expect(shown("lib.mergeAttrsList [ { a = 1; } hidden { b = 2; } ]")).toBe("{a=<unknown: the attribute a>; b=2; …}");
  });

  it("take names that are not known as well", () => {
    expect(shown('lib.genAttrs [ "a" hidden ] (n: 1)')).toBe("{a=1; …}");
    expect(shown('lib.attrByPath [ "a" "b" ] 1 { a = hidden; }')).toBe("<unknown: hidden>");
  });
});

describe("strings known in part", () => {
  it("keep what is known", () => {
    expect(shown('lib.hasPrefix "ab" "abc${hidden}"')).toBe("true");
    expect(shown('lib.hasPrefix "ax" "abc${hidden}"')).toBe("false");
    expect(shown('lib.hasPrefix "abcd" "abc${hidden}"')).toContain("unknown");
    expect(shown('lib.removeSuffix ".d" "${hidden}.d"')).toBe('["?"]');
    expect(shown('lib.splitString ":" "a:b:c${hidden}"')).toBe('["a" "b" open 2]');
    expect(shown('lib.concatMapStringsSep "," (x: x) [ "a" hidden ]')).toBe('["a,","?"]');
  });

  it("are read from files", () => {
    expect(shown("lib.fileContents ./name")).toBe('"host"');
  });
});

describe("what the places of values are", () => {
  it("is the argument of a property", () => {
    expect(writtenAs("lib.mkForce [ 1 ]", ["content"])).toBe("[ 1 ]");
    expect(writtenAs("lib.mkIf true { a = 1; }", ["content", "a"])).toBe("1");
    expect(writtenAs('lib.setAttrByPath [ "a" "b" ] 7', ["a", "b"])).toBe("7");
  });

  it("is the body of the function that makes them", () => {
    expect(writtenAs('lib.genAttrs [ "a" ] (n: { got = n; })', ["a"])).toBe("{ got = n; }");
    expect(writtenAs('lib.genAttrs [ "a" ] (n: { got = n; })', ["a", "got"])).toBe("n");
  });
});

describe("options", () => {
  it("are what mkOption is given", () => {
    expect(shown("lib.mkOption { default = 1; }")).toBe('{default=1; _type="option";}');
    expect(shown('(lib.mkEnableOption "it").default')).toBe("false");
    expect(shown('(lib.mkPackageOption pkgs "hello" { nullable = true; default = null; }).default')).toBe("null");
    expect(shown('(lib.mkPackageOption pkgs "hello" { }).default')).toContain("unknown");
    expect(shown('(lib.mkPackageOption pkgs "hello" { default = null; }) ? default')).toBe("false");
  });

  it("under another name are modules that define nothing of interest", () => {
    const { value } = evaluated('lib.mkRenamedOptionModule [ "a" ] [ "b" ]');
    expect(value).toMatchObject({ kind: "unknown", inert: true });
  });
});

describe("pkgs", () => {
  it("has builders that give derivations with a store path", () => {
    expect(shown('lib.isDerivation (pkgs.writeShellScript "run" "true")')).toBe("true");
    expect(shown('"${pkgs.writeText "motd" "hello"}"')).toBe('["/nix/store/","?","-motd"]');
    expect(shown('"${pkgs.stdenv.mkDerivation { pname = "p"; version = "1"; }}/x"')).toBe(
      '["/nix/store/","?","-p-1/x"]',
    );
    expect(shown('lib.getExe (pkgs.writeShellScriptBin "run" "true")')).toBe('["?","/bin/run"]');
    expect(shown('lib.isDerivation (pkgs.runCommand "x" { } "true")')).toBe("true");
  });

  it("is unknown otherwise", () => {
    expect(shown("pkgs.hello")).toContain("unknown");
    expect(shown("lib.isDerivation pkgs.hello")).toContain("unknown");
    expect(shown('"${pkgs.hello}/bin"')).toBe('["?","/bin"]');
    expect(shown("pkgs.lib.head [ 1 ]")).toBe("1");
  });
});

it("names of lib that are not known here are unknown, not missing", () => {
  expect(shown("lib.generators.toINI { }")).toContain("unknown");
  expect(shown("lib.strings.notHereYet")).toContain("unknown");
  expect(shown("lib.notHereYet")).toContain("unknown");
});
