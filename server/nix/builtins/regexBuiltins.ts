/** `builtins.match` and `builtins.split`. */
import { bytesOf, compileRegex, type Groups, Matcher, textOfBytes } from "../regex.ts";
import { Thunk } from "../thunk.ts";
import { list, nullValue, string, unknown, type Value } from "../value.ts";
import type { Call } from "./native.ts";

const UNSURE = unknown("a regular expression that is read in different ways");

/** The groups of `found` as Nix lists them: `null` for one that took no part. */
function groupValues(found: Groups, subject: string): Thunk[] {
  return found.slice(1).map((group) => Thunk.of(group === undefined ? nullValue : sliceOf(subject, group)));
}

function sliceOf(subject: string, [start, end]: readonly [number, number]): Value {
  const text = textOfBytes(subject.slice(start, end));
  return text === undefined ? unknown("half a character") : string(text);
}

/** The groups of the match of the whole of `text`, `null` where `pattern` does not match. */
export function matchWith(pattern: string, text: string, { evaluation }: Call): Value {
  const regex = compileRegex(bytesOf(pattern));
  if (regex === undefined) return UNSURE;
  const subject = bytesOf(text);
  const found = evaluation.spend(cost(regex.program.length, subject)) ?? new Matcher(regex, subject).entire();
  if (found === null) return nullValue;
  if (found === undefined || "kind" in found) return found ?? UNSURE;
  return regex.emptyLoops && regex.groups > 0 ? UNSURE : list(groupValues(found, subject));
}

/** The texts between the matches of `pattern` in `text`, with a list of the groups for each match between them. */
export function splitWith(pattern: string, text: string, { evaluation }: Call): Value {
  const regex = compileRegex(bytesOf(pattern));
  if (regex === undefined) return UNSURE;
  const subject = bytesOf(text);
  const spent = evaluation.spend(cost(regex.program.length, subject));
  if (spent !== undefined) return spent;
  const matcher = new Matcher(regex, subject);
  const parts: Thunk[] = [];
  let from = 0;
  for (let at = 0; at <= subject.length; ) {
    const found = matcher.search(at);
    if (found === null) break;
    const whole = found?.[0];
    // After a match of nothing, std::regex_iterator looks for a longer one at the same place first.
    if (found === undefined || whole === undefined || whole[0] === whole[1]) return UNSURE;
    parts.push(Thunk.of(sliceOf(subject, [from, whole[0]])), Thunk.of(list(groupValues(found, subject))));
    from = whole[1];
    at = from;
  }
  parts.push(Thunk.of(sliceOf(subject, [from, subject.length])));
  return list(parts);
}

function cost(states: number, subject: string): number {
  return (states * subject.length) >> 3;
}
