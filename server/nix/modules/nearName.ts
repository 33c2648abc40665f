/** Which name was probably meant by one that is not there. */
import { distance } from "fastest-levenshtein";

/** One letter too many, too few or wrong, or another case: hardly another option's name. */
export function isSlip(name: string, suggestion: string): boolean {
  return name.toLowerCase() === suggestion.toLowerCase() || distance(name, suggestion) === 1;
}

/** The name among `names` that was probably meant by `name`. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const away = candidate.toLowerCase() === name.toLowerCase() ? 0 : distance(name, candidate);
    if (away >= least) continue;
    least = away;
    best = candidate;
  }
  return best;
}
