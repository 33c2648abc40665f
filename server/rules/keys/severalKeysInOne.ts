import type { KeyText } from "../../clan/sshKey.ts";
import type { MachineModel, Repository, RepositoryKey } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { type Expr, spanOf } from "../../nix/expr.ts";
import { expressionsAround } from "../../nix/syntax/children.ts";
import { quoted, replace, textAt } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { ownKeys, repositoryOption } from "./keyFixes.ts";

type SeveralLines = Extract<KeyText, { readonly kind: "several-lines" }>;

/**
 * NixOS writes `command="… borg serve …",restrict ` before each element. In a text of several lines that is only before the first: a key on any
 * other line opens a shell as the user borg, with all repositories. Source: nixpkgs, services/backup/borgbackup.nix. Catalogue: K08.
 */
export const severalKeysInOne: Rule = {
  code: "several-keys-in-one",
  severity: "error",
  *check({ machine }) {
    for (const { repository, key, content } of ownKeys(machine)) {
      if (content?.kind !== "several-lines") continue;
      const free = content.keys.filter(({ line }) => line > 0).length;
      yield {
        at: key.at,
        severity: free > 0 ? "error" : "warning",
        option: repositoryOption(repository, "authorizedKeys"),
        message: messageOf(free, content.keys.length),
        fixes: [asElements(key, content), splitFile(machine, repository, key, content)],
      };
    }
  },
};

function messageOf(free: number, all: number): string {
  if (free === 0)
    return "This has more than one line, and sshd reads each line for itself: give each key an element of its own.";
  const whose = free === 1 && all === 1 ? "the key" : free === 1 ? "one key" : `${free} keys`;
  return `Only the first line of this text is limited to borg: ${whose} on another line will open an unrestricted shell as the user of the repository. Give each key an element of its own.`;
}

/** One string per key, for a text that stands here itself. */
function asElements({ at, value }: RepositoryKey, { keys }: SeveralLines): Fix | undefined {
  if (at === undefined || value === undefined || value.file !== undefined) return undefined;
  const text = textAt(at);
  if (!/^("|'')/.test(text) || text.includes("${")) return undefined;
  const lines = value.text.split("\n");
  if (lines.filter((line) => line.trim() !== "").length > keys.length) return undefined;
  const source = at.chunk.source.text;
  const { start } = spanOf(at);
  const before = source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
  const between = before.trim() === "" ? `\n${before}` : " ";
  const elements = keys.map(({ line }) => quoted((lines[line] ?? "").trim()));
  return { title: "Make each key an element", edits: [replace(at, elements.join(between))] };
}

/** The lines of a file as a list, where the file is all that the list holds. */
function splitFile(
  machine: MachineModel,
  repository: Repository,
  { at, value }: RepositoryKey,
  content: SeveralLines,
): Fix | undefined {
  const root = at && machine.config.evaluation.files.parse(at.chunk.source.path);
  if (at === undefined || root === undefined || value?.file === undefined || repository.keys.items.length !== 1)
    return undefined;
  const around = expressionsAround(root, at);
  const list = around.findLast((expr) => expr.kind === "list");
  if (list?.kind !== "list" || list.damaged || list.elements.length !== 1 || !hasLib(around)) return undefined;
  const read = textAt(at);
  if (!/^builtins\.readFile\s[^\n]+$/.test(read)) return undefined;
  const lines = value.text.replace(/\n$/, "").split("\n");
  const split =
    lines.length === content.keys.length
      ? `lib.splitString "\\n" (lib.removeSuffix "\\n" (${read}))`
      : content.keys.every(({ key }) => key.type.startsWith("ssh-") && key.options === undefined)
        ? `lib.filter (lib.hasPrefix "ssh-") (lib.splitString "\\n" (${read}))`
        : undefined;
  return split === undefined ? undefined : { title: "Make each line an element", edits: [replace(list, split)] };
}

/** Whether a function around names `lib` among its arguments. */
function hasLib(around: readonly Expr[]): boolean {
  return around.some(
    (expr) => expr.kind === "lambda" && expr.pattern?.formals.some(({ name }) => name === "lib") === true,
  );
}
