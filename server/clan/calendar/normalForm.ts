import { type Calendar, type Chain, type Component, SECOND, WEEKDAYS } from "./model.ts";

/**
 * Returns the text that `systemd-analyze calendar` shows as the normalized form; systemd gives it the same meaning.
 */
export function normalForm(calendar: Calendar): string {
  const { weekdays, year, month, day, fromMonthEnd, hour, minute, second, zone } = calendar;
  const date = `${chainText(year, 4)}-${chainText(month, 2)}${fromMonthEnd ? "~" : "-"}${chainText(day, 2)}`;
  const time = `${chainText(hour, 2)}:${chainText(minute, 2)}:${secondsText(second)}`;
  return [weekdaysText(weekdays), date, time, zone ?? ""].filter((part) => part !== "").join(" ");
}

/** From three days on a range, but two neighbours as a list. */
function weekdaysText(days: readonly number[]): string {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) =>
      ends(run)
        .map((day) => WEEKDAYS[day])
        .join(run.length > 2 ? ".." : ","),
    )
    .join(",");
}

function ends(run: readonly number[]): readonly number[] {
  return run.length > 2 ? [...run.slice(0, 1), ...run.slice(-1)] : run;
}

function secondsText(chain: Chain): string {
  const [only] = chain;
  const isEvery = chain.length === 1 && only?.start === 0 && only.stop === undefined && only.repeat === SECOND;
  return isEvery ? "*" : chainText(chain, 2, SECOND);
}

function chainText(chain: Chain, digits: number, unit = 1): string {
  return chain.length === 0 ? "*" : chain.map((component) => componentText(component, digits, unit)).join(",");
}

function componentText({ start, stop, repeat }: Component, digits: number, unit: number): string {
  const range = stop === undefined ? "" : `..${numberText(stop, digits, unit)}`;
  const isPlain = repeat === 0 || (stop !== undefined && repeat === unit);
  return numberText(start, digits, unit) + range + (isPlain ? "" : `/${numberText(repeat, 1, unit)}`);
}

function numberText(value: number, digits: number, unit: number): string {
  const decimals = value % unit;
  const whole = String(Math.floor(value / unit)).padStart(digits, "0");
  return decimals === 0 ? whole : `${whole}.${String(decimals).padStart(6, "0")}`;
}
