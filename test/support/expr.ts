import type { Chunk } from "../../server/nix/source.ts";

/** The syntax below `node` with offsets in the file instead of places in chunks, for deep comparison. */
export function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (typeof node !== "object" || node === null) return node;
  const origin = "chunk" in node && isChunk(node.chunk) ? node.chunk.origin : 0;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "chunk" || key === "gap" || key === "broken") continue;
    copy[key] = (key === "start" || key === "end") && typeof value === "number" ? value + origin : absolute(value);
  }
  return copy;
}

function isChunk(value: unknown): value is Chunk {
  return typeof value === "object" && value !== null && "origin" in value && typeof value.origin === "number";
}
