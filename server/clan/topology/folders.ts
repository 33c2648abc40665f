/** Folders of a machine, told from their paths alone. */

/** `path` without `.`, doubled or trailing slashes; `..` is taken off with the name before it, as if that were no link. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/");
}

/** Whether `path` is `folder` or lies below it; both absolute. */
export function isInside(path: string, folder: string): boolean {
  const inner = normalPath(path);
  const outer = normalPath(folder);
  return inner === outer || outer === "/" || inner.startsWith(`${outer}/`);
}
