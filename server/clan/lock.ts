/**
 * What a flake.lock says of the flake's inputs. Source of the format: Nix manual, "nix flake", lock files of version 5 to 7: `nodes` by
 * name, `root` the name of the flake itself, and `inputs` of a node either the name of a node or a path of input names to follow from the
 * root.
 */

/** A lock larger than this many characters is not read; the largest real ones are below one million. */
const SIZE_LIMIT = 8_000_000;
/** How many inputs may be followed before a lock counts as circular. */
const FOLLOW_LIMIT = 100;

/** The own fields of a JSON object; a map is safe from names such as "__proto__". */
export type Fields = ReadonlyMap<string, unknown>;

/** The locked node of each direct input that has one, by the input's name. Text that is no lock gives `undefined`; never throws. */
export function lockedInputs(flakeLockText: string): ReadonlyMap<string, Fields> | undefined {
  const lock = parse(flakeLockText);
  const nodes = fieldsOf(lock?.get("nodes"));
  if (lock === undefined || nodes === undefined) return undefined;
  const rootName = lock.get("root");
  const root = fieldsOf(nodes.get(typeof rootName === "string" ? rootName : "root"));
  const inputs = fieldsOf(root?.get("inputs"));
  if (root === undefined || inputs === undefined) return undefined;
  const found = new Map<string, Fields>();
  for (const [name, target] of inputs) {
    const node = follow(target, nodes, root, { left: FOLLOW_LIMIT });
    if (node !== undefined) found.set(name, node);
  }
  return found;
}

/** Where each direct input comes from, by its name: a URL, or `owner/repo`, or empty where the lock does not tell. */
export function lockedSources(flakeLockText: string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const [name, node] of lockedInputs(flakeLockText) ?? []) {
    const locked = fieldsOf(node.get("locked"));
    const [url, owner, repo] = [locked?.get("url"), locked?.get("owner"), locked?.get("repo")];
    const named = typeof owner === "string" && typeof repo === "string" ? `${owner}/${repo}` : "";
    sources.set(name, typeof url === "string" ? url : named);
  }
  return sources;
}

/** The node that an input leads to. A path is walked from the root, input by input. */
function follow(target: unknown, nodes: Fields, root: Fields, budget: { left: number }): Fields | undefined {
  if (budget.left-- <= 0) return undefined;
  if (typeof target === "string") return fieldsOf(nodes.get(target));
  if (!Array.isArray(target) || target.length === 0) return undefined;
  let node: Fields | undefined = root;
  for (const name of target) {
    const inputs: Fields | undefined = fieldsOf(node?.get("inputs"));
    if (typeof name !== "string" || inputs === undefined) return undefined;
    node = follow(inputs.get(name), nodes, root, budget);
  }
  return node;
}

function parse(text: string): Fields | undefined {
  if (text.length > SIZE_LIMIT) return undefined;
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The fields of a JSON object; `undefined` for any other value. */
export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}
