/**
 * The pages of the packaged extension, made from README.md and CHANGELOG.md. Inside of a .vsix there is no repository around them:
 * VS Code shows no picture and follows no link by a relative path, and nobody who reads them there is about to run npm.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Sections for those who have the repository. */
const LEFT_OUT = ["Try it", "Install it", "In other editors", "On the command line", "More"];

/**
 * Returns the text without the sections of these titles.
 * @param {string} text
 * @param {readonly string[]} titles
 */
function withoutSections(text, titles) {
  const sections = text.split(/^(?=## )/m);
  return sections.filter((section) => !titles.some((title) => section.startsWith(`## ${title}\n`))).join("");
}

/**
 * Returns the text without its pictures: on an extension's page VS Code 1.139 shows those from https alone, and ours are nowhere yet.
 * @param {string} text
 */
const withoutPictures = (text) => text.replaceAll(/<picture>.*?<\/picture>\n*/gs, "");

/**
 * Returns a page without links to files of the repository: their words stay.
 * @param {string} text
 */
const withoutFileLinks = (text) => text.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, "$1");

/**
 * Returns the page of a Markdown file of the project as VS Code can show it.
 * @param {string} root the folder of the project
 * @param {string} file such as README.md
 * @returns {string}
 * @throws {Error} when the file is missing, or has a picture written in a way that is not known here
 */
export function pageOf(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  const page = withoutFileLinks(withoutPictures(withoutSections(text, LEFT_OUT)));
  const picture = /<img[^>]*>|!\[[^\]]*\]\([^)]*\)/.exec(page);
  if (picture !== null) throw new Error(`${file}: VS Code would not show ${picture[0]}`);
  return page;
}
