/** Between the URIs of an editor and the paths of the engine. */
import { URI } from "vscode-uri";
import { withForwardSlashes } from "../nodeFiles.ts";

/**
 * Returns the engine's path of a document: of a `file:` URI the file's, of an unsaved `untitled:` one a path that no file
 * has. `undefined` for other schemes (an old version in a diff, say): what they show is not the configuration in use.
 */
export function pathOf(uri: string): string | undefined {
  const parsed = parse(uri);
  if (parsed?.scheme === "file") return withForwardSlashes(parsed.fsPath);
  if (parsed?.scheme === "untitled") return `/untitled:/${parsed.path.replace(/^\//, "").replace(/\.nix$/, "")}.nix`;
  return undefined;
}

/** Returns the path of a `file:` URI, `undefined` for any other. */
export function filePathOf(uri: string): string | undefined {
  const parsed = parse(uri);
  return parsed?.scheme === "file" ? withForwardSlashes(parsed.fsPath) : undefined;
}

/** Returns the URI of a file, encoded as VS Code does. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}

function parse(uri: string): URI | undefined {
  try {
    return URI.parse(uri, true);
  } catch {
    return undefined;
  }
}
