import { describe, expect, it } from "vitest";
import { completion } from "../../../server/features/completion.ts";
import type { FeatureContext } from "../../../server/features/context.ts";
import type { OptionDeclaration } from "../../../server/nix/options/optionData.ts";
import { RELEASE_NAMES } from "../../../server/settings.ts";
import { SHAPES, type Shape } from "../../support/completionShapes.ts";
import { contextOf } from "../../support/features.ts";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();

/** The names before an option's last one, with names of the user's own filled in. */
function namesBefore({ path }: OptionDeclaration): readonly string[] {
  return path.slice(0, -1).map((name) => (name === "<name>" ? "own" : name));
}

/** Options that people write: no elements of lists, no names of the user's own at the end, nothing read-only or internal. */
function isWritten({ path, readOnly, internal }: OptionDeclaration): boolean {
  const last = path.at(-1) ?? "";
  return readOnly !== true && internal !== true && !path.includes("*") && last !== "<name>" && !last.startsWith("_");
}

/** Whether the option is proposed with the cursor behind `typed` of its last name. */
function isFound(context: FeatureContext, shape: Shape, option: OptionDeclaration, typed: string): boolean {
  const marked = shape.write(namesBefore(option), typed);
  const offset = marked.indexOf("|");
  const file = parser.parseOnce(context.path, marked.replace("|", ""));
  const { items } = completion({ ...context, file }, offset, { snippets: true });
  return items.some(({ label }) => label === option.path.at(-1));
}

describe.each(RELEASE_NAMES)("every option of a machine of %s is found", (release) => {
  it.each(SHAPES)("$name", async (shape) => {
    const context = await contextOf("{ }", { release, document: shape.document });
    const missed: string[] = [];
    for (const option of context.declarations.nixos.filter(isWritten)) {
      const last = option.path.at(-1) ?? "";
      for (const typed of new Set(["", last.slice(0, Math.ceil(last.length / 2)), last])) {
        if (!isFound(context, shape, option, typed)) missed.push(`${option.path.join(".")} behind "${typed}"`);
      }
    }
    expect(missed).toEqual([]);
  });
});

const SETTINGS_SHAPES: readonly ((role: string, before: string, typed: string) => string)[] = [
  (role, before, typed) => `{ inventory.instances.SERVICE.roles.${role}.settings.${before}${typed}| }`,
  (role, before, typed) =>
    `{ inventory.instances.SERVICE = { roles.${role} = { settings = { ${before}${typed}| }; }; }; }`,
  (role, before, typed) =>
    `{ inventory = { instances."SERVICE".roles.${role}.machines.jon.settings = { ${before}${typed}|`,
  (role, before, typed) => `{ inventory.instances.SERVICE.roles.${role}.tags.all.settings.${before}${typed}| }`,
  (role, before, typed) =>
    `{ inventory.instances.SERVICE.roles.${role}.settings = { lib, ... }: { config = lib.mkIf x { ${before}${typed}| }; }; }`,
];

it("every setting of every role is found", async () => {
  const context = await contextOf("{ }", { release: "2026-08", document: "clan.nix" });
  const missed: string[] = [];
  for (const [service, roles] of Object.entries(context.declarations.serviceRoles)) {
    for (const [role, options] of Object.entries(roles)) {
      for (const option of options.filter(isWritten)) {
        const before = namesBefore(option)
          .map((name) => `${name}.`)
          .join("");
        for (const write of SETTINGS_SHAPES) {
          const shape: Shape = {
            name: "",
            document: "clan.nix",
            write: (_, typed) => write(role, before, typed).replace("SERVICE", service),
          };
          if (!isFound(context, shape, option, "")) missed.push(`${service} ${role} ${option.path.join(".")}`);
        }
      }
    }
  }
  expect(missed).toEqual([]);
});
