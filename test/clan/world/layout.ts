import { join } from "node:path";
import { hasFactKeys, type Release } from "../releases.ts";

/** Where things are in the folder of a world. Every function returns an absolute path when it is given one. */
export const clanFolder = (world: string): string => join(world, "clan");
export const programFolder = (world: string): string => join(world, "bin");
/** Compiled modules: every command of a host starts a Node of its own. */
export const cacheFolder = (world: string): string => join(world, "cache");
export const hostFolder = (world: string, machine: string): string => join(world, "hosts", machine);
export const rootFolder = (host: string): string => join(host, "root");
export const faultFile = (host: string, fault: string): string => join(host, "faults", fault);

/** A folder on the host, for example `/home`, as a path of this machine. */
export const onHost = (host: string, path: string): string => join(rootFolder(host), path);

/** The file in the checkout that holds the public value of a generated file. */
export function publicFile(world: string, release: Release, machine: string, generator: string, file: string): string {
  const clan = clanFolder(world);
  return hasFactKeys(release)
    ? join(clan, "machines", machine, "facts", file)
    : join(clan, "vars", "per-machine", machine, generator, file, "value");
}

/** The file of the password store. It holds the plain secret: nothing here is worth a key. */
export const secretFile = (
  world: string,
  release: Release,
  machine: string,
  generator: string,
  file: string,
): string =>
  hasFactKeys(release)
    ? join(world, "pass", "machines", machine, `${file}.gpg`)
    : join(world, "pass", "clan-vars", "per-machine", machine, generator, `${file}.gpg`);

/** The file on the host that the secret is deployed to. */
export const deployedFile = (host: string, file: string): string => join(host, "secrets", file);
