/** Add File to Git, on a repository of its own. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { run } from "../../../client/clan/process.ts";
import { messages, SOME_PROGRAM } from "../../support/playedPrograms.ts";
import { playWindow } from "../../support/playedWindow.ts";

let clan: string;
const git = (...args: readonly string[]) => execFileSync("git", ["-C", clan, ...args], { encoding: "utf8" });
const open = () => playWindow({ overview: { clans: [] }, run, settings: { clanPath: SOME_PROGRAM } });

beforeEach(() => {
  clan = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-track-")));
});
afterEach(() => rmSync(clan, { recursive: true }));

it("adds the file that is meant and no other, also one that begins with a hyphen", async () => {
  git("init", "--quiet");
  for (const name of ["-A", "other"]) writeFileSync(join(clan, name), "");
  const window = await open();
  await window.run("addToGit", { clan, file: join(clan, "-A") });
  expect(git("ls-files")).toBe("-A\n");
  expect(messages(window)).toEqual([]);
});

it("tells in git's words why it could not", async () => {
  writeFileSync(join(clan, "key"), "");
  const window = await open();
  await window.run("addToGit", { clan, file: join(clan, "key") });
  expect(messages(window)).toEqual([expect.stringMatching(/^key was not added to git: .*not a git repository/)]);
});

it("leaves what is outside of the clan alone", async () => {
  git("init", "--quiet");
  const window = await open();
  await window.run("addToGit", { clan, file: join(clan, "../elsewhere") });
  expect(git("ls-files")).toBe("");
});
