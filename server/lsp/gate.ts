/** Lets through only messages that fit the state of the connection (LSP 3.17, "Lifecycle Messages"). */
import {
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver/node";

type Phase = "new" | "initializing" | "running" | "shut down";

type Id = string | number | null;

/** A refusal of a message, or `undefined` when it may pass; `drop` for notifications, which get no answer. */
type Verdict = { readonly code: number; readonly message: string } | "drop" | undefined;

const refuse = (code: number, message: string): Verdict => ({ code, message });

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The field of a message from outside, whose type nobody has checked. */
const field = (value: unknown, name: string): unknown =>
  isObject(value) ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

function idOf(message: unknown): Id {
  const id = field(message, "id");
  return typeof id === "string" || typeof id === "number" ? id : null;
}

/** JSON-RPC 2.0, "Request object": what every message must look like, whatever it is about. */
function judgeShape(message: unknown): Verdict {
  const method = field(message, "method");
  const isAnswer = field(message, "result") !== undefined || field(message, "error") !== undefined;
  if (typeof method !== "string" && !(isAnswer && method === undefined)) {
    return refuse(ErrorCodes.InvalidRequest, "This is neither a request nor a notification nor a response.");
  }
  const params = field(message, "params");
  if (params !== undefined && params !== null && typeof params !== "object") {
    return refuse(ErrorCodes.InvalidParams, "Parameters must be an object or a list.");
  }
  if (method === "initialize" && !isObject(field(params, "capabilities"))) {
    return refuse(ErrorCodes.InvalidParams, "initialize needs an object with the client's capabilities.");
  }
  return undefined;
}

function judgePhase(phase: Phase, method: string, isRequest: boolean): Verdict {
  if (method === "exit") return undefined;
  if (method === "initialize" && phase !== "new") {
    return refuse(ErrorCodes.InvalidRequest, "The server is initialized already.");
  }
  if (phase === "running" || method === "initialize") return undefined;
  if (!isRequest) return "drop";
  return phase === "shut down"
    ? refuse(ErrorCodes.InvalidRequest, "The server was shut down.")
    : refuse(ErrorCodes.ServerNotInitialized, "The server is not initialized yet.");
}

/** A reader that answers messages at the wrong time by itself; handlers see only what they can serve. */
export class Gate implements MessageReader {
  readonly #reader: MessageReader;
  readonly #writer: MessageWriter;
  #phase: Phase = "new";

  constructor(reader: MessageReader, writer: MessageWriter) {
    this.#reader = reader;
    this.#writer = writer;
    reader.onError((error) => this.#answer(null, { code: ErrorCodes.ParseError, message: error.message }));
  }

  get onError(): MessageReader["onError"] {
    return this.#reader.onError;
  }

  get onClose(): MessageReader["onClose"] {
    return this.#reader.onClose;
  }

  get onPartialMessage(): MessageReader["onPartialMessage"] {
    return this.#reader.onPartialMessage;
  }

  /** Whether the client has said shutdown, after which its leaving is no failure. */
  get isShutDown(): boolean {
    return this.#phase === "shut down";
  }

  /** The initialize request was answered: from now on everything passes. */
  open(): void {
    if (this.#phase === "initializing") this.#phase = "running";
  }

  listen(callback: DataCallback): Disposable {
    return this.#reader.listen((message) => {
      const verdict = this.#judge(message);
      if (verdict === undefined) callback(message);
      else if (verdict !== "drop") this.#answer(idOf(message), verdict);
    });
  }

  dispose(): void {
    this.#reader.dispose();
  }

  #judge(message: Message): Verdict {
    const shape = judgeShape(message);
    const method = field(message, "method");
    const isRequest = field(message, "id") !== undefined;
    // A notification gets no answer, also when it makes no sense.
    if (shape !== undefined) return isRequest || typeof method !== "string" ? shape : "drop";
    if (typeof method !== "string") return undefined;
    const verdict = judgePhase(this.#phase, method, isRequest);
    if (verdict === undefined && method === "initialize") this.#phase = "initializing";
    if (verdict === undefined && method === "shutdown") this.#phase = "shut down";
    return verdict;
  }

  #answer(id: Id, error: { readonly code: number; readonly message: string }): void {
    const response = { jsonrpc: "2.0", id, error };
    // When the client is gone there is nobody to tell; the end of the input ends the server.
    this.#writer.write(response).catch(() => undefined);
  }
}
