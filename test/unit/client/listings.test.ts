import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readArchive, readArchives } from "../../../client/clan/archives.ts";
import { ClanState } from "../../../client/clanState.ts";
import { Listings } from "../../../client/listings.ts";
import type { Overview } from "../../../server/protocol.ts";
import { archivesAt, clan, HOUR, machine, NOW } from "../../support/overview.ts";

const root = mkdtempSync(join(tmpdir(), "clan-backups-lists-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folders = { count: 0 };
const newFolder = () => join(root, String(folders.count++));

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
const archive = fc
  .tuple(word, word, fc.integer({ min: 0, max: 99 }), fc.option(fc.integer({ min: 1, max: 2e12 })))
  .map(([place, name, snapshot, time]) => {
    const dated = readArchive(`${place.replaceAll(":", ".")}::/mnt/${name.replaceAll("/", "")}/snapshot.${snapshot}`);
    return dated === undefined ? undefined : { ...dated, time: time ?? undefined };
  })
  .filter((found) => found !== undefined);

describe("lists of backups", () => {
  it("are at the next start what they were", async () => {
    await fc.assert(
      fc.asyncProperty(
        word,
        fc.uniqueArray(archive, { selector: ({ name }) => name, maxLength: 5 }),
        async (name, archives) => {
          const folder = newFolder();
          const listings = new Listings(folder);
          listings.keep("/fleet", name, "localbackup", { at: NOW, archives });
          listings.close();
          const next = new Listings(folder);
          await next.load("/fleet");
          const sorted = (found: typeof archives | undefined) =>
            [...(found ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
          const read = next.get("/fleet", name, "localbackup");
          expect(read?.at).toBe(NOW);
          expect(sorted(read?.archives.slice())).toEqual(sorted(archives));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("of several clans do not mix, and are for this user alone", () => {
    const folder = newFolder();
    const listings = new Listings(folder);
    listings.keep("/a", "web", "borgbackup", { at: 1, archives: archivesAt(1) });
    listings.keep("/b", "web", "borgbackup", { at: 2, archives: [] });
    listings.close();
    expect([listings.get("/a", "web", "borgbackup")?.at, listings.get("/b", "web", "borgbackup")?.at]).toEqual([1, 2]);
    const files = readdirSync(folder).map((name) => join(folder, name));
    expect(files).toHaveLength(2);
    expect(files.map((file) => statSync(file).mode & 0o077)).toEqual([0, 0]);
  });

  it("that failed keep the archives of before, and no secret of why", async () => {
    const folder = newFolder();
    const listings = new Listings(folder);
    const archives = archivesAt(1, 2);
    listings.keep("/fleet", "web", "borgbackup", { at: 1, archives });
    const problem = "ssh://borg:hunter2@vault refused";
    listings.keep("/fleet", "web", "borgbackup", { at: 2, archives: [], problem });
    expect(listings.get("/fleet", "web", "borgbackup")).toEqual({ at: 2, archives, problem });
    listings.close();
    expect(
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), "utf8"))
        .join(),
    ).not.toContain("hunter2");
  });

  it.each([
    "",
    "{",
    "[]",
    '{"version":2}',
    '{"version":1,"clan":"/other","machines":{}}',
    '{"version":1,"clan":"/fleet","machines":{"web":5}}',
  ])("that cannot be read are listed again: %j", async (text) => {
    const folder = newFolder();
    const listings = new Listings(folder);
    listings.keep("/fleet", "web", "borgbackup", { at: 1, archives: [] });
    listings.close();
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text);
    const next = new Listings(folder);
    await next.load("/fleet");
    expect(next.get("/fleet", "web", "borgbackup")).toBeUndefined();
  });

  it("that cannot be written are no error", () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    const listings = new Listings(join(file, "below"));
    listings.keep("/fleet", "web", "borgbackup", { at: 1, archives: [] });
    expect(() => listings.close()).not.toThrow();
  });
});

describe("a window", () => {
  const overview: Overview = { clans: [clan([machine("web"), machine("mail")])] };
  const answers = (found: Overview | undefined) => ({ overview: () => Promise.resolve(found) });

  it("shows at once what the last one knew, with its age", async () => {
    const storage = newFolder();
    const first = new ClanState(answers(overview), storage);
    await first.refresh();
    const archives = readArchives("vault::r::web-vault-2026-11-23T01:00:00");
    first.keepListing("/fleet", "web", "borgbackup", { at: NOW - HOUR, archives, atWork: ["vault"] });
    first.dispose();
    const next = new ClanState(answers(undefined), storage);
    await next.recall();
    expect([next.isLoaded, next.clans]).toEqual([false, overview.clans]);
    expect(next.listingOf("/fleet", "web", "borgbackup")).toMatchObject({
      at: NOW - HOUR,
      archives,
      atWork: ["vault"],
    });
  });

  it("shows what the server says as soon as it answers", async () => {
    const storage = newFolder();
    await new ClanState(answers(overview), storage).refresh();
    const other: Overview = { clans: [clan([machine("other")])] };
    const next = new ClanState(answers(other), storage);
    await next.refresh();
    await next.recall();
    expect(next.clans).toEqual(other.clans);
  });

  it("asks the server once for all who ask at the same time, and once more for those who ask later", async () => {
    const count = { asked: 0 };
    const server = {
      overview: async () => {
        count.asked++;
        await new Promise((resolve) => setImmediate(resolve));
        return overview;
      },
    };
    const state = new ClanState(server, undefined);
    const first = Array.from({ length: 50 }, () => state.refresh());
    await Promise.resolve();
    const later = Array.from({ length: 50 }, () => state.refresh());
    await Promise.all([...first, ...later]);
    expect(count.asked).toBe(2);
    await state.refresh();
    expect(count.asked).toBe(3);
  });

  it("is told of many changes a few times only, and of the last for certain", async () => {
    const state = new ClanState(answers(overview), undefined);
    await state.refresh();
    const seen: number[] = [];
    const last = new Promise<void>((resolve) => {
      state.onDidChange(() => {
        seen.push(state.listingOf("/fleet", "web", "borgbackup")?.at ?? 0);
        if (seen.at(-1) === 999) resolve();
      });
    });
    for (let at = 0; at < 1_000; at++) state.keepListing("/fleet", "web", "borgbackup", { at, archives: [] });
    await last;
    expect(seen.length).toBeLessThan(10);
  });
});
