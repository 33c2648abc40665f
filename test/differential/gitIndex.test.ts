/** What is read from the index of a repository is held against `git ls-files`. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parseGitIndex } from "../../server/gitIndex.ts";
import { createNodeFiles } from "../../server/nodeFiles.ts";

const hasGit = spawnSync("git", ["--version"]).status === 0;
const base = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-git-")));
afterAll(() => rmSync(base, { recursive: true }));
let count = 0;

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x@x", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** A new repository with these files, added in two steps. */
function repository(names: readonly string[], ...settings: readonly string[]): string {
  count += 1;
  const folder = join(base, String(count));
  mkdirSync(folder);
  git(folder, "init", "--quiet");
  for (const setting of settings) git(folder, "config", ...setting.split("="));
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
  git(folder, "add", "--all");
  return folder;
}

const read = (folder: string) => parseGitIndex(readFileSync(join(folder, ".git/index")));
const listed = (folder: string) =>
  git(folder, "ls-files", "-z")
    .split("\0")
    .filter((name) => name !== "");

const part = fc.stringMatching(/^[a-zA-Zäß _.-]{0,40}[a-z0-9]$/);
const names = fc
  .uniqueArray(
    fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `x${parts.join("/x")}`),
    { maxLength: 12 },
  )
  // A name cannot be a file and a folder.
  .map((all) => all.filter((name) => !all.some((other) => other.startsWith(`${name}/`))));

describe.skipIf(!hasGit)("git is not installed, or: the index", () => {
  it.each(["2", "3", "4"])("of version %s has the files that git lists", (version) => {
    fc.assert(
      fc.property(names, (all) => {
        const folder = repository(all, `index.version=${version}`);
        if (version === "3" && all[0] !== undefined) git(folder, "update-index", "--skip-worktree", "--", all[0]);
        if (all.length > 0) expect([...(read(folder)?.files ?? [])]).toEqual(listed(folder));
      }),
      { numRuns: 15 },
    );
  });

  it("knows what was added in part, and nothing of what was not", () => {
    const folder = repository(["a", "b/c"]);
    writeFileSync(join(folder, "b/new"), "");
    expect(read(folder)?.files).toEqual(new Set(["a", "b/c"]));
    git(folder, "add", "--intent-to-add", "b/new");
    expect(read(folder)?.files).toEqual(new Set(["a", "b/c", "b/new"]));
    git(folder, "rm", "--quiet", "--cached", "a");
    expect(read(folder)?.files).toEqual(new Set(["b/c", "b/new"]));
  });

  it("says nothing of a submodule's files", () => {
    const inner = repository(["key.pub"]);
    git(inner, "commit", "--quiet", "--message", "x");
    const folder = repository(["a"]);
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    expect(read(folder)).toEqual({ files: new Set([".gitmodules", "a"]), closed: ["sub"] });
  });

  it("that is split is not read", () => {
    const folder = repository(["a", "b"]);
    git(folder, "update-index", "--split-index");
    writeFileSync(join(folder, "c"), "");
    git(folder, "add", "c");
    expect(read(folder)).toBeUndefined();
  });

  it("is found by the files of this machine, inside of the roots alone", () => {
    const folder = repository(["a"]);
    const within = createNodeFiles({ roots: [folder] });
    expect(within.readGitIndex?.(folder)?.files).toEqual(new Set(["a"]));
    expect(createNodeFiles({ roots: [join(folder, "b")] }).readGitIndex?.(folder)).toBeUndefined();
  });

  it("is no text that makes the reader throw", () => {
    const bytes = readFileSync(join(repository(["a", "some/longer/name", "z"]), ".git/index"));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
        (edits, cut) => {
          const broken = Uint8Array.from(bytes);
          for (const [at, value] of edits) broken[at] = value;
          const result = parseGitIndex(broken.subarray(0, cut % (bytes.length + 1)));
          expect(result === undefined || result.files instanceof Set).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
