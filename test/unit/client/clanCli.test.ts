import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createBackup,
  isSafeName,
  listBackups,
  restoreBackup,
  terminalArguments,
} from "../../../client/clan/clanCli.ts";
import type { Run } from "../../../client/clan/process.ts";
import { printed } from "../../support/playedPrograms.ts";

const command = { program: "/bin/clan", arguments: ["-x"] };

/** The words that a call gives to clan; `undefined` where it refuses. */
async function wordsOf(call: (options: Parameters<typeof createBackup>[2]) => Promise<{ readonly ok: boolean }>) {
  const given: (readonly string[])[] = [];
  const run: Run = async (program, more) => {
    expect(program).toBe(command);
    given.push(more);
    return printed("");
  };
  const outcome = await call({ program: { command, how: "" }, run, folder: "/fleet" });
  expect(given.length).toBe(outcome.ok ? 1 : 0);
  return given[0];
}

const name = fc.oneof(
  fc.constantFrom("-rf", "--flake", "--provider", "--service", "", "a b", "$(id)", "'", "é", "a\nb", "\0", "--", "web"),
  fc.string({ unit: "grapheme", maxLength: 6 }),
);

describe("names reach clan as they are, or not at all", () => {
  it("those of machines, providers, archives and states", async () => {
    await fc.assert(
      fc.asyncProperty(
        name,
        name,
        name,
        fc.option(name, { nil: undefined }),
        async (machine, provider, archive, state) => {
          const isSafe = [machine, provider].every(isSafeName);
          const flake = ["--flake", "/fleet"];
          const made = await wordsOf((options) => createBackup(machine, provider, options));
          expect(made).toEqual(isSafe ? ["backups", "create", machine, "--provider", provider, ...flake] : undefined);
          const listed = await wordsOf((options) => listBackups(machine, provider, options));
          expect(listed).toEqual(isSafe ? ["backups", "list", machine, "--provider", provider, ...flake] : undefined);
          const isAllSafe = isSafe && isSafeName(archive) && (state === undefined || isSafeName(state));
          const service = state === undefined ? [] : ["--service", state];
          const words = ["backups", "restore", machine, provider, archive, ...service, ...flake];
          const restored = await wordsOf((options) => restoreBackup({ machine, provider, archive, state }, options));
          expect(restored).toEqual(isAllSafe ? words : undefined);
        },
      ),
    );
  });

  it("those for a terminal", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3 }), (machines) => {
        const given = terminalArguments("vars", machines, "/fleet");
        const words = ["vars", "generate", ...machines, "--flake", "/fleet"];
        if (machines.every(isSafeName)) expect(given).toEqual(words);
        else expect(given).toMatchObject({ kind: "usage" });
      }),
    );
  });

  it("a safe name is no option, not empty, and of one line", () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(isSafeName(text)).toBe(/^[^-\p{Cc}][^\p{Cc}]*$/u.test(text));
      }),
    );
  });
});
