/** Why a text is no calendar expression: `at` is an offset in UTF-16 units, `reason` a sentence part for people. */
export interface Refusal {
  readonly at: number;
  readonly reason: string;
}

/** A place in a text that moves forward. */
export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character, "" at the end. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  /** Passes what the sticky expression matches here and returns it; `undefined` without a match. */
  take(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  refuse(reason: string, at = this.at): Refusal {
    return { at, reason };
  }

  /** A refusal that names what stands here instead of what is wanted. */
  want(wanted: string): Refusal {
    const found = /\S+|\s/y;
    found.lastIndex = this.at;
    const here = found.exec(this.text)?.[0];
    return this.refuse(`${wanted} is expected here, ${here === undefined ? "but the text ends" : `not "${here}"`}`);
  }
}

export function isRefusal(result: object): result is Refusal {
  return "reason" in result;
}
