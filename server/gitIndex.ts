/** The index of a git repository: which files git knows. A flake's copy has these and no others (Nix manual, "nix flake", git+file). */

/** What git knows of a work tree; paths relative to it, with forward slashes. */
export interface GitIndex {
  readonly files: ReadonlySet<string>;
  /** Folders of which the index says nothing in particular: submodules, and what a sparse checkout leaves out. */
  readonly closed: readonly string[];
}

const ENTRY_HEAD = 62;
const EXTENDED = 0x4000;
const NAME_LENGTH = 0x0fff;
const GITLINK = 0o160000;
const FOLDER = 0o040000;

interface Entry {
  /** Its bytes: version 4 cuts names anywhere, also within a letter. */
  readonly name: Uint8Array;
  readonly mode: number;
  /** Where the next entry begins. */
  readonly next: number;
}

/**
 * Reads an index of version 2, 3 or 4 with SHA-1 names (gitformat-index(5)). Returns `undefined` for anything else, for damaged ones,
 * and for one that is only a part (a split index).
 */
export function parseGitIndex(bytes: Uint8Array): GitIndex | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(0) !== 0x44495243) return undefined;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return undefined;
  const files = new Set<string>();
  const closed: string[] = [];
  let at = 12;
  let previous: Uint8Array = new Uint8Array();
  for (let left = view.getUint32(8); left > 0; left -= 1) {
    const entry = entryAt(bytes, view, at, version, previous);
    if (entry === undefined) return undefined;
    const name = new TextDecoder().decode(entry.name);
    if (entry.mode === GITLINK || entry.mode === FOLDER) closed.push(name.replace(/\/$/, ""));
    else files.add(name);
    at = entry.next;
    previous = entry.name;
  }
  return isSplit(view, at) ? undefined : { files, closed };
}

function entryAt(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  version: number,
  previous: Uint8Array,
): Entry | undefined {
  if (start + ENTRY_HEAD > bytes.length) return undefined;
  const flags = view.getUint16(start + 60);
  const head = ENTRY_HEAD + (version >= 3 && (flags & EXTENDED) !== 0 ? 2 : 0);
  const mode = view.getUint32(start + 24);
  if (version === 4) return shortened(bytes, start + head, previous, mode);
  const end = bytes.indexOf(0, start + head);
  const length = flags & NAME_LENGTH;
  if (end < 0 || (length < NAME_LENGTH && end !== start + head + length)) return undefined;
  // Entries are padded with one to eight NUL to a multiple of eight bytes.
  const size = end - start;
  return { name: bytes.subarray(start + head, end), mode, next: start + size + (8 - (size % 8)) };
}

/** Version 4 writes how many bytes of the name before are to be taken off its end, and what comes in their place. */
function shortened(bytes: Uint8Array, start: number, previous: Uint8Array, mode: number): Entry | undefined {
  let at = start;
  let byte = bytes[at] ?? 0;
  let strip = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    at += 1;
    byte = bytes[at] ?? 0;
    strip = ((strip + 1) << 7) | (byte & 0x7f);
  }
  const end = bytes.indexOf(0, at + 1);
  if (end < 0 || strip > previous.length) return undefined;
  const rest = bytes.subarray(at + 1, end);
  const name = new Uint8Array(previous.length - strip + rest.length);
  name.set(previous.subarray(0, previous.length - strip));
  name.set(rest, previous.length - strip);
  return { name, mode, next: end + 1 };
}

/** Whether an extension `link` names another index that this one builds on. Behind the last one stands a checksum of 20 bytes. */
function isSplit(view: DataView, start: number): boolean {
  let at = start;
  while (at + 8 <= view.byteLength - 20) {
    if (view.getUint32(at) === 0x6c696e6b) return true;
    at += 8 + view.getUint32(at + 4);
  }
  return false;
}
