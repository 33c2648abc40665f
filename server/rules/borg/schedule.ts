/** When jobs run: what systemd makes of their calendar expressions. Catalogue: B24, B25. Held to systemd 252 by differential tests. */
import { calendarHint } from "../../clan/calendar/hint.ts";
import { nextElapse } from "../../clan/calendar/nextElapse.ts";
import { parseCalendar } from "../../clan/calendar/parse.ts";
import { type Fact, isWritten } from "../../clan/topology/facts.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import { textOf } from "../../clan/topology/reader.ts";
import type { Place } from "../../nix/expr.ts";
import { replaceString } from "../fixes.ts";
import type { ClanContext, ClanRule, Report, Rule } from "../rule.ts";

type Judge = (text: string, at: Place) => Report | undefined;

/**
 * NixOS takes any text for a calendar expression. systemd refuses the timer when the machine starts ("Timer unit lacks value setting.
 * Refusing."): the job is there, and never runs.
 */
const refused: Judge = (text, at) => {
  const result = parseCalendar(text);
  // What a zone's abbreviation means depends on the zone of the machine.
  if (result.ok || result.abbreviation !== undefined) return undefined;
  const hint = calendarHint(text);
  const instead = hint === undefined ? "systemd-analyze calendar shows what it takes." : `Write "${hint}".`;
  return {
    at,
    message: `This backup never runs: systemd does not understand "${text}" (${result.reason}). ${instead}`,
    fixes: hint === undefined ? [] : [replaceString(at, hint)],
  };
};

/** `*-02-30` is well-formed and no day: `systemd-analyze calendar` says "Next elapse: never". */
const neverRuns: Judge = (text, at) => {
  const result = parseCalendar(text);
  if (!result.ok || nextElapse(result.calendar, Date.now()) !== undefined) return undefined;
  return { at, message: `This backup never runs (again): there is no day to come that "${text}" means.` };
};

export const invalidSchedule: Rule = {
  code: "invalid-schedule",
  severity: "error",
  check: ({ machine }) => judgeJobs(machine, refused),
};

export const scheduleNeverRuns: Rule = {
  code: "schedule-never-runs",
  severity: "warning",
  check: ({ machine }) => judgeJobs(machine, neverRuns),
};

/** `startAt` of clients, which instances have since 2025-11-18 (clan-core 98d92e98d). */
export const invalidClientSchedule: ClanRule = {
  code: "invalid-schedule",
  severity: "error",
  checkClan: (context) => judgeClients(context, refused),
};

export const clientScheduleNeverRuns: ClanRule = {
  code: "schedule-never-runs",
  severity: "warning",
  checkClan: (context) => judgeClients(context, neverRuns),
};

function* judgeJobs({ jobs }: MachineModel, judge: Judge): Generator<Report> {
  for (const { key, options } of jobs.items) {
    const whole = options.value("startAt");
    const times = whole.known && whole.value.kind === "list" ? options.elements("startAt").items : [whole];
    for (const time of times) {
      const report = judged(textOf(time), judge);
      if (report !== undefined) yield { ...report, option: ["services", "borgbackup", "jobs", key, "startAt"] };
    }
  }
}

function* judgeClients({ clan }: ClanContext, judge: Judge): Generator<Report> {
  const seen = new Set<Place>();
  for (const instance of clan.instances.items) {
    const role = instance.service === "borgbackup" ? instance.roles.get("client") : undefined;
    if (role === undefined) continue;
    for (const machine of [...role.members.items.map(({ name }) => name), undefined]) {
      const time = instance.settings("client", machine)?.text("startAt");
      if (time?.at === undefined || seen.has(time.at)) continue;
      seen.add(time.at);
      const report = judged(time, judge);
      if (report !== undefined)
        yield {
          ...report,
          machine,
          option: ["inventory", "instances", instance.name, "roles", "client", "settings", "startAt"],
        };
    }
  }
}

function judged(time: Fact<string>, judge: Judge): Report | undefined {
  return isWritten(time) ? judge(time.value, time.at) : undefined;
}
