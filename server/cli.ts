/** The `clan-backups` command line. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import picocolors from "picocolors";
import { readArguments, USAGE } from "./cli/arguments.ts";
import type { Engine, Outcome } from "./cli/check.ts";
import type { TopologyEngine } from "./cli/topology.ts";

/** The bundle's folder, where the build puts the grammar. */
const folder = dirname(fileURLToPath(import.meta.url));

/** The version in package.json, which lies beside the bundle's folder as it lies beside the source's. */
function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const isObject = typeof manifest === "object" && manifest !== null;
  return isObject && "version" in manifest && typeof manifest.version === "string" ? manifest.version : "unknown";
}

/** The page of a finding, as it lies in docs/ beside the bundle's folder. */
function readPage(code: string): string | undefined {
  try {
    return readFileSync(new URL(`../docs/rules/${code}.md`, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}

/** Colours for a terminal; NO_COLOR (no-color.org) is stronger than FORCE_COLOR (force-color.org), which 0 turns off. */
function wantsColors(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"] ?? "";
  if (forced !== "") return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

/** The engine is loaded only when there is something to judge. */
async function loadEngine(): Promise<Engine & TopologyEngine> {
  const [{ loadParser }, { loadShellParser }, { checkWithScripts, topologyOf }, { Shellcheck }] = await Promise.all([
    import("./nix/syntax/parser.ts"),
    import("./shell/shellParser.ts"),
    import("./languageService.ts"),
    import("./shellcheck.ts"),
  ]);
  const parser = await loadParser({ wasmDirectory: folder });
  const shell = await loadShellParser(folder);
  const log = (message: string) => void process.stderr.write(`clan-backups: ${message}\n`);
  const scripts = new Shellcheck({ path: process.env["PATH"], log });
  const settled = () => scripts.settled();
  return {
    judge: (path, options) => checkWithScripts(path, { ...options, parser, shell, scripts }, settled),
    topology: (path, options) => topologyOf(path, { ...options, parser, shell }),
  };
}

const misuse = (message: string): Outcome => ({ status: 2, stdout: "", stderr: `clan-backups: ${message}\n` });

/** Runs what was asked for; `undefined` when it keeps running. */
async function run(args: readonly string[]): Promise<Outcome | undefined> {
  const command = readArguments(args);
  switch (command.kind) {
    case "help":
      return { status: 0, stdout: USAGE, stderr: "" };
    case "version":
      return { status: 0, stdout: `${readVersion()}\n`, stderr: "" };
    case "misuse":
      return misuse(`${command.message}. Try clan-backups --help.`);
    case "lsp": {
      const { serve } = await import("./lsp.ts");
      serve({ transport: command.transport, version: readVersion() });
      return undefined;
    }
    case "topology": {
      const colors = picocolors.createColors(wantsColors(process.env, process.stdout.isTTY === true));
      const { runTopology } = await import("./cli/topology.ts");
      return await runTopology(command, { folder: process.cwd(), colors, loadEngine });
    }
    case "check": {
      const colors = picocolors.createColors(wantsColors(process.env, process.stdout.isTTY === true));
      const { runCheck } = await import("./cli/check.ts");
      const context = { folder: process.cwd(), version: readVersion(), colors, pageOf: readPage, loadEngine };
      return await runCheck(command, context);
    }
  }
}

/** One line, whatever went wrong: nobody who runs a check is helped by a stack. */
function excuse(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  return misuse(`This is a bug in clan-backups, please report it: ${message.split("\n")[0] ?? ""}`);
}

/** Node writes what is left to a slow pipe before it ends, as long as nobody calls `process.exit`. */
function finish(outcome: Outcome | undefined): void {
  if (outcome === undefined) return;
  process.exitCode = outcome.status;
  if (outcome.stderr !== "") process.stderr.write(outcome.stderr);
  if (outcome.stdout !== "") process.stdout.write(outcome.stdout);
}

// A reader such as `head` may close the pipe before all is written; that is its right.
process.stdout.on("error", () => process.stdout.destroy());
process.stderr.on("error", () => process.stderr.destroy());
run(process.argv.slice(2)).catch(excuse).then(finish);
