/** Text of others in places where VS Code reads links and icons: it is shown as it is, and runs nothing. */

const LONGEST = 400;

/** The text without control characters and marks that turn the direction of writing; `[x](y)` is no link and `$(x)` no icon; cut when it is long. */
export function plain(text: string): string {
  const shown = text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, "\ufffd")
    .replaceAll("](", "] (")
    .replaceAll("$(", "$ (");
  if (shown.length <= LONGEST) return shown;
  // Not in the middle of a character.
  return `${shown.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "")}…`;
}
