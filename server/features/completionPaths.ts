/** Files: those beside the one that is written, and the public keys of the clan's machines. */
import { CompletionItemKind } from "vscode-languageserver-types";
import type { CursorPlace, Step } from "../nix/cursor/place.ts";
import { directoryOf, normalise } from "../nix/paths.ts";
import { publicKeyCandidates } from "./candidates.ts";
import type { Proposal } from "./completion.ts";
import type { FeatureContext } from "./context.ts";

type PathOrString = Extract<CursorPlace, { kind: "path" | "string" }>;

/** The proposals for a path literal, or for a string that is put behind the clan's folder in a call of `readFile`. */
export function pathItems(place: PathOrString, context: FeatureContext): readonly Proposal[] {
  const { last } = place.typed;
  if (place.kind === "string")
    return isRead(place.path) && (last === "" || last.startsWith("/")) ? underRoot(last, context) : [];
  return [...keyFileItems(place.path, context), ...besides(last, directoryOf(context.path), context)];
}

/** What stands there is the argument of a function that reads a file. */
function isRead(path: readonly Step[]): boolean {
  const step = path.at(-1);
  return step?.kind === "call" && READERS.has(step.fn);
}

const READERS: ReadonlySet<string> = new Set(["readFile", "fileContents", "readLines"]);

/** Paths of keys from the file's folder, where files with keys are read. */
export function keyFileItems(path: readonly Step[], context: FeatureContext): readonly Proposal[] {
  const name = path.findLast((step) => step.kind === "name")?.name.toLowerCase() ?? "";
  return isRead(path) || name.endsWith("keyfile") || name.endsWith("keyfiles") ? keyItems(context) : [];
}

function keyItems(context: FeatureContext): readonly Proposal[] {
  return publicKeyCandidates(context).map(({ text, detail, root }) => ({
    label: relativePath(directoryOf(context.path), `${root}/${text}`),
    detail,
    kind: CompletionItemKind.File,
    rank: 1,
  }));
}

/** Below the clan's folder, whose path stands before the string: `config.clan.core.settings.directory + "/…"`. */
function underRoot(typed: string, context: FeatureContext): readonly Proposal[] {
  const [clan] = context.clans;
  if (clan === undefined) return [];
  const keys = publicKeyCandidates(context).map(
    ({ text, detail }): Proposal => ({ label: `/${text}`, detail, kind: CompletionItemKind.File, rank: 1 }),
  );
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const entries = listed(`${clan.root}${folder}`, context).map((proposal) => ({
    ...proposal,
    label: `${folder}${proposal.label}`,
  }));
  return [...keys, ...entries.filter(({ label }) => keys.every((key) => key.label !== label))];
}

function besides(typed: string, from: string, context: FeatureContext): readonly Proposal[] {
  const folder = /^\.\.?$/.test(typed) ? `${typed}/` : typed.slice(0, typed.lastIndexOf("/") + 1);
  if (!folder.startsWith("./") && !folder.startsWith("../")) return [];
  return listed(normalise(`${from}/${folder}`), context).map((proposal) => ({
    ...proposal,
    label: `${folder}${proposal.label}`,
  }));
}

/** What is in a folder; a path literal of Nix has no blanks. */
function listed(folder: string, { files }: FeatureContext): readonly Proposal[] {
  return [...(files.readDirectory(normalise(folder)) ?? [])].flatMap(([name, kind]): Proposal[] =>
    /^[\w.+-]+$/.test(name) && !name.startsWith(".")
      ? [
          {
            label: name,
            kind: kind === "directory" ? CompletionItemKind.Folder : CompletionItemKind.File,
            rank: kind === "directory" ? 4 : 3,
          },
        ]
      : [],
  );
}

/** The way from the folder `from` to `to`, as Nix writes it. */
export function relativePath(from: string, to: string): string {
  const start = from.split("/").filter((part) => part !== "");
  const end = to.split("/").filter((part) => part !== "");
  let same = 0;
  while (same < start.length && same < end.length - 1 && start[same] === end[same]) same++;
  const up = start.slice(same).map(() => "..");
  const parts = [...(up.length === 0 ? ["."] : up), ...end.slice(same)];
  return parts.join("/");
}
