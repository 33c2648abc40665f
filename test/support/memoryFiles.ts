/** A `FileHost` over texts in memory. */
import type { FileHost } from "../../server/workspace/fileHost.ts";

/**
 * Files by absolute path; their folders exist as well. `.git/index` holds the names that git knows, a line each. The map may change while the host is in
 * use.
 */
export function memoryFiles(files: ReadonlyMap<string, string>): FileHost {
  const kindOf = (path: string) => {
    if (files.has(path)) return "file";
    const below = path === "/" ? "/" : `${path}/`;
    return [...files.keys()].some((file) => file.startsWith(below)) ? "directory" : "missing";
  };
  return {
    stat: (path) => ({ kind: kindOf(path), size: files.get(path)?.length ?? 0 }),
    readText: (path) => {
      const text = files.get(path);
      return text === undefined ? { ok: false, why: "missing" } : { ok: true, text };
    },
    readDirectory: (path) => {
      const below = path === "/" ? "/" : `${path}/`;
      const names = new Map<string, "regular" | "directory">();
      for (const file of files.keys()) {
        if (!file.startsWith(below)) continue;
        const [name = "", ...rest] = file.slice(below.length).split("/");
        names.set(name, rest.length === 0 ? "regular" : "directory");
      }
      return names.size === 0 ? undefined : [...names].map(([name, kind]) => ({ name, kind }));
    },
    readGitIndex: (folder) => {
      const text = files.get(`${folder}/.git/index`);
      return text === undefined ? undefined : { files: new Set(text.split("\n")), closed: [] };
    },
    realPath: (path) => (kindOf(path) === "missing" ? undefined : path),
  };
}
