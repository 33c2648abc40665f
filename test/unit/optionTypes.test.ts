import { describe, expect, it } from "vitest";
import type { OptionType as TypeData } from "../../server/nix/options/optionData.ts";
import { declarationTree } from "../../server/nix/options/optionTree.ts";
import type { OptionType } from "../../server/nix/options/optionType.ts";
import { openList, type Value } from "../../server/nix/value.ts";
import { testNix } from "../support/modules.ts";

function typeOf(type: TypeData): OptionType {
  const option = declarationTree([{ path: ["x"], type, description: "An option." }]).child("x")?.option;
  if (option === undefined) throw new Error("not declared");
  return option.type();
}

const str: TypeData = { name: "str" };

describe("option types", () => {
  it.each<[TypeData, string]>([
    [str, "a string"],
    [{ name: "listOf", elem: str }, "a list of strings"],
    [{ name: "attrsOf", elem: { name: "submodule" } }, "a set of sets of options"],
    [{ name: "attrsOf", elem: { name: "listOf", elem: { name: "int" } } }, "a set of lists of integers"],
    [{ name: "nullOr", elem: { name: "path" } }, "null or a path that begins with /"],
    [{ name: "enum", values: ["repokey", "none"] }, 'one of "repokey", "none"'],
    [{ name: "oneOf", members: [{ name: "bool" }, { name: "int" }, str] }, "true or false, an integer or a string"],
    [{ name: "intBetween", min: 0, max: 65_535 }, "an integer between 0 and 65535"],
    [{ name: "intBetween", min: 1 }, "an integer of at least 1"],
    [{ name: "strMatching", pattern: "x|y" }, "a string that matches x|y"],
    [{ name: "strMatching", pattern: "[a-z]+" }, "a string of small letters"],
    [
      { name: "listOf", elem: { name: "strMatching", pattern: "^[a-zA-Z0-9._-]+$" } },
      "a list of strings of letters, digits, dots, underscores and hyphens",
    ],
    [
      { name: "strMatching", pattern: "[a-zA-Z0-9_-]*" },
      "a string of letters, digits, underscores and hyphens, or empty",
    ],
    [{ name: "strMatching", pattern: "/|.*[^/ \t\n]|.*[^ \t\n].*[ \t\n]" }, "a path that does not end in a slash"],
    [{ name: "separatedString", separator: "\n" }, "a string of lines"],
    [{ name: "coercedTo", from: str, to: { name: "listOf", elem: str } }, "a list of strings or a string"],
  ])("%j is %s", (type, words) => {
    expect(typeOf(type).describe()).toBe(words);
  });

  const partial = (...pieces: (string | undefined)[]): Value => ({ kind: "partial-string", pieces });
  it.each<[TypeData, Value, "ok" | "wrong" | "unknown"]>([
    [str, partial("/run/", undefined), "ok"],
    [{ name: "path" }, partial("/run/", undefined), "ok"],
    [{ name: "path" }, partial("run/", undefined), "wrong"],
    [{ name: "path" }, partial(undefined, "/x"), "unknown"],
    [{ name: "strMatching", pattern: "[a-z]+" }, partial("A", undefined), "unknown"],
    [{ name: "enum", values: ["a"] }, partial("a", undefined), "unknown"],
    [{ name: "enum", values: [1] }, partial("a", undefined), "wrong"],
    [{ name: "externalPath" }, partial("/nix/store/", undefined), "unknown"],
    [{ name: "externalPath" }, { kind: "path", path: "/srv/x" }, "ok"],
    [{ name: "externalPath" }, { kind: "string", text: "/nix/store/x" }, "wrong"],
    [{ name: "pathInStore" }, { kind: "string", text: "/nix/store/x" }, "ok"],
    [{ name: "nonEmptyListOf", elem: str }, openList([], 0), "unknown"],
    [{ name: "passwdEntryStr" }, { kind: "string", text: "a:b" }, "wrong"],
  ])("%j finds %j %s", async (type, value, verdict) => {
    const { evaluation } = (await testNix())();
    expect(typeOf(type).check(value, evaluation)).toBe(verdict);
  });
});
