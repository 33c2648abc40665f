/** The picture of a topology is held against an XML parser of its own (Python's expat). */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { cardsOf } from "../../server/features/picture/cards.ts";
import { topologySvg } from "../../server/features/picture/svg.ts";
import { topologies } from "../support/topologies.ts";

const PYTHON = "/usr/bin/python3";
const READ = `
import json, sys, xml.etree.ElementTree as tree
def read(text):
    svg = tree.fromstring(text.encode("utf-8"))
    at = lambda name: [dict(found.attrib) for found in svg.iter("{http://www.w3.org/2000/svg}" + name)]
    return {"tags": sorted({found.tag.split("}")[1] for found in svg.iter()}), "cards": [one for one in at("rect") if one["class"] == "card"],
            "links": len([one for one in at("path") if one["class"].startswith("link")]), "height": svg.get("height")}
print(json.dumps([read(text) for text in json.load(sys.stdin)]))`;

const number = z.coerce.number();
const answers = z.array(
  z.object({
    tags: z.array(z.string()),
    cards: z.array(z.object({ x: number, y: number, width: number, height: number })),
    links: z.number(),
    height: number,
  }),
);

const hasPython = spawnSync(PYTHON, ["-c", "import xml.etree.ElementTree"]).status === 0;

describe.skipIf(!hasPython)("python3 is not installed, or: the picture of any topology", () => {
  const views = fc.sample(topologies, 300);
  const { stdout, stderr } = spawnSync(PYTHON, ["-c", READ], {
    input: JSON.stringify(views.map(topologySvg)),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });

  it("is XML with nothing in it but what we draw, and every way is there", () => {
    expect(stderr).toBe("");
    const drawn = new Set(["desc", "g", "path", "rect", "style", "svg", "text", "title"]);
    const read = answers.parse(JSON.parse(stdout));
    expect(read).toHaveLength(views.length);
    for (const [index, { tags, links }] of read.entries()) {
      expect(tags.filter((tag) => !drawn.has(tag))).toEqual([]);
      const clans = views[index]?.clans ?? [];
      expect(links).toBe(clans.reduce((sum, clan) => sum + cardsOf(clan).links.length, 0));
    }
  });

  it("has no card over another, and none outside", () => {
    for (const { cards, height } of answers.parse(JSON.parse(stdout))) {
      const overlapping = cards.filter((one, index) =>
        cards.some(
          (other, place) =>
            place < index && other.x === one.x && other.y < one.y + one.height && one.y < other.y + other.height,
        ),
      );
      expect(overlapping).toEqual([]);
      for (const { y, height: tall } of cards) expect(y + tall).toBeLessThan(height);
    }
  });
});
