import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { releaseNamed } from "../../server/clan/release.ts";
import { OptionTrees } from "../../server/clan/trees.ts";
import type { ModuleProblem } from "../../server/nix/modules/problem.ts";
import { optionName } from "../../server/nix/options/optionName.ts";
import { Thunk } from "../../server/nix/thunk.ts";
import { path } from "../../server/nix/value.ts";
import { evaluated, type TestNix, testNix } from "../support/modules.ts";

const folder = fileURLToPath(new URL("../fixtures/oracle/", import.meta.url));

/** What the real module system says of a module, option by option. */
const verdictSchema = z.object({
  release: z.string(),
  as: z.enum(["nixos", "clan", "inventory"]),
  ok: z.boolean(),
  errors: z.array(
    z.object({
      kind: z.enum(["unknown-option", "type", "required", "readonly", "conflict", "parse", "other"]),
      option: z.string().nullable(),
      detail: z.string().optional(),
      at: z.object({ file: z.string(), line: z.number(), column: z.number() }).optional(),
    }),
  ),
});

const KINDS: Readonly<Record<string, readonly ModuleProblem["kind"][]>> = {
  "unknown-option": ["unknown-option"],
  type: ["wrong-type"],
  required: ["missing-option"],
  readonly: ["read-only-option"],
  conflict: ["conflicting-definitions"],
  other: ["evaluation-error", "removed-option", "unsupported-attribute"],
};

const cases = ["good", "bad"].flatMap((kind) =>
  readdirSync(`${folder}${kind}`)
    .filter((name) => name.endsWith(".nix"))
    .map((name) => {
      const file = `${folder}${kind}/${name}`;
      const verdict = verdictSchema.parse(JSON.parse(readFileSync(file.replace(/nix$/, "json"), "utf8")));
      return { name: `${kind}/${name}`, file, verdict };
    }),
);

describe("verdicts of the real module system", () => {
  let nix: () => TestNix;
  const trees = new OptionTrees();
  beforeAll(async () => {
    nix = await testNix();
  });

  const judged = cases.filter(
    ({ verdict }) => verdict.as === "nixos" && verdict.errors.every(({ kind }) => kind !== "parse"),
  );
  it.each(judged)("$name", ({ file, verdict }) => {
    const release = releaseNamed(verdict.release);
    if (release === undefined) throw new Error(`no release ${verdict.release}`);
    const found = evaluated(nix(), [Thunk.of(path(file))], trees.options(release, "nixos"))
      .problems()
      .filter(({ certain }) => certain);
    const unexplained = [...found];
    const missed = verdict.errors.filter(({ kind, option }) => {
      // Where the verdict names no option, Nix stopped before it came to any: it matters only that the mistake is found.
      const index = unexplained.findIndex(
        (item) => KINDS[kind]?.includes(item.kind) && (option === null || optionName(item.option) === option),
      );
      if (index >= 0) unexplained.splice(index, 1);
      return index < 0;
    });
    expect({ missed, extra: unexplained.map(({ kind, option }) => `${kind} ${optionName(option)}`) }).toEqual({
      missed: [],
      extra: [],
    });
  });

  it("judges most of the fixtures", () => {
    expect(judged.length).toBeGreaterThan(35);
  });
});
