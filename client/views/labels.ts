/** What the nodes of the tree say, to eyes and to ears. No word of VS Code. */
import type { Archive } from "../clan/archives.ts";
import { withoutSecrets } from "../clan/secrets.ts";
import { plain } from "../plainText.ts";
import { archivesAt, type Health, placeHealth, providersOf, relativeTime } from "./health.ts";
import { healthOf, type Node, type TreeState } from "./nodes.ts";

export interface Label {
  readonly text: string;
  readonly detail: string;
  /** One of VS Code's product icons. */
  readonly icon: string;
  /** The id of a theme colour. */
  readonly color: string | undefined;
  /** Everything that the icon and the colour say as well, for screen readers. */
  readonly spoken: string;
}

const WARNING = "list.warningForeground";
const ERROR = "list.errorForeground";

const ICONS: Readonly<Record<Health, readonly [icon: string, color: string | undefined]>> = {
  fresh: ["pass", "testing.iconPassed"],
  undated: ["pass", undefined],
  unknown: ["question", undefined],
  "not listed lately": ["history", undefined],
  "never listed": ["circle-outline", undefined],
  "odd clock": ["clock", WARNING],
  stale: ["clock", WARNING],
  failed: ["error", ERROR],
  "nothing saved": ["warning", WARNING],
};

/** How a health is said. */
export const WORDS: Readonly<Record<Health, string>> = {
  fresh: "backed up",
  undated: "backed up, when is not told",
  unknown: "could not be asked",
  "not listed lately": "was backed up when last listed",
  "never listed": "not listed yet",
  "odd clock": "newest backup is from the future",
  stale: "backup is old",
  failed: "backup failed or missing",
  "nothing saved": "nothing is backed up",
};

/** How a node is shown and spoken: without secrets, and without marks that would mean something to the editor. */
export function labelOf(node: Node, state: TreeState): Label {
  const label = rawLabel(node, state);
  const clean = (text: string) => plain(withoutSecrets(text));
  return { ...label, text: clean(label.text), detail: clean(label.detail), spoken: clean(label.spoken) };
}

function rawLabel(node: Node, state: TreeState): Label {
  switch (node.kind) {
    case "clan":
      return said(baseName(node.clan.root), `clan-core ${node.clan.release}`, "folder");
    case "machine":
      return machineLabel(node, state);
    case "place":
      return placeLabel(node, state);
    case "older":
      return said(`${node.count} older`, "", "ellipsis");
    case "archive":
      return archiveLabel(node, state.now);
    case "state": {
      const folders = node.folders.map((folder) => folder ?? "…").join(", ");
      return said(node.name, folders === "" ? "no folders" : folders, "database");
    }
    case "key":
      return node.machine.key === "missing"
        ? said("Key", "not generated yet", "key", WARNING)
        : said("Key", "generated", "key");
    case "note":
      return said(node.text, "", node.isProblem ? "warning" : "info", node.isProblem ? WARNING : undefined);
    case "hint":
      return said(node.text, node.detail, node.icon, node.icon === "warning" ? WARNING : undefined);
  }
}

function said(text: string, detail: string, icon: string, color?: string): Label {
  return { text, detail, icon, color, spoken: detail === "" ? text : `${text}, ${detail}` };
}

function marked(text: string, detail: string, health: Health): Label {
  const [icon, color] = ICONS[health];
  return { text, detail, icon, color, spoken: [...new Set([text, WORDS[health], ...detail.split(" · ")])].join(", ") };
}

function machineLabel({ clan, machine }: Extract<Node, { kind: "machine" }>, state: TreeState): Label {
  const job = state.jobOn(clan.root, machine.name);
  if (job !== undefined) {
    const doing = job.action === "create" ? "backing up" : "restoring";
    return said(machine.name, `${doing} ${job.what}`.trim(), "sync~spin");
  }
  if (state.isAsking(clan.root, machine.name)) return said(machine.name, "being listed", "loading~spin");
  const providers = providersOf(machine);
  const count = machine.repositories.length;
  if (providers.length === 0 && count > 0)
    return said(machine.name, `keeps ${count} ${count === 1 ? "repository" : "repositories"}`, "server");
  const health = healthOf(clan, machine, state);
  const isSilent =
    health !== "unknown" &&
    providers.some((provider) => state.listingOf(clan.root, machine.name, provider)?.problem !== undefined);
  return marked(machine.name, isSilent ? `${WORDS[health]} · ${WORDS.unknown} now` : WORDS[health], health);
}

function placeLabel(node: Extract<Node, { kind: "place" }>, state: TreeState): Label {
  const listing = state.listingOf(node.clan.root, node.machine.name, node.provider);
  const health = placeHealth(node.name, listing, state.now, state.staleAfter);
  const good = listing === undefined ? [] : archivesAt(node.name, listing).filter(({ isFailed }) => !isFailed);
  const newest = good[0]?.time;
  const when = newest === undefined || health === "odd clock" ? WORDS[health] : relativeTime(newest, state.now);
  return marked(node.name, `${when} · ${node.detail}`, health);
}

function archiveLabel({ archive, mark }: Extract<Node, { kind: "archive" }>, now: number): Label {
  const { name, time, snapshot } = archive;
  const number = snapshot === undefined ? undefined : `snapshot.${snapshot}`;
  const text = time === undefined ? (number ?? name.slice(name.lastIndexOf("::") + 2)) : relativeTime(time, now);
  const exact = time === undefined ? "" : new Date(time).toLocaleString();
  const [word, icon, color] = archiveMark(mark, archive);
  const details = [word, exact, time === undefined ? "" : (number ?? "")].filter((part) => part !== "");
  return { text, detail: details.join(" · "), icon, color, spoken: ["backup", text, ...details].join(", ") };
}

function archiveMark(
  mark: "at work" | "stale" | undefined,
  { isFailed }: Archive,
): readonly [word: string, icon: string, color: string | undefined] {
  if (mark === "at work") return ["being made", "sync~spin", undefined];
  if (isFailed) return ["failed", "error", ERROR];
  return mark === "stale" ? ["old", "clock", WARNING] : ["", "archive", undefined];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
