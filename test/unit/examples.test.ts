import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";

const examples = join(import.meta.dirname, "../../examples");
const nixFiles = globSync("**/*.nix", { cwd: examples });
// Where Clan keeps a machine's public keys: facts in 2024, vars since January 2025 (clan-core 038083bec).
const publicKeys = globSync(["**/facts/*.pub", "**/vars/**/*.pub/value"], { cwd: examples });

/** Whether `program` can be started at all; its exit status does not matter. */
function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

/** The exit status of `program` on one example file, and what it prints on standard error. */
function judge(program: string, args: readonly string[], file: string) {
  const { status, stderr } = spawnSync(program, [...args, join(examples, file)], { encoding: "utf8" });
  return { status, stderr };
}

const hasNix = isInstalled("nix-instantiate");
const hasSshKeygen = isInstalled("ssh-keygen");

test("there are three clans, with keys where their release keeps them", () => {
  const clans = nixFiles.filter((file) => file.endsWith("/flake.nix")).sort();
  expect(clans).toEqual(["broken/flake.nix", "guide-2024/flake.nix", "inventory-2026/flake.nix"]);
  expect(publicKeys).toContain("guide-2024/machines/myhostname/facts/borgbackup.ssh.pub");
  expect(publicKeys).toContain("inventory-2026/vars/per-machine/myhostname/borgbackup/borgbackup.ssh.pub/value");
});

describe("Nix parses every example file", () => {
  test.for(nixFiles)("%s", (file, { skip }) => {
    skip(!hasNix, "nix-instantiate is not installed");
    expect(judge("nix-instantiate", ["--parse"], file)).toEqual({ status: 0, stderr: "" });
  });
});

describe("ssh-keygen reads every public key of the examples", () => {
  test.for(publicKeys)("%s", (file, { skip }) => {
    skip(!hasSshKeygen, "ssh-keygen is not installed");
    expect(judge("ssh-keygen", ["-l", "-f"], file)).toEqual({ status: 0, stderr: "" });
  });
});
