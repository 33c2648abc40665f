import type { Readable, Writable } from "node:stream";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type {
  InitializeParams,
  InitializeResult,
  LogMessageParams,
  PublishDiagnosticsParams,
  RegistrationParams,
} from "vscode-languageserver/node";

/** The client's side of a conversation, with everything the server said unasked. */
export interface LspClient {
  readonly request: (method: string, params?: unknown) => Promise<unknown>;
  readonly notify: (method: string, params?: unknown) => Promise<void>;
  readonly initialize: (params?: Partial<InitializeParams>) => Promise<InitializeResult>;
  readonly published: readonly PublishDiagnosticsParams[];
  readonly logged: readonly LogMessageParams[];
  readonly registered: readonly RegistrationParams[];
  readonly notified: readonly { readonly method: string; readonly params: unknown }[];
  /** Resolves as soon as `holds` returns something, looked at now and after everything the server says. */
  readonly until: <T>(holds: () => T | undefined) => Promise<T>;
  /** What the server last published of a document, when it is of that version. */
  readonly findings: (uri: string, version: number) => Promise<PublishDiagnosticsParams>;
  readonly dispose: () => void;
}

export interface ClientOptions {
  /** Answers `workspace/configuration`; without it the client does not say that it can be asked. */
  readonly configuration?: () => unknown;
}

/** Talks LSP over two streams; `input` is what the server writes. */
export function createLspClient(input: Readable, output: Writable, { configuration }: ClientOptions = {}): LspClient {
  const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const published: PublishDiagnosticsParams[] = [];
  const logged: LogMessageParams[] = [];
  const registered: RegistrationParams[] = [];
  const notified: { method: string; params: unknown }[] = [];
  const watchers = new Set<() => void>();
  const heard = () => {
    for (const look of [...watchers]) look();
  };
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.push(params);
    heard();
  });
  connection.onNotification("window/logMessage", (params: LogMessageParams) => {
    logged.push(params);
    heard();
  });
  // Like VS Code, this client refuses requests that come before the answer to initialize (LSP 3.17, "Initialize Request").
  const takeRequests = () => {
    connection.onRequest("client/registerCapability", (params: RegistrationParams) => {
      registered.push(params);
      heard();
      return null;
    });
    connection.onRequest("workspace/configuration", () => [configuration?.()]);
  };
  connection.onNotification((method, params) => {
    notified.push({ method, params });
    heard();
  });
  connection.listen();
  const until = <T>(holds: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const value = holds();
        if (value === undefined) return;
        watchers.delete(look);
        resolve(value);
      };
      watchers.add(look);
      look();
    });
  return {
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    async initialize(params = {}) {
      const result: InitializeResult = await connection.sendRequest("initialize", {
        processId: null,
        rootUri: null,
        capabilities: { workspace: { configuration: configuration !== undefined } },
        ...params,
      });
      takeRequests();
      await connection.sendNotification("initialized", {});
      return result;
    },
    published,
    logged,
    registered,
    notified,
    until,
    findings: (uri, version) => until(() => published.findLast((it) => it.uri === uri && it.version === version)),
    dispose: () => connection.dispose(),
  };
}

/** The whole of a text document as didOpen wants it. */
export function nixDocument(uri: string, text: string, version = 1) {
  return { textDocument: { uri, languageId: "nix", version, text } };
}

/** A client that may say anything, right or wrong. */
export interface RawClient {
  /** Writes messages in one piece. */
  readonly send: (...messages: unknown[]) => void;
  readonly sendBytes: (bytes: string) => void;
  /** The answer to a request; `null` for what the server could not tell the id of. */
  readonly answer: (
    id: number | null,
  ) => Promise<{ readonly result?: unknown; readonly error?: { readonly code: number } }>;
}

export function createRawClient(input: Readable, output: Writable): RawClient {
  const answers = new Map<unknown, object>();
  const waiting = new Map<unknown, (answer: object) => void>();
  new StreamMessageReader(input).listen((message) => {
    if (!("id" in message) || "method" in message) return;
    const waiter = waiting.get(message.id);
    if (waiter === undefined) answers.set(message.id, message);
    else waiter(message);
    waiting.delete(message.id);
  });
  const frame = (message: unknown) => {
    const body = JSON.stringify(message);
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  return {
    send: (...messages) => void output.write(messages.map(frame).join("")),
    sendBytes: (bytes) => void output.write(bytes),
    answer: (id) =>
      new Promise((resolve) => {
        const answer = answers.get(id);
        answers.delete(id);
        if (answer === undefined) waiting.set(id, resolve);
        else resolve(answer);
      }),
  };
}

/** A JSON-RPC request. */
export const rpcRequest = (id: number, method: string, params?: unknown) => ({ jsonrpc: "2.0", id, method, params });
/** A JSON-RPC notification. */
export const rpcNotification = (method: string, params?: unknown) => ({ jsonrpc: "2.0", method, params });
