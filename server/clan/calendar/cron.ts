import { WEEKDAYS } from "./model.ts";
import { normalForm } from "./normalForm.ts";
import { parseCalendar } from "./parse.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Returns the expression for the five fields of crontab(5), minute hour day month weekday; `undefined` for another text and where a day of
 * the month and a weekday are both given: cron takes either, systemd only days that are both.
 */
export function cronHint(text: string): string | undefined {
  const [minute, hour, day, month, weekday, ...more] = text.split(" ");
  if (minute === undefined || hour === undefined || day === undefined || month === undefined) return undefined;
  if (weekday === undefined || more.length > 0) return undefined;
  const isAnyDay = day === "*" || day === "?";
  const weekdays = weekday === "*" || weekday === "?" ? "" : daysOf(weekday);
  if (weekdays === undefined || (!isAnyDay && weekdays !== "")) return undefined;
  const fields = [
    fieldOf(numbered(month, MONTHS, 1), 1),
    fieldOf(isAnyDay ? "*" : day, 1),
    fieldOf(hour, 0),
    fieldOf(minute, 0),
  ];
  const [months, days, hours, minutes] = fields;
  if (fields.includes(undefined)) return undefined;
  const result = parseCalendar(`${weekdays}*-${months}-${days} ${hours}:${minutes}:00`);
  return result.ok ? normalForm(result.calendar) : undefined;
}

/** The field with names turned into numbers. */
function numbered(field: string, names: readonly string[], first: number): string {
  return field.replace(/[a-z]+/gi, (name) => {
    const index = names.indexOf(name.toLowerCase());
    return index < 0 ? name : String(index + first);
  });
}

function fieldOf(field: string, first: number): string | undefined {
  const parts = field.split(",").map((part) => {
    const { from, to, step } = /^(?:\*|(?<from>\d+)(?:-(?<to>\d+))?)(?:\/(?<step>\d+))?$/.exec(part)?.groups ?? {
      step: "no",
    };
    if (step === "no") return undefined;
    if (from === undefined) return step === undefined || step === "1" ? "*" : `${first}/${step}`;
    return from + (to === undefined ? "" : `..${to}`) + (step === undefined ? "" : `/${step}`);
  });
  if (parts.includes(undefined)) return undefined;
  return parts.includes("*") ? "*" : parts.join(",");
}

/** The weekdays with a space behind them; in cron 0 and 7 are both Sunday. */
function daysOf(field: string): string | undefined {
  const days: number[] = [];
  const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
  for (const part of numbered(field, names, 0).split(",")) {
    const [, from, to] = /^([0-7])(?:-([0-7]))?$/.exec(part) ?? [];
    if (from === undefined) return undefined;
    for (let day = Number(from); day <= Number(to ?? from); day++) days.push((day + 6) % 7);
  }
  if (days.length === 0) return undefined;
  return `${days
    .sort()
    .map((day) => WEEKDAYS[day])
    .join(",")} `;
}
