import { expect, test } from "vitest";
import { startFakeStreams } from "../support/fakeService.ts";
import { createRawClient, rpcNotification, rpcRequest } from "../support/lspClient.ts";

const codes = { parse: -32700, invalid: -32600, unknown: -32601, params: -32602, early: -32002, cancelled: -32800 };

const start = () => {
  const session = startFakeStreams();
  return { ...session, client: createRawClient(session.toClient, session.toServer) };
};

const initialize = (id: number) => rpcRequest(id, "initialize", { processId: null, rootUri: null, capabilities: {} });

/** A session that was initialized with request 1. */
async function startInitialized() {
  const session = start();
  session.client.send(initialize(1));
  await session.client.answer(1);
  session.client.send(rpcNotification("initialized", {}));
  return session;
}

test("before initialize, requests are refused and notifications ignored", async () => {
  const { client, service } = start();
  const textDocument = { uri: "file:///a.nix", languageId: "nix", version: 1, text: "BAD" };
  client.send(rpcRequest(1, "textDocument/codeAction", {}), rpcNotification("textDocument/didOpen", { textDocument }));
  expect(await client.answer(1)).toMatchObject({ error: { code: codes.early } });
  client.send(rpcRequest(2, "shutdown"), initialize(3));
  expect(await client.answer(2)).toMatchObject({ error: { code: codes.early } });
  expect(await client.answer(3)).toMatchObject({ result: { serverInfo: { name: "clan-backups", version: "1.2.3" } } });
  expect(service.texts.size).toBe(0);
});

test("initialize needs capabilities, and is refused the second time", async () => {
  const { client } = start();
  client.send(rpcRequest(1, "initialize"), rpcRequest(2, "initialize", []), rpcRequest(3, "initialize", 5));
  for (const id of [1, 2, 3]) expect(await client.answer(id)).toMatchObject({ error: { code: codes.params } });
  client.send(initialize(4));
  expect(await client.answer(4)).toHaveProperty("result");
  client.send(initialize(5));
  expect(await client.answer(5)).toMatchObject({ error: { code: codes.invalid } });
});

test("unknown methods and wrong parameters get the errors of JSON-RPC", async () => {
  const { client } = await startInitialized();
  client.send(
    rpcRequest(2, "textDocument/teleport", {}),
    rpcRequest(3, "textDocument/codeAction"),
    rpcRequest(4, "textDocument/codeAction", {}),
    rpcRequest(5, "textDocument/codeAction", [1, 2]),
    rpcRequest(6, "textDocument/codeAction", "x"),
    { jsonrpc: "2.0", id: 7 },
    { jsonrpc: "2.0", id: 8, method: 5 },
  );
  expect(await client.answer(2)).toMatchObject({ error: { code: codes.unknown } });
  for (const id of [3, 4, 5, 6]) expect(await client.answer(id)).toMatchObject({ error: { code: codes.params } });
  for (const id of [7, 8]) expect(await client.answer(id)).toMatchObject({ error: { code: codes.invalid } });
});

test("text that is no message is answered as such, and what follows is served", async () => {
  const { client } = await startInitialized();
  client.sendBytes("Content-Length: 5\r\n\r\n{nope");
  expect(await client.answer(null)).toMatchObject({ error: { code: codes.parse } });
  client.sendBytes("Content-Length: many\r\n\r\n");
  expect(await client.answer(null)).toMatchObject({ error: { code: codes.parse } });
  client.send(5);
  expect(await client.answer(null)).toMatchObject({ error: { code: codes.invalid } });
  client.send([initialize(9)]);
  expect(await client.answer(null)).toMatchObject({ error: { code: codes.invalid } });
  client.send(rpcRequest(2, "shutdown"));
  expect(await client.answer(2)).toMatchObject({ result: null });
});

test("notifications that make no sense are ignored", async () => {
  const { client, service } = await startInitialized();
  const methods = ["didOpen", "didChange", "didClose"].map((name) => `textDocument/${name}`);
  for (const method of [
    ...methods,
    "workspace/didChangeWatchedFiles",
    "$/unknown",
    "workspace/didChangeConfiguration",
  ]) {
    for (const params of [undefined, null, [], {}, 5, { textDocument: 5, changes: 5 }]) {
      client.send(rpcNotification(method, params));
    }
  }
  const textDocument = { uri: "file:///never-opened.nix", version: 2 };
  client.send(rpcNotification("textDocument/didChange", { textDocument, contentChanges: [{ text: "x" }] }));
  client.send(rpcRequest(2, "shutdown"));
  expect(await client.answer(2)).toMatchObject({ result: null });
  expect(service.texts.size).toBe(0);
});

test("after shutdown, requests are refused and the engine is let go", async () => {
  const { client, service } = await startInitialized();
  client.send(rpcRequest(2, "shutdown"), rpcRequest(3, "textDocument/codeAction", {}), initialize(4));
  expect(await client.answer(2)).toMatchObject({ result: null });
  expect(await client.answer(3)).toMatchObject({ error: { code: codes.invalid } });
  expect(await client.answer(4)).toMatchObject({ error: { code: codes.invalid } });
  expect(service.isDisposed).toBe(true);
});

test("a request that is cancelled before its turn is answered as cancelled", async () => {
  const { client } = await startInitialized();
  client.send(rpcRequest(2, "textDocument/codeAction", {}), rpcNotification("$/cancelRequest", { id: 2 }));
  expect(await client.answer(2)).toMatchObject({ error: { code: codes.cancelled } });
});
