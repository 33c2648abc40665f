import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArchive, readArchives } from "../../../client/clan/archives.ts";

describe("names of archives", () => {
  it.each([
    [
      "web01::u366395@u366395.your-storagebox.de:/./borgbackup::web01-web01-2024-06-18T01:00:00",
      "web01",
      "2024-06-18T01:00:00",
      false,
    ],
    [
      "test-backup::borg@machine:.::machine-test-backup-2026-01-02T03:04:05",
      "test-backup",
      "2026-01-02T03:04:05",
      false,
    ],
    ["nas::ssh://borg@[2001:db8::1]:22/./b::a-nas-2026-01-02T03:04:05", "nas", "2026-01-02T03:04:05", false],
    ["nas::borg@nas:.::a-nas-2026-01-02T03:04:05.failed", "nas", "2026-01-02T03:04:05", true],
  ])("%s", (name, place, time, isFailed) => {
    expect(readArchive(name)).toEqual({
      name,
      provider: "borgbackup",
      place,
      time: new Date(time).getTime(),
      snapshot: undefined,
      isFailed,
    });
  });

  it("of rsnapshot have a number and no time", () => {
    const name = "hdd::/mnt/external-disk/snapshot.12";
    expect(readArchive(name)).toMatchObject({ provider: "localbackup", place: "hdd", snapshot: 12, time: undefined });
  });

  it("without a time are archives all the same", () => {
    expect(readArchive("nas::borg@nas:.::before-the-move")).toMatchObject({ place: "nas", time: undefined });
  });

  it.each(["", "::", "a::", "a::b", "a::b::", "::b::c", "usage: clan", "a::/b/snapshot.x"])("%j is none", (name) => {
    expect(readArchive(name)).toBeUndefined();
  });
});

it("are sorted newest first for each place", () => {
  const lines = [
    "b::r::x-2026-01-01T00:00:00",
    "hdd::/mnt/snapshot.10",
    "hdd::/mnt/snapshot.2",
    "a warning",
    "b::r::x-2026-02-01T00:00:00",
  ];
  expect(readArchives(lines.join("\r\n")).map(({ name }) => name)).toEqual([lines[4], lines[0], lines[2], lines[1]]);
});

/** Names of places and archives have no `::`; a repository may, inside brackets. */
const word = fc.stringMatching(/^[\w.+@ -]*[\w.+@-]$/).filter((text) => text.trim() === text && text !== "");
const repository = fc.oneof(
  word,
  word.map((text) => `ssh://${text}@[fe80::1:2]:22/./x`),
  word.map((text) => `${text}:.`),
);

it("are taken apart at the first and the last pair of colons", () => {
  fc.assert(
    fc.property(word, repository, word, (place, repo, archive) => {
      const name = `${place}::${repo}::${archive}`;
      expect(readArchive(name)).toMatchObject({ name, place, provider: "borgbackup" });
    }),
  );
});

it("any text gives archives whose name is one of its lines", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const lines = text.split(/\r?\n/).map((line) => line.trim());
      for (const { name } of readArchives(text)) expect(lines).toContain(name);
    }),
  );
});
