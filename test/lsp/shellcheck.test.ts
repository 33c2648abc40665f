/** What ShellCheck says comes when it comes: nothing waits for it, and it is shown for the text that it was said of. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commentOn, fakeShellcheck } from "../support/fakeShellcheck.ts";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

const uri = "file:///nowhere/module.nix";
const moduleWith = (script: string) =>
  `{\n  clan.core.state.app.folders = [ "/srv" ];\n  clan.core.state.app.preBackupScript = "${script}";\n}\n`;

test.skipIf(process.platform === "win32")("findings come later, and never for an older text", async () => {
  // It waits for a file, and then finds the whole first word.
  const fake = fakeShellcheck(
    `word=$(sed -n 's/^\\([A-Z]*\\) .*/\\1/p'); : > "$folder/asked-$word"; until [ -e "$folder/go" ]; do sleep 0.02; done
     case $word in FIRST) echo '${commentOn(1, 6, "Of the first.")}';; *) echo '${commentOn(1, 7, "Of the second.")}';; esac; exit 1`,
  );
  const { client, stop } = startServer({}, { ...process.env, PATH: fake.path });
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, moduleWith("FIRST x")));
  await client.findings(uri, 1);
  const contentChanges = [{ text: moduleWith("SECOND x") }];
  await client.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
  await client.findings(uri, 2);
  const told = () =>
    client.published.flatMap(({ version, diagnostics }) =>
      diagnostics
        .filter(({ code }) => code === "shellcheck")
        .map((it) => ({ version, message: it.message, range: it.range })),
    );
  expect(told()).toEqual([]);
  writeFileSync(join(fake.folder, "go"), "");
  await client.until(() => (told().length > 0 ? true : undefined));
  expect(told()[0]).toEqual({
    version: 2,
    message: "ShellCheck SC2045: Of the second.",
    range: { start: { line: 2, character: 41 }, end: { line: 2, character: 47 } },
  });
  expect(told().filter(({ message }) => !JSON.stringify(message).includes("second"))).toEqual([]);
  expect(await stop()).toBe(0);
  fake.remove();
});

test.skipIf(process.platform === "win32")("a server that ends does not wait for it", async () => {
  const fake = fakeShellcheck(': > "$folder/asked"; exec sleep 600');
  const { client, stop } = startServer({}, { ...process.env, PATH: fake.path });
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, moduleWith("FIRST x")));
  await client.findings(uri, 1);
  expect(await stop()).toBe(0);
  fake.remove();
});
