/** Public keys as data: those that Clan generated for a machine, and whose key a server's repository lists. */
import type { FileReader } from "../../nix/thunk.ts";
import {
  BACKUP_GENERATOR,
  candidatePublicKeyPaths,
  type GeneratedFile,
  PUBLIC_KEY_FILE,
  parseKeyPath,
  publicKeyPath,
} from "../layout.ts";
import { classifyKeyText, type KeyText, type PublicKey } from "../sshKey.ts";
import type { RepositoryKey } from "./model.ts";

/** The public backup key of a machine in one of the layouts that Clan had. */
export interface GeneratedKey {
  readonly layout: "facts" | "vars";
  /** Absolute. */
  readonly path: string;
  /** It belongs to the secret key that the release in use gives to the machine. */
  readonly current: boolean;
  /** The file is certainly not there. */
  readonly missing: boolean;
  /** What the file holds; `undefined` where it is not there or cannot be read. */
  readonly content: KeyText | undefined;
}

/** A machine's public backup keys in all layouts, newest first, for a clan in the folder `root` with a clan-core of the day `date`. */
export function generatedKeysOf(
  machine: string,
  root: string,
  date: string,
  files: FileReader,
): readonly GeneratedKey[] {
  const current = publicKeyPath(machine, date);
  return candidatePublicKeyPaths(machine).map(({ layout, path }) => {
    const file = `${root}/${path}`;
    const kind = files.kindOf(file);
    const text = kind === "file" ? files.readText(file) : undefined;
    return {
      layout,
      path: file,
      current: path === current,
      missing: kind === "missing",
      content: text === undefined ? undefined : classifyKeyText(text),
    };
  });
}

/** The fingerprint of the only key in `content`. */
export function fingerprintOf(content: KeyText | undefined): string | undefined {
  return content?.kind === "public-key" ? content.key.fingerprint : undefined;
}

/** All keys in `content`, however they are laid out. */
export function keysIn(content: KeyText | undefined): readonly PublicKey[] {
  if (content?.kind === "public-key") return [content.key];
  return content?.kind === "several-lines" ? content.keys.map(({ key }) => key) : [];
}

/** What `key` says; `undefined` where its text is not known. */
export function contentOf({ value }: RepositoryKey): KeyText | undefined {
  return value === undefined ? undefined : classifyKeyText(value.text);
}

/** What the file that `key` is read from is to Clan, there or not; `undefined` for files that Clan did not make. */
export function generatedFileOf({ value, missing }: RepositoryKey, root: string): GeneratedFile | undefined {
  const file = value?.file ?? missing;
  return file?.startsWith(`${root}/`) === true ? parseKeyPath(file.slice(root.length + 1)) : undefined;
}

/** The machine whose public backup key `key` is, as far as the path of its file tells. */
export function machineNamedBy(key: RepositoryKey, root: string): string | undefined {
  const generated = generatedFileOf(key, root);
  if (generated === undefined || generated.secret || generated.file !== PUBLIC_KEY_FILE) return undefined;
  const isOfBackups = generated.generator === undefined || generated.generator === BACKUP_GENERATOR;
  return isOfBackups ? generated.machine : undefined;
}
