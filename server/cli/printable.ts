/** Text from files and their names, made safe and measurable for a terminal. */
import fastStringWidth from "fast-string-width";

/**
 * What a terminal would obey or not show: control characters (a file may hold escape sequences), marks that reorder text
 * (the "Trojan Source" attack, CVE-2021-42574), characters of no width and halves of a pair. The joiners of emoji and of
 * scripts (U+200C, U+200D) and combining marks belong to visible text and stay.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Returns `text` on one line, with every such character written as `<U+001B>`. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `<U+${code.padStart(4, "0")}>`;
  });
}

const TAB_WIDTH = 4;

/** Columns that `text` takes; it must be printable. */
export function columnsOf(text: string): number {
  return fastStringWidth(text);
}

/** Returns `text` printable and with tabs as blanks up to the next stop, when it starts in column `from`. */
export function printableFrom(text: string, from: number): string {
  let shown = "";
  let column = from;
  for (const [index, piece] of text.split("\t").entries()) {
    const blanks = index === 0 ? "" : " ".repeat(TAB_WIDTH - (column % TAB_WIDTH));
    const part = blanks + printable(piece);
    column += columnsOf(part);
    shown += part;
  }
  return shown;
}
