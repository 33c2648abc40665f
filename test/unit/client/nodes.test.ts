import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArchives } from "../../../client/clan/archives.ts";
import type { Listing, Provider } from "../../../client/views/health.ts";
import { labelOf } from "../../../client/views/labels.ts";
import { childNodes, type Node, nodeId, summaryOf, type TreeState, topNodes } from "../../../client/views/nodes.ts";
import { archivesAt, clan, HOUR, machine, NOW, treeOf } from "../../support/overview.ts";

/** What a name could hold to mislead: options, links, icons, control characters, marks of direction, secrets, great length. */
const hellish = fc
  .array(
    fc.constantFrom(
      "-rf",
      "::",
      "](command:x)",
      "[a",
      "$(trash)",
      "\u001b[2J",
      "\u202egnp",
      "\0",
      "'",
      '"',
      " ",
      "é",
      "\ud83d\udcbe",
      "x".repeat(300),
      ".failed",
      "/snapshot.0",
      "2026-01-02T03:04:05",
      "//u:secret@h",
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""));

describe("the tree", () => {
  const web = machine("web", {
    key: "missing",
    targets: [{ name: "hdd", directory: "/mnt/hdd/s", mountpoint: "/mnt/hdd", disk: null }],
  });
  const state = treeOf([clan([web, machine("mail")])], {
    "web borgbackup": { at: NOW - HOUR, archives: archivesAt(3, 27) },
    "mail borgbackup": { at: NOW, archives: [] },
  });
  const texts = (nodes: readonly Node[]) =>
    nodes.map((node) => labelOf(node, state)).map(({ text, detail }) => `${text} · ${detail}`);

  it("begins with the machines of the only clan, or with the clans", () => {
    expect(texts(topNodes(state))).toEqual(["web · not listed yet", "mail · backup failed or missing"]);
    const two = treeOf([clan([web]), clan([web], "/other")]);
    expect(topNodes(two).map(({ kind }) => kind)).toEqual(["hint", "clan", "clan"]);
  });

  it("has below a machine what it misses, where it saves to, and what", () => {
    const [node] = topNodes(state);
    expect(node && texts(childNodes(node, state))).toEqual([
      "Key · not generated yet",
      "vault · 3 hours ago · on vault",
      "hdd · not listed yet · /mnt/hdd/s",
      "mail · /var/mail",
    ]);
  });

  it("has below a place its archives, newest first, and when they were listed", () => {
    const place = topNodes(state)
      .flatMap((node) => childNodes(node, state))
      .find(({ kind }) => kind === "place");
    const nodes = place === undefined ? [] : childNodes(place, state);
    expect(nodes.map((node) => labelOf(node, state).text)).toEqual(
      ["3 hours ago", "yesterday", "Listed 1 hour ago"].map((text) => (text === "yesterday" ? "1 day ago" : text)),
    );
  });

  it("marks what failed, what is being made, and the newest when it is old", () => {
    const texts = (listing: Listing) => {
      const old = treeOf([clan([machine("web")])], { "web borgbackup": listing });
      const below = (nodes: readonly Node[]) => nodes.flatMap((node) => childNodes(node, old));
      return below(below(topNodes(old)))
        .filter(({ kind }) => kind === "archive")
        .map((node) => labelOf(node, old))
        .map(({ detail, icon }) => `${icon} ${detail.split(" · ")[0]}`);
    };
    const [first, ...rest] = archivesAt(1, 40, 50);
    const failed = first === undefined ? [] : [{ ...first, isFailed: true }];
    expect(texts({ at: NOW, archives: archivesAt(40, 50) })[0]).toBe("clock old");
    expect(texts({ at: NOW, archives: [...failed, ...rest] })[0]).toBe("error failed");
    const marks = texts({ at: NOW, archives: [...failed, ...rest], atWork: ["vault"] });
    expect(marks.slice(0, 2)).toEqual(["sync~spin being made", "clock old"]);
    expect(marks[2]).toMatch(/^archive /);
  });

  it("shows only what is wanted", () => {
    expect(topNodes({ ...state, filter: "MAI" })).toHaveLength(1);
    expect(texts(topNodes({ ...state, onlyIll: true }))).toEqual(["mail · backup failed or missing"]);
    expect(summaryOf(state)).toEqual({ health: "failed", ill: 1 });
  });

  it("says in words what icons and colours say", () => {
    const spoken = topNodes(state).map((node) => labelOf(node, state).spoken);
    expect(spoken).toEqual(["web, not listed yet", "mail, backup failed or missing"]);
  });

  it("shows what runs", () => {
    const job = {
      id: 1,
      clan: "/fleet",
      machine: "web",
      action: "create",
      what: "borgbackup",
      controller: new AbortController(),
    } as const;
    const running = { ...state, jobOn: (_: string, name: string) => (name === "web" ? job : undefined) };
    const [node] = topNodes(running);
    expect(node && labelOf(node, running)).toMatchObject({ detail: "backing up borgbackup", icon: "sync~spin" });
  });
});

