/** Writes a release file with one option, rename or removal per line, so that changes show up line by line. */
import type { Release } from "../../server/clan/releaseData.ts";

const list = (items: readonly unknown[], indent: string): string =>
  items.length === 0 ? "[]" : `[\n${items.map((item) => `${indent}  ${JSON.stringify(item)}`).join(",\n")}\n${indent}]`;

/** The text of the file, ending in a newline. */
export function formatRelease(release: Release): string {
  const { trees, serviceRoles, renames, removals, ...head } = release;
  const heads = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const roles = Object.entries(serviceRoles).map(([service, ofService]) => {
    const lines = Object.entries(ofService).map(([role, options]) => `      "${role}": ${list(options, "      ")}`);
    return `    "${service}": {\n${lines.join(",\n")}\n    }`;
  });
  return [
    "{",
    [
      ...heads,
      `  "trees": {\n    "nixos": ${list(trees.nixos, "    ")},\n    "clan": ${list(trees.clan, "    ")}\n  }`,
      roles.length === 0 ? '  "serviceRoles": {}' : `  "serviceRoles": {\n${roles.join(",\n")}\n  }`,
      `  "renames": ${list(renames, "  ")}`,
      `  "removals": ${list(removals, "  ")}`,
    ].join(",\n"),
    "}",
    "",
  ].join("\n");
}
