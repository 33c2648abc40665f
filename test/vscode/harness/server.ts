import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFor, serverFolder, type Version } from "./places.ts";

const GUARD = fileURLToPath(new URL("guard.mjs", import.meta.url));

export interface ServerOptions {
  readonly version: Version;
  /** The folder of the profile; logs are in its `logs`. */
  readonly userData: string;
  /** The folder of the installed extensions. */
  readonly extensions: string;
  /** When false, VS Code asks whether folders are to be trusted; when true they all are. */
  readonly isTrusted: boolean;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Added to the environment of VS Code, and so to that of the extension and what it runs. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export interface Server {
  /** Of the workbench, without a query. */
  readonly url: string;
  /** What it printed so far. */
  readonly output: () => string;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it and every process below it; resolves when they are gone. */
  readonly stop: () => Promise<void>;
}

/** What is not ours to test is off: welcome, chat, telemetry, updates, recommendations; and what differs from the desktop is as there. */
const QUIET = {
  "workbench.startupEditor": "none",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  // In a browser it is on, and saves what a test means to undo.
  "files.autoSave": "off",
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "window.autoDetectColorScheme": false,
};

/** The address that the server says it listens on; rejects when it ends before. */
function listening(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const port = /Web UI available at http:\/\/localhost:(\d+)/.exec(output())?.[1];
      if (port !== undefined) resolve(`http://localhost:${port}/`);
    };
    child.stdout?.on("data", look);
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`VS Code ended before it listened:\n${output()}`)));
  });
}

/** Starts VS Code on a free port of 127.0.0.1 with a profile of its own. */
export async function startServer({
  version,
  userData,
  extensions,
  isTrusted,
  settings,
  environment,
}: ServerOptions): Promise<Server> {
  // The same for the user and the machine: a setting that counts for all of VS Code is read from the one, other settings from the other.
  for (const scope of ["User", "Machine"]) {
    await mkdir(join(userData, scope), { recursive: true });
    await writeFile(join(userData, scope, "settings.json"), JSON.stringify({ ...QUIET, ...settings }));
  }
  const main = join(serverFolder(version), "out/server-main.js");
  const address = ["--host", "127.0.0.1", "--port", "0", "--without-connection-token"];
  const profile = ["--user-data-dir", userData, "--extensions-dir", extensions];
  const rest = [
    "--accept-server-license-terms",
    // Without it VS Code takes PATH from the user's login shell.
    "--force-disable-user-env",
    "--disable-telemetry",
    ...(isTrusted ? ["--disable-workspace-trust"] : []),
  ];
  const child = spawn(process.execPath, [GUARD, nodeFor(version), main, ...address, ...profile, ...rest], {
    stdio: ["pipe", "pipe", "pipe"],
    // What kills the group of this process must not kill the guard.
    detached: true,
    env: { ...process.env, ...environment },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      said += String(data);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => resolve());
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  try {
    return { url: await listening(child, () => said), output: () => said, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