describe("what stands in the way", () => {
  const [web, mail] = [machine("web"), machine("mail")];
  const hints = (more: Partial<TreeState>, listings: Readonly<Record<string, Listing>> = {}) =>
    topNodes(treeOf([clan([web, mail])], listings, more)).flatMap((node) => (node.kind === "hint" ? [node.text] : []));
  const good = { at: NOW, archives: archivesAt(1) };

  it.each([
    ["a workspace that is not trusted", { isTrusted: false }, {}, ["Trust this workspace to run backups"]],
    ["no clan program", { missing: () => "none" }, {}, ["The clan program was not found"]],
    ["no list", {}, {}, ["List the backups"]],
    ["a machine that does not answer", {}, { "web borgbackup": { ...good, problem: "no route" } }, ["Ask again"]],
    ["nothing", {}, { "web borgbackup": good }, []],
  ])("is %s", (_, more, listings, expected) => {
    expect(hints(more, listings)).toEqual(expected);
  });

  it("is nothing that a welcome text says", () => {
    expect(topNodes(treeOf([clan([web])], {}, { filter: "no such machine", isTrusted: false }))).toEqual([]);
  });
});

describe("many archives", () => {
  const many = readArchives(
    Array.from(
      { length: 1_000 },
      (_, index) => `vault::r::x-${new Date(NOW - index * HOUR).toISOString().slice(0, 19)}`,
    ).join("\n"),
  );
  const state = treeOf([clan([machine("web")])], { "web borgbackup": { at: NOW, archives: many } });
  const below = (node: Node | undefined) => (node === undefined ? [] : childNodes(node, state));

  it("are shown in pages, each of them once", () => {
    let nodes = below(below(topNodes(state)[0]).find(({ kind }) => kind === "place"));
    const names: string[] = [];
    for (let older: Node | undefined = nodes[0]; older !== undefined; nodes = below(older)) {
      expect(nodes.length).toBeLessThan(210);
      names.push(...nodes.flatMap((node) => (node.kind === "archive" ? [node.archive.name] : [])));
      older = nodes.find(({ kind }) => kind === "older");
      if (older === undefined) break;
    }
    expect(names).toEqual(many.map(({ name }) => name));
  });
});

it("names from hell are shown as they are, and mean nothing to the editor", () => {
  fc.assert(
    fc.property(hellish, (name) => {
      const archives = readArchives(`vault::r::${name}`);
      const state = treeOf([clan([machine("web")])], { "web borgbackup": { at: NOW, archives } });
      const all = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...all(childNodes(node, state))]);
      for (const { text, detail, spoken } of all(topNodes(state)).map((node) => labelOf(node, state)))
        for (const shown of [text, detail, spoken]) {
          expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|\]\(|\$\(/u);
          expect(shown.length).toBeLessThan(500);
        }
    }),
  );
});

it("nodes have names of their own, whatever the things are called", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 });
  const made = fc.uniqueArray(name, { maxLength: 4 }).map((names) => names.map((one) => machine(one)));
  fc.assert(
    fc.property(made, fc.array(name, { maxLength: 4 }), (machines, archives) => {
      const listing: Listing = {
        at: NOW,
        archives: readArchives(archives.map((one) => `vault::r::${one}`).join("\n")),
      };
      const state: TreeState = {
        ...treeOf([clan(machines)]),
        listingOf: (_clan: string, _machine: string, _provider: Provider) => listing,
      };
      const all = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...all(childNodes(node, state))]);
      const ids = all(topNodes(state)).map(nodeId);
      const distinctArchives = new Set(listing.archives.map(({ name: one }) => one)).size === listing.archives.length;
      if (distinctArchives) expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
