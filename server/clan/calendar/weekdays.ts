import type { Cursor, Refusal } from "./cursor.ts";

const FIRST_LETTERS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Reads the days that stand in front, with the spaces behind them, and returns them in order (0 is Monday); none when no day stands here. */
export function readWeekdays(cursor: Cursor): readonly number[] | Refusal {
  const days = new Set<number>();
  let rangeFrom: number | undefined;
  let isFirst = true;
  for (;;) {
    const at = cursor.at;
    const day = readDay(cursor);
    if (typeof day === "object") return day;
    if (day === undefined) return isFirst ? [] : cursor.want("a day of the week");
    if (rangeFrom !== undefined && rangeFrom > day) {
      return cursor.refuse("a range of days does not go over Sunday: write two", at);
    }
    for (let each = rangeFrom ?? day; each <= day; each++) days.add(each);
    const separator = cursor.take(/\.\.|[-, .]/y);
    if (separator === ".") return cursor.refuse('a range of days is written with ".."', cursor.at - 1);
    if (separator === "," || separator === undefined || separator === " ") rangeFrom = undefined;
    else if (rangeFrom === undefined) rangeFrom = day;
    else return cursor.refuse("a range has two ends", cursor.at - separator.length);
    const isOver = cursor.isAtEnd || separator === " " || cursor.next === " ";
    if (isOver && rangeFrom !== undefined) return cursor.want("the last day of the range");
    if (isOver) {
      cursor.take(/ +/y);
      return [...days].sort();
    }
    isFirst = false;
  }
}

/** Passes the name of a day, whole or its first three letters, and returns its number; an abbreviation of another length is refused ("Tues"). */
function readDay(cursor: Cursor): number | undefined | Refusal {
  const at = cursor.at;
  const name = cursor.take(
    /(?:mon|tue|wed|thu|fri|sat|sun)(?:(?<=mon|fri|sun)day|(?<=tue)sday|(?<=wed)nesday|(?<=thu)rsday|(?<=sat)urday)?/iy,
  );
  if (name === undefined) return undefined;
  if (/^[-., ]?$/.test(cursor.next)) return FIRST_LETTERS.indexOf(name.slice(0, 3).toLowerCase());
  cursor.at = at;
  return cursor.want("the name of a day, or its first three letters,");
}
