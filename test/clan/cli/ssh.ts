/** Commands on a host over the real ssh, with the arguments, the log and the errors of each release. */
import { spawn } from "node:child_process";
import type { Machine } from "../world/facts.ts";
import { programFolder } from "../world/layout.ts";
import type { Context } from "./context.ts";
import { LineSplitter } from "./lines.ts";

export interface RemoteCommand {
  readonly machine: Machine;
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What of the output is logged while it runs. */
  readonly shows: { readonly stdout: boolean; readonly stderr: "labelled" | "raw" | "no" };
}

export interface RemoteResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The command line, for messages. */
  readonly argv: readonly string[];
}

interface Target {
  readonly destination: string;
  readonly port: string | undefined;
  readonly options: readonly string[];
}

/** Reads `user@host:port?Option=value&Option=value`. */
function parseTargetHost(text: string): Target {
  const [address = "", query = ""] = text.split("?");
  const [, destination = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  return { destination, port, options: query.split("&").filter((option) => option !== "") };
}

/** A word as Python's shlex.quote writes it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;

/** The variables as they stand before the command: `export NAME=… FOLDERS=…; `. */
function exportsOf(environment: Readonly<Record<string, string>> | undefined): string {
  if (environment === undefined) return "";
  const words = Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`);
  return `export ${words.join(" ")}; `;
}

/** The command line of ssh as the release builds it; `isShown` adds what only its messages have. */
export function sshArguments(
  { release, fault }: Pick<Context, "release" | "fault">,
  { machine, program, environment }: RemoteCommand,
  isShown: boolean,
): readonly string[] {
  const { destination, port: set, options } = parseTargetHost(machine.targetHost ?? "");
  // Nothing listens at port 1.
  const given = fault === "host-down" ? "1" : set;
  const port = given === undefined ? [] : ["-p", given];
  const settings = options.flatMap((option) => ["-o", option]);
  const script = `${exportsOf(environment)}exec "$@"`;
  if (release === "2026-08") {
    const shared = ["ControlMaster=auto", "ControlPersist=1m", "ControlPath=/tmp/clan-ssh00000000/socket"];
    const control = isShown ? shared.flatMap((option) => ["-o", option]) : [];
    return ["ssh", destination, ...port, ...settings, ...control, "--", "bash", "-c", shellWord(script), "--", program];
  }
  const quotedScript = `'${script.replaceAll("'", `'"'"'`)}'`;
  const command = `bash -c ${quotedScript} -- ${program}`;
  if (release === "2025-03") {
    const strict = ["-o", "StrictHostKeyChecking=yes"];
    return ["ssh", destination, "-A", ...port, ...settings, ...strict, ...port, "--", command];
  }
  return ["ssh", destination, "-A", ...settings, ...port, "--", command];
}

/** Ends the program as an interrupt does; before 2025 the ssh that runs is left alone. */
function onInterrupt({ release, output }: Context, endSsh: () => void): () => void {
  return () => {
    if (!release.startsWith("2024")) endSsh();
    output.warning("Interrupted by user");
    if (release === "2025-03") output.raw("Traceback (most recent call last):\nKeyboardInterrupt\n");
    process.exit(1);
  };
}

/** Runs a program on a host and returns its output and exit code: ssh's own 255 when the host cannot be reached. */
export function runOnHost(context: Context, command: RemoteCommand): Promise<RemoteResult> {
  const { release, output, world } = context;
  const { machine, program, environment, shows } = command;
  const [ssh = "ssh", ...args] = sshArguments(context, command, false);
  const argv = sshArguments(context, command, true);
  const running: { end?: () => void } = {};
  const interrupted = onInterrupt(context, () => running.end?.());
  process.once("SIGINT", interrupted);
  output.command(machine.name, `${exportsOf(environment)}${program}`);
  return new Promise((resolve) => {
    const child = spawn(ssh, args, {
      env: { ...process.env, PATH: `${programFolder(world)}:${process.env["PATH"] ?? ""}` },
      stdio: ["inherit", "pipe", "pipe"],
      // In 2025 ssh has a session of its own: what ends the program's group does not reach it.
      detached: release === "2025-03",
    });
    running.end = () => child.kill("SIGTERM");
    const text = { stdout: "", stderr: "" };
    const log = (stream: "stdout" | "stderr") => (lines: readonly string[]) =>
      output.remote(machine.name, lines, stream);
    const splitters = { stdout: new LineSplitter(log("stdout")), stderr: new LineSplitter(log("stderr")) };
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text.stdout += piece;
      if (shows.stdout) splitters.stdout.add(piece);
    });
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      const clean = piece.replaceAll("\r\n", "\n");
      text.stderr += clean;
      if (shows.stderr === "labelled") splitters.stderr.add(clean);
      if (shows.stderr === "raw") output.raw(clean);
    });
    child.on("close", (code) => {
      process.removeListener("SIGINT", interrupted);
      splitters.stdout.end();
      splitters.stderr.end();
      resolve({ code: code ?? 255, ...text, argv });
    });
  });
}
