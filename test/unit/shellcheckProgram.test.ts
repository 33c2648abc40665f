/** The program is asked once for each text, and whatever it does, nobody has to wait for it or hears of it twice. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findShellcheck, Shellcheck } from "../../server/shellcheck.ts";
import { commentOn, type FakeShellcheck, fakeShellcheck } from "../support/fakeShellcheck.ts";

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

function fake(body: string): FakeShellcheck {
  const program = fakeShellcheck(body);
  removals.push(program.remove);
  return program;
}

function start(body: string, limitMs = 60_000, maxUnused = 1_000) {
  const program = fake(body);
  const logged: string[] = [];
  let news = 0;
  const checker = new Shellcheck({
    path: program.path,
    log: (message) => logged.push(message),
    onNews: () => {
      news += 1;
    },
    limitMs,
    maxUnused,
  });
  return { checker, logged, folder: program.folder, news: () => news };
}

const script = "#!\nset\necho hello\n";

describe.skipIf(process.platform === "win32")("a program that runs in sh", () => {
  it("is asked once for each text, with arguments that read no files", async () => {
    const { checker, logged, folder, news } = start(
      `cat > "$folder/text"; echo "$@ \${SHELLCHECK_OPTS-}" >> "$folder/calls"; echo '${commentOn(1, 5, "Hm.")}'; exit 1`,
    );
    expect(checker.problemsIn(script)).toBeUndefined();
    expect(checker.problemsIn(script)).toBeUndefined();
    await checker.settled();
    expect(checker.problemsIn(script)).toEqual([{ code: 2045, level: "warning", message: "Hm.", start: 7, end: 11 }]);
    expect(readFileSync(join(folder, "text"), "utf8")).toBe(script);
    expect(readFileSync(join(folder, "calls"), "utf8")).toBe("--norc --shell=bash --format=json1 - \n");
    expect([logged, news()]).toEqual([[], 1]);
  });

  it.each([
    ["ends badly", "cat > /dev/null; exit 4", "it ended with status 4"],
    ["prints something else", "cat > /dev/null; echo hello", "its output is not understood"],
    ["does not read", "exit 3", "it ended with status 3"],
    ["cannot be started", "", "its output is not understood"],
    ["never ends", "exec sleep 600", "it took too long"],
    ["never stops talking", "cat /dev/zero", "it took too long, or said too much"],
  ])("is silence and one line in the log when it %s", async (_, body, reason) => {
    const { checker, logged } = start(body, body.includes("sleep") ? 200 : 60_000);
    for (const text of ["a", "b", "c", "d", "e"]) checker.problemsIn(`${text}${" ".repeat(40_000)}`);
    await checker.settled();
    for (const text of ["a", "b", "c", "d", "e"])
      expect(checker.problemsIn(`${text}${" ".repeat(40_000)}`)).toEqual([]);
    expect(logged).toEqual([expect.stringContaining(reason)]);
  });

  it("ends with the checker", async () => {
    const { checker, logged, news } = start("exec sleep 600");
    expect(checker.problemsIn(script)).toBeUndefined();
    checker.dispose();
    await checker.settled();
    expect(checker.problemsIn(script)).toEqual([]);
    expect([logged, news()]).toEqual([[], 0]);
  });

  it("judges what was asked for last first, and drops what waits too long in a long row", async () => {
    const { checker, folder } = start(`cat >> "$folder/texts"; echo '{"comments":[]}'`);
    for (let number = 0; number < 300; number++) checker.problemsIn(`${number}\n`);
    await checker.settled();
    const judged = readFileSync(join(folder, "texts"), "utf8").trimEnd().split("\n").map(Number);
    expect(judged.slice(0, 3)).toEqual([0, 299, 298]);
    expect(judged).toHaveLength(201);
    expect(checker.problemsIn("1\n")).toBeUndefined();
    await checker.settled();
    expect(checker.problemsIn("1\n")).toEqual([]);
  }, 60_000);

  it("keeps all that is asked for, however much it is, and forgets what nobody asks for any more", async () => {
    const { checker } = start(`cat > /dev/null; echo '{"comments":[]}'`, 60_000, 3);
    const texts = Array.from({ length: 12 }, (_, number) => `${number}\n`);
    const unknown = () => texts.filter((text) => checker.problemsIn(text) === undefined);
    expect(unknown()).toEqual(texts);
    await checker.settled();
    expect(unknown()).toEqual([]);
    // Only the new one is in use when this round ends.
    checker.problemsIn("one\n");
    await checker.settled();
    expect(unknown()).toEqual([]);
    for (const text of ["two\n", "three\n"]) {
      checker.problemsIn(text);
      await checker.settled();
    }
    expect(unknown(), "one of the three that are kept").toHaveLength(11);
    await checker.settled();
    expect(unknown()).toEqual([]);
  }, 60_000);

  it("is not taken from a folder that is relative, or where it is no program", () => {
    const { folder, path } = fake("");
    expect(findShellcheck(path)).toBe(join(folder, "shellcheck"));
    expect(findShellcheck(".:bin::")).toBeUndefined();
    const other = fake("");
    writeFileSync(join(other.folder, "plain"), "");
    expect(findShellcheck(join(other.folder, "plain"))).toBeUndefined();
    expect(existsSync(other.folder)).toBe(true);
  });
});

it("says nothing where there is no program, and nothing of very long texts", () => {
  const checker = new Shellcheck({ path: undefined, log: expect.fail });
  expect(checker.problemsIn(script)).toEqual([]);
  const { PATH } = process.env;
  expect(new Shellcheck({ path: PATH, log: expect.fail }).problemsIn("x".repeat(50_001))).toEqual([]);
});
