/** The licences of the libraries that the bundles hold: most of them ask that their text goes with every copy. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package's folder, from the path of one of its files. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * @param {string} root
 * @param {string} folder
 */
function noticeOf(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined && typeof license !== "string")
    throw new Error(`${name} does not say under which licence it is`);
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), "utf8").trim();
  return `${name} ${version}\n\n${text}\n`;
}

/**
 * Returns one text with the licence of every package that a file of `inputs` (paths from `root`) belongs to, in the order of
 * their names. Throws for a package that names none.
 * @param {string} root
 * @param {Iterable<string>} inputs
 */
export function licencesOf(root, inputs) {
  const folders = new Set([...inputs].flatMap((input) => PACKAGE.exec(input)?.[1] ?? []));
  return [...folders]
    .sort()
    .map((folder) => noticeOf(root, folder))
    .join(`\n${"-".repeat(80)}\n\n`);
}
