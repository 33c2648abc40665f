import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRegex, entireMatcher, Matcher } from "../../../server/nix/regex.ts";

// What each means to Nix is held to nix-instantiate by test/differential/values.test.ts.
const matchEntire = (pattern: string, text: string) => entireMatcher(pattern)(text);

describe("entireMatcher", () => {
  it.each([
    ["[]a]+", "a]", true],
    ["[^]a]+", "b", true],
    ["[a\\]", "\\", true],
    ["[[:alpha:]_][[:alnum:]_-]*", "web-01", true],
    ["a{2,3}", "a", false],
    ["(a|ab)(c|bcd)", "abcd", true],
    ["..", "é", true],
    ["", "", true],
  ])("%s on %s is %s", (pattern, text, answer) => {
    expect(matchEntire(pattern, text)).toBe(answer);
  });

  it.each(["a{", "(", "a)", "[z-a]", "\\d", "*a", "[[.a.]]", "[[:nope:]]", "a{3,2}"])(
    "says nothing of %s",
    (pattern) => {
      expect(matchEntire(pattern, "a")).toBeUndefined();
    },
  );

  it("answers patterns that make backtracking matchers hang", () => {
    const subject = "a".repeat(20_000);
    expect(matchEntire("(a*)*b", subject)).toBe(false);
    expect(matchEntire("(a|aa)+b", subject)).toBe(false);
    expect(matchEntire("(a*)*", subject)).toBe(true);
  });

  it("gives up where pattern times subject is too much", () => {
    expect(matchEntire("((a{1,100}){1,100}){1,100}", "a")).toBeUndefined();
    expect(matchEntire("a{500}".repeat(5), "a".repeat(100_000))).toBeUndefined();
  });

  it("agrees with JavaScript where both mean the same", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "(ab)", "(a|b)", "(b|ba)");
    const part = fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{1,2}")).map((both) => both.join(""));
    const pattern = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }).map((units) => units.join(""));
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        expect(matchEntire(source, subject)).toBe(new RegExp(`^(?:${source})$`).test(subject));
      }),
    );
  });
});

describe("search", () => {
  it("says nothing where the first match is not the longest", () => {
    const regex = compileRegex("a|ab");
    expect(regex && new Matcher(regex, "xab").search(0)).toBeUndefined();
    expect(regex && new Matcher(regex, "xac").search(0)).toEqual([[1, 2]]);
    expect(regex && new Matcher(regex, "xyz").search(0)).toBeNull();
  });
});
