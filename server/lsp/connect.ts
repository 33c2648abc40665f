/** Joins a transport to a session. */
import {
  createConnection,
  LSPErrorCodes,
  Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver/node";
import { Gate } from "./gate.ts";
import { type Engine, startSession } from "./session.ts";

export interface ConnectOptions {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Of this program. */
  readonly version: string;
  readonly loadEngine: () => Promise<Engine>;
}

const CANCELLED = { code: LSPErrorCodes.RequestCancelled, message: "The request was cancelled." };

/** Serves one client and returns the gate, which knows whether it has said goodbye. */
export function connect({ reader, writer, version, loadEngine }: ConnectOptions): Gate {
  const gate = new Gate(reader, writer);
  const connection = createConnection(gate, writer, {
    // A request that was cancelled before its turn is answered without being served.
    cancelUndispatched: (message) =>
      Message.isRequest(message) ? { jsonrpc: "2.0", id: message.id, error: CANCELLED } : undefined,
  });
  startSession({ connection, gate, version, loadEngine });
  connection.listen();
  return gate;
}
