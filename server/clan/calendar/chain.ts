import { type Cursor, isRefusal, type Refusal } from "./cursor.ts";
import { type Chain, type Component, type FieldName, LAST_DAY_FROM_MONTH_END, LIMITS, SECOND } from "./model.ts";

/** A component and where it was written. */
export interface WrittenComponent extends Component {
  readonly at: number;
}

/** Systemd refuses longer lists, so that nothing takes long over them. */
const MOST_COMPONENTS = 241;

/** Reads `*` or a list of numbers, ranges and repetitions; only with `isSecond` they may have decimals. */
export function readChain(cursor: Cursor, isSecond: boolean): readonly WrittenComponent[] | Refusal {
  const from = cursor.at;
  if (cursor.take(/\*/y) !== undefined) {
    return isSecond ? [{ at: from, start: 0, stop: undefined, repeat: SECOND }] : [];
  }
  const components: WrittenComponent[] = [];
  do {
    const component = readComponent(cursor, isSecond);
    if (isRefusal(component)) return component;
    components.push(component);
  } while (cursor.take(/,/y) !== undefined);
  if (components.length > MOST_COMPONENTS) return cursor.refuse("the list is too long for systemd", from);
  return components;
}

function readComponent(cursor: Cursor, isSecond: boolean): WrittenComponent | Refusal {
  const at = cursor.at;
  const start = readNumber(cursor, isSecond);
  if (typeof start !== "number") return start;
  const stop = cursor.take(/\.\./y) === undefined ? undefined : readNumber(cursor, isSecond);
  if (typeof stop === "object") return stop;
  const repeat = cursor.take(/\//y) === undefined ? undefined : readNumber(cursor, isSecond);
  if (typeof repeat === "object") return repeat;
  if (repeat === 0) return cursor.refuse("a repetition by 0 is not possible", at);
  if (!/^[ ,~:-]?$/.test(cursor.next)) return cursor.want('the end of the number, or one of ".." "/" "," ":" "-",');
  const unit = isSecond ? SECOND : 1;
  if (isSecond && repeat === undefined && stop !== undefined && start + unit > stop) {
    return cursor.refuse("a range of seconds without a repetition is at least a second long", at);
  }
  return { at, start, stop, repeat: repeat ?? (stop === undefined ? 0 : unit) };
}

/** Systemd keeps the numbers, seconds as microseconds, in 32 bits. */
const MOST = 2 ** 31 - 1;

function readNumber(cursor: Cursor, isSecond: boolean): number | Refusal {
  const at = cursor.at;
  const digits = cursor.take(/\d+/y);
  if (digits === undefined) return cursor.want("a number");
  const decimals = isSecond ? readDecimals(cursor) : 0;
  if (typeof decimals !== "number") return decimals;
  const value = Number(digits) * (isSecond ? SECOND : 1) + decimals;
  return value > MOST ? cursor.refuse("the number is too large", at) : value;
}

/** Reads what stands behind a decimal point and returns it in microseconds, rounded; one "." is a decimal point, two are a range. */
function readDecimals(cursor: Cursor): number | Refusal {
  if (cursor.take(/\.(?!\.)/y) === undefined) return 0;
  const decimals = cursor.take(/\d+/y);
  if (decimals === undefined) return cursor.want("a decimal");
  return Number(decimals.slice(0, 6).padEnd(6, "0")) + (/^\d{6}[5-9]/.test(decimals) ? 1 : 0);
}

/**
 * Returns the components as systemd keeps them: years of two digits completed (70 to 99 are 19xx), ranges that end on their last value,
 * sorted, each once. Refuses what lies outside of the field.
 */
export function checkChain(
  field: FieldName,
  written: readonly WrittenComponent[],
  fromMonthEnd: boolean,
): Chain | Refusal {
  const sorted = written.map((it) => trimmed(field === "year" ? withCenturies(it) : it)).sort(compare);
  const chain = sorted.filter((it, index) => {
    const before = sorted[index - 1];
    return before === undefined || compare(before, it) !== 0;
  });
  for (const [index, component] of chain.entries()) {
    const reason = fromMonthEnd ? reasonFromMonthEnd(component, index) : reasonAgainst(field, component);
    if (reason !== undefined) return { at: component.at, reason };
  }
  return chain.map(({ start, stop, repeat }) => ({ start, stop, repeat }));
}

function compare(a: Component, b: Component): number {
  return a.start - b.start || (a.stop ?? -1) - (b.stop ?? -1) || a.repeat - b.repeat;
}

function withCenturies({ at, start, stop, repeat }: WrittenComponent): WrittenComponent {
  return { at, start: withCentury(start), stop: stop === undefined ? undefined : withCentury(stop), repeat };
}

function withCentury(year: number): number {
  if (year < 0 || year >= 100) return year;
  return year < 70 ? year + 2000 : year + 1900;
}

/** A range of one value is that value. */
function trimmed({ at, start, stop, repeat }: WrittenComponent): WrittenComponent {
  if (stop === undefined || stop < start) return { at, start, stop, repeat };
  const last = stop - ((stop - start) % repeat);
  return last === start ? { at, start, stop: undefined, repeat: 0 } : { at, start, stop: last, repeat };
}

function reasonAgainst(field: FieldName, component: Component): string | undefined {
  const [from, to] = LIMITS[field];
  if (isOutside(component, from, to)) {
    return `the ${field} is ${field === "second" ? "0 to 59, with decimals to less than 60" : `${from} to ${to}`}`;
  }
  if (component.stop === undefined && component.start + component.repeat > to) {
    return `the first repetition already lies behind the last ${field}, ${field === "second" ? 59 : to}`;
  }
  return reasonAgainstRange(component, to - from);
}

/**
 * Systemd 252 lowers its limit by 3 with each further component of the list, sorted, although the manual page only says that days which some
 * month lacks cannot be counted.
 */
function reasonFromMonthEnd(component: Component, index: number): string | undefined {
  const from = 1;
  const to = LAST_DAY_FROM_MONTH_END - 3 * index;
  if (isOutside(component, from, to)) {
    return index === 0
      ? `from the end of the month the day is ${from} to ${to}`
      : `systemd takes no day before the ${to}th last as number ${index + 1} of this list: write a range`;
  }
  if (component.stop === undefined && component.start - component.repeat < from) {
    return "the first repetition already lies behind the end of the month";
  }
  return reasonAgainstRange(component, to - from);
}

function isOutside({ start, stop = start }: Component, from: number, to: number): boolean {
  return start < from || start > to || stop < from || stop > to;
}

function reasonAgainstRange({ start, stop, repeat }: Component, width: number): string | undefined {
  if (stop !== undefined && stop < start) return "the range ends before it starts";
  return repeat > width ? "the repetition is longer than the whole" : undefined;
}
