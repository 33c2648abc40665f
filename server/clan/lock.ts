/** Where the inputs of a flake come from, told by its `flake.lock` (Nix manual, "nix flake": lock file format, versions 5 to 7). */

/** A lock larger than this is not read; the largest real ones are below 1 MB. */
const LOCK_LIMIT = 8 << 20;

/**
 * The source of each direct input by its name: a URL, or `owner/repo`, or empty where the lock does not tell. Text that is no lock gives
 * nothing.
 */
export function lockedSources(text: string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const lock = parseObject(text);
  const nodes = objectAt(lock, "nodes");
  const rootName = lock?.["root"];
  const root = objectAt(nodes, typeof rootName === "string" ? rootName : "root");
  const inputs = objectAt(root, "inputs");
  for (const [name, target] of Object.entries(inputs ?? {})) {
    // An array is a path of inputs to follow (`follows`); its last name tells what it is.
    const node = typeof target === "string" ? target : Array.isArray(target) ? String(target.at(-1)) : name;
    sources.set(name, sourceOf(objectAt(objectAt(nodes, node), "locked") ?? {}, node));
  }
  return sources;
}

function sourceOf(locked: Readonly<Record<string, unknown>>, node: string): string {
  const { url, owner, repo } = locked;
  if (typeof url === "string") return url;
  return typeof owner === "string" && typeof repo === "string" ? `${owner}/${repo}` : node;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.length > LOCK_LIMIT) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectAt(
  value: Readonly<Record<string, unknown>> | undefined,
  key: string,
): Readonly<Record<string, unknown>> | undefined {
  return value !== undefined && Object.hasOwn(value, key) ? asObject(value[key]) : undefined;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
