import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { hasFactKeys, type Release } from "../releases.ts";
import { publicFile, secretFile } from "./layout.ts";

const execute = promisify(execFile);

/** Makes an ed25519 key pair, the public half beside the private one in FILE.pub; an old pair is replaced. */
export async function makeKeyPair(file: string, comment: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await Promise.all([rm(file, { force: true }), rm(`${file}.pub`, { force: true })]);
  await execute("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
}

/**
 * Generates what the borgbackup module of the release generates for a machine, where that release keeps it: the passphrase
 * of the repository, and the key pair. Returns the line of the public key. (Since the vars, the key has no comment.)
 */
export async function generateBorgKeys(world: string, release: Release, machine: string): Promise<string> {
  const secret = secretFile(world, release, machine, "borgbackup", "borgbackup.ssh");
  const shown = publicFile(world, release, machine, "borgbackup", "borgbackup.ssh.pub");
  await makeKeyPair(secret, release === "2026-08" ? "" : "nixbld@localhost");
  await mkdir(dirname(shown), { recursive: true });
  // The file of a fact ends in a newline; the value of a var is the key file's text too.
  await rename(`${secret}.pub`, shown);
  const passphrase = secretFile(world, release, machine, "borgbackup", "borgbackup.repokey");
  await writeFile(passphrase, `${randomBytes(16).toString("hex")}\n`, { mode: 0o600 });
  return readFile(shown, "utf8");
}

/** The files of a generator, in the order in which the program names them. */
export const BORG_FILES = {
  secret: ["borgbackup.repokey", "borgbackup.ssh"],
  public: ["borgbackup.ssh.pub"],
} as const;

/** The words that messages of a release use for a generated file. */
export const fileNoun = (release: Release): "fact" | "var" => (hasFactKeys(release) ? "fact" : "var");
