/** Clans with marks under their lines: what the server answers where a mark is, over the protocol. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ANSWERS } from "../support/featureMarks.ts";
import { FIXTURE_ROOT, parseFixture } from "../support/fixture.ts";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

describe.each([
  ["inventory", "2026-08"],
  ["guide", "2024-06"],
])("%s", (name, release) => {
  const fixture = readFileSync(new URL(`../fixtures/features/${name}.fixture`, import.meta.url), "utf8");
  const { files, expected } = parseFixture(fixture);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-marks-")));
  const pathOf = (file: string) => join(folder, file.slice(FIXTURE_ROOT.length));
  const { client, stop } = startServer();

  beforeAll(async () => {
    for (const [file, text] of files) {
      mkdirSync(dirname(pathOf(file)), { recursive: true });
      writeFileSync(pathOf(file), text);
    }
    await client.initialize({ rootUri: pathToFileURL(folder).href, initializationOptions: { release } });
    for (const [file, text] of files)
      if (file.endsWith(".nix"))
        await client.notify("textDocument/didOpen", nixDocument(pathToFileURL(pathOf(file)).href, text));
  });
  afterAll(async () => {
    expect(await stop()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  const fileAt = (uri: string) => {
    const path = fileURLToPath(uri);
    return { name: basename(path), text: readFileSync(path, "utf8") };
  };

  test("there is a mark for every kind of question", () => {
    const asked = new Set(expected.map(({ code }) => code));
    expect(name === "inventory" ? [...asked].sort() : "").toEqual(
      name === "inventory" ? Object.keys(ANSWERS).sort() : "",
    );
  });

  for (const mark of expected) {
    const { file, line, start, end, code, words } = mark;
    const text = files.get(file) ?? "";
    const marked = (text.split("\n")[line] ?? "").slice(start, end);
    test(`${code} of ${marked} in ${file.slice(FIXTURE_ROOT.length)}:${line + 1}: ${words}`, async () => {
      const uri = pathToFileURL(pathOf(file)).href;
      const request = client.request;
      const answer = await ANSWERS[code]?.(mark, { uri, text, request, fileAt });
      if (words === "nothing") expect(answer).toBe("");
      else expect(answer).toContain(words);
    });
  }
});
