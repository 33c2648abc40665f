/**
 * Names of three letters, beside those of `SystemV/`, that Intl takes from old times, while the tz database has none of them: as abbreviations of a machine's own zone
 * they mean different things.
 */
const ONLY_INTL: ReadonlySet<string> = new Set(
  "ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST".split(" "),
);

/** Files of the tz database that are no places, by the name that Intl has for the same; `localtime` is the zone of the machine. */
const SPECIAL: ReadonlyMap<string, string | undefined> = new Map([
  ["Factory", "UTC"],
  ["posixrules", "America/New_York"],
  ["localtime", undefined],
]);

/**
 * Returns whether systemd takes a word for a time zone: a file of the tz database, in its spelling. Where only the case of an old second name
 * is wrong ("US/PACIFIC") the answer is true, although systemd refuses it.
 */
export function isZone(name: string): boolean {
  const plain = withoutVariant(name);
  if (SPECIAL.has(plain)) return plain === name || plain === "Factory";
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(plain) || ONLY_INTL.has(plain) || plain.startsWith("SystemV/")) return false;
  const known = nameOfIntl(plain);
  return known !== undefined && (known === plain || known.toLowerCase() !== plain.toLowerCase());
}

/** The spelling of a zone that only has the wrong case; `undefined` when there is no such zone. */
export function zoneOfAnyCase(name: string): string | undefined {
  const known = /^[a-z]+\/[a-z_/-]+$/i.test(name) ? nameOfIntl(name) : undefined;
  return known !== undefined && known.toLowerCase() === name.toLowerCase() ? known : undefined;
}

/** The name that Intl has for a zone that `isZone` accepts, or `local` for the zone of the machine. Leap seconds of `right/` are lost. */
export function intlZone(name: string, local: string): string {
  const plain = withoutVariant(name);
  return SPECIAL.has(plain) ? (SPECIAL.get(plain) ?? local) : plain;
}

function withoutVariant(name: string): string {
  return name.replace(/^(?:posix|right)\//, "");
}

function nameOfIntl(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
