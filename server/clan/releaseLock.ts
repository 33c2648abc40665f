/**
 * The day of the clan-core that a flake.lock pins. Source of the format: Nix manual, "nix flake", lock files of version 5
 * to 7: `nodes` by name, `root` the name of the flake itself, and `inputs` of a node either the name of a node or a path of
 * input names to follow from the root.
 */
import { type ReleaseInUse, releaseOn } from "./release.ts";

/** A lock larger than this many characters is not read; the largest real ones are below one million. */
const SIZE_LIMIT = 8_000_000;
/** How many inputs may be followed before a lock counts as circular. */
const FOLLOW_LIMIT = 100;
/** clan-core is younger than the first and this program older than the second, in seconds since 1970. */
const FIRST_SECOND = Date.UTC(2023, 0, 1) / 1000;
const LAST_SECOND = Date.UTC(2100, 0, 1) / 1000;

type Fields = ReadonlyMap<string, unknown>;

/** The release in use by a flake.lock, or undefined where the text is no lock or pins no clan-core. Never throws. */
export function releaseFromLock(flakeLockText: string): ReleaseInUse | undefined {
  const date = clanCoreDate(flakeLockText);
  return date === undefined ? undefined : releaseOn(date);
}

/** The day (YYYY-MM-DD) of the locked clan-core, or undefined as for `releaseFromLock`. */
export function clanCoreDate(flakeLockText: string): string | undefined {
  const lock = parse(flakeLockText);
  const nodes = fields(lock?.get("nodes"));
  if (lock === undefined || nodes === undefined) return undefined;
  const rootName = lock.get("root");
  const root = fields(nodes.get(typeof rootName === "string" ? rootName : "root"));
  const inputs = fields(root?.get("inputs"));
  if (root === undefined || inputs === undefined) return undefined;
  const budget = { left: FOLLOW_LIMIT };
  const named = follow(inputs.get("clan-core"), nodes, root, budget);
  const node = named ?? findClanCore(inputs, nodes, root);
  return dayOf(fields(node?.get("locked"))?.get("lastModified"));
}

function findClanCore(inputs: Fields, nodes: Fields, root: Fields): Fields | undefined {
  for (const target of inputs.values()) {
    const node = follow(target, nodes, root, { left: FOLLOW_LIMIT });
    if (node !== undefined && (isClanCore(node.get("original")) || isClanCore(node.get("locked")))) return node;
  }
  return undefined;
}

/** The node that an input leads to. A path is walked from the root, input by input. */
function follow(target: unknown, nodes: Fields, root: Fields, budget: { left: number }): Fields | undefined {
  if (budget.left-- <= 0) return undefined;
  if (typeof target === "string") return fields(nodes.get(target));
  if (!Array.isArray(target) || target.length === 0) return undefined;
  let node: Fields | undefined = root;
  for (const name of target) {
    const inputs: Fields | undefined = fields(node?.get("inputs"));
    if (typeof name !== "string" || inputs === undefined) return undefined;
    node = follow(inputs.get(name), nodes, root, budget);
  }
  return node;
}

/** Whether a source is clan-core: on git.clan.lol, or its mirror on GitHub. */
function isClanCore(source: unknown): boolean {
  const parts = fields(source);
  const text = (name: string): string => {
    const value = parts?.get(name);
    return typeof value === "string" ? value : "";
  };
  if (/git\.clan\.lol[/:]clan\/clan-core(?![\w-])|github\.com[/:]clan-lol\/clan-core(?![\w-])/.test(text("url")))
    return true;
  return text("repo") === "clan-core" && ["clan", "clan-lol"].includes(text("owner"));
}

function dayOf(seconds: unknown): string | undefined {
  if (typeof seconds !== "number" || !(seconds >= FIRST_SECOND && seconds < LAST_SECOND)) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function parse(text: string): Fields | undefined {
  if (text.length > SIZE_LIMIT) return undefined;
  try {
    return fields(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The own fields of a JSON object, safe from names such as "__proto__". */
function fields(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}
