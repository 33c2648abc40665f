import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { startCli } from "./bundle.ts";
import { type ClientOptions, createLspClient, type LspClient } from "./lspClient.ts";

export interface RunningServer {
  readonly client: LspClient;
  readonly process: ChildProcess;
  /** The exit status, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Ends it as a client does that leaves. */
  readonly stop: () => Promise<number | null>;
}

/** Starts the bundled server over standard input and output; with `env`, in that environment. */
export function startServer(options: ClientOptions = {}, env?: NodeJS.ProcessEnv): RunningServer {
  const server = startCli(["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"], env: env ?? process.env });
  if (server.stdin === null || server.stdout === null) throw new Error("the server has no streams");
  const client = createLspClient(server.stdout, server.stdin, options);
  const ended = once(server, "exit").then(([status]: (number | null)[]) => status ?? null);
  const stop = async () => {
    await client.request("shutdown");
    await client.notify("exit");
    return await ended;
  };
  return { client, process: server, ended, stop };
}
