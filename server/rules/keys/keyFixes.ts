/** Edits of the keys of repositories. */
import { publicKeyPath } from "../../clan/layout.ts";
import type { KeyText } from "../../clan/sshKey.ts";
import { contentOf, type GeneratedKey, generatedKeysOf } from "../../clan/topology/keys.ts";
import type { MachineModel, Repository, RepositoryKey } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { type Place, spanOf } from "../../nix/expr.ts";
import { directoryOf } from "../../nix/paths.ts";
import { replace, textAt } from "../fixes.ts";

/** An option of a repository. */
export function repositoryOption({ key }: Repository, ...rest: readonly string[]): readonly string[] {
  return ["services", "borgbackup", "repos", key, ...rest];
}

/** The repositories that are written by hand. */
export function ownRepositories({ repositories }: MachineModel): readonly Repository[] {
  return repositories.items.filter(({ origin }) => origin.kind === "options");
}

/** The command that makes the backup keys of `client`. `clan vars` took over from `clan facts` for backups on 2025-01-16 (clan-core 038083bec). */
export function generateCommand(client: string, date: string): string {
  return publicKeyPath(client, date).startsWith("vars/")
    ? `clan vars generate ${client}`
    : `clan facts generate ${client}`;
}

/** The public key that the release in use makes for the machine `client`, when it is there and fit for use. */
export function keyInUse(client: string, { root, release, config }: MachineModel): GeneratedKey | undefined {
  const keys = generatedKeysOf(client, root, release.date, config.evaluation.files);
  return keys.find(({ current, content }) => current && content?.kind === "public-key");
}

/** `builtins.readFile` of `file` as the file of `place` writes it; `undefined` where a path literal cannot say it. */
export function readFileText(place: Place, file: string): string | undefined {
  const path = relativePath(directoryOf(place.chunk.source.path), file);
  return /^[\w.+/-]+$/.test(path) ? `builtins.readFile ${path}` : undefined;
}

/** Reads the key at `place` from `file` instead. */
export function readFromFile(place: Place | undefined, file: string | undefined): Fix | undefined {
  const read = place === undefined || file === undefined ? undefined : readFileText(place, file);
  if (place === undefined || read === undefined) return undefined;
  const { text } = place.chunk.source;
  const isBare = text.slice(0, spanOf(place).start).trimEnd().endsWith("(");
  return { title: "Read the key that Clan generated", edits: [replace(place, isBare ? read : `(${read})`)] };
}

/** Puts the file `to` in place of `from` in the path that stands at `place`; both absolute, in the folder `root`. */
export function changePath(place: Place | undefined, from: string, to: string, root: string): Fix | undefined {
  if (place === undefined || !from.startsWith(`${root}/`) || !to.startsWith(`${root}/`)) return undefined;
  const text = textAt(place);
  const folder = directoryOf(place.chunk.source.path);
  const forms = [
    [from.slice(root.length + 1), to.slice(root.length + 1)],
    [relativePath(folder, from), relativePath(folder, to)],
  ] as const;
  for (const [before, after] of forms)
    if (text.split(before).length === 2 && /^[\w.+/-]+$/.test(after))
      return {
        title: `Change to ${to.slice(root.length + 1)}`,
        edits: [
          replace(
            place,
            text.replace(before, () => after),
          ),
        ],
      };
  return undefined;
}

/** The path of `file` as seen from `folder`; both absolute. */
export function relativePath(folder: string, file: string): string {
  const from = folder.split("/").filter((part) => part !== "");
  const to = file.split("/").filter((part) => part !== "");
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  return [...(up.length === 0 ? ["."] : up), ...to.slice(shared)].join("/");
}

/** Every key of the repositories that are written by hand, with what it says where that is known. */
export function* ownKeys(machine: MachineModel): Generator<{
  readonly repository: Repository;
  readonly key: RepositoryKey;
  readonly content: KeyText | undefined;
}> {
  for (const repository of ownRepositories(machine))
    for (const key of repository.keys.items) yield { repository, key, content: contentOf(key) };
}
