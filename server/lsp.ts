/** The language server: LSP 3.17 over standard input and output, or over Node's channel to a parent process. */
import { Console } from "node:console";
import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { createLanguageService } from "./languageService.ts";
import { connect } from "./lsp/connect.ts";
import type { Engine } from "./lsp/session.ts";
import { loadParser } from "./nix/syntax/parser.ts";
import { createNodeFiles } from "./nodeFiles.ts";
import { loadShellParser } from "./shell/shellParser.ts";
import { Shellcheck } from "./shellcheck.ts";

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

/** Seen from the bundle in dist/ as from here. */
const PAGES = new URL("../docs/rules/", import.meta.url);

async function loadEngine(): Promise<Engine> {
  const folder = dirname(fileURLToPath(import.meta.url));
  const parser = await loadParser({ wasmDirectory: folder });
  const shell = await loadShellParser(folder);
  const files = createNodeFiles({ roots: [] });
  const news = new EventEmitter<{ scripts: [] }>();
  const scripts = new Shellcheck({
    path: process.env["PATH"],
    log: (message) => console.error(message),
    onNews: () => void news.emit("scripts"),
  });
  return {
    service: createLanguageService({ files, parser, shell, scripts }),
    pages: existsSync(PAGES) ? PAGES.href : undefined,
    setRoots: (folders) => files.setRoots(folders),
    onScriptsJudged: (listener) => void news.on("scripts", listener),
    dispose: () => scripts.dispose(),
  };
}

/**
 * Serves until the client says exit, its end of the connection closes or its process is gone. The exit status is 0 after a shutdown
 * request, else 1 (LSP 3.17, "Exit Notification").
 */
export function serve({ transport, version }: ServeOptions): void {
  const { reader, writer } = openTransport(transport, () => process.exit(gate.isShutDown ? 0 : 1));
  const gate = connect({ reader, writer, version, loadEngine });
}
