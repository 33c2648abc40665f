/** The language server: LSP 3.17 over standard input and output, or over Node's channel to a parent process. */
import { Console } from "node:console";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  LSPErrorCodes,
  Message,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { createLanguageService } from "./languageService.ts";
import { Gate } from "./lsp/gate.ts";
import { type Engine, startSession } from "./lsp/session.ts";
import { loadParser } from "./nix/parser.ts";
import { createNodeFiles } from "./nodeFiles.ts";

const CANCELLED = { code: LSPErrorCodes.RequestCancelled, message: "The request was cancelled." };

export interface ServeOptions {
  readonly transport: "stdio" | "ipc";
  /** Of this program. */
  readonly version: string;
}

interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

function openTransport(transport: ServeOptions["transport"], onEnd: () => void): Transport {
  if (transport === "ipc" && process.send !== undefined) {
    process.on("disconnect", onEnd);
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  }
  process.stdin.on("end", onEnd).on("close", onEnd);
  process.stdout.on("error", onEnd);
  // Standard output belongs to the protocol: one stray line of a library would end the conversation.
  globalThis.console = new Console(process.stderr);
  return { reader: new StreamMessageReader(process.stdin), writer: new StreamMessageWriter(process.stdout) };
}

async function loadEngine(): Promise<Engine> {
  const parser = await loadParser({ wasmDirectory: dirname(fileURLToPath(import.meta.url)) });
  const files = createNodeFiles({ roots: [] });
  return { service: createLanguageService({ files, parser }), setRoots: (folders) => files.setRoots(folders) };
}

/**
 * Serves until the client says exit, its end of the connection closes or its process is gone. The exit status is 0 after a shutdown
 * request, else 1 (LSP 3.17, "Exit Notification").
 */
export function serve({ transport, version }: ServeOptions): void {
  // Both ends hold each other, so the way out finds the gate when it is taken.
  const leave = () => process.exit(gate.isShutDown ? 0 : 1);
  const { reader, writer } = openTransport(transport, () => leave());
  const gate = new Gate(reader, writer);
  const connection = createConnection(gate, writer, {
    // A request that was cancelled before its turn is answered without being served.
    cancelUndispatched: (message) =>
      Message.isRequest(message) ? { jsonrpc: "2.0", id: message.id, error: CANCELLED } : undefined,
  });
  startSession({ connection, gate, version, loadEngine });
  connection.listen();
}
