import type { Severity } from "../finding.ts";

/** What a user may set; every field has a default in `DEFAULT_SETTINGS`. */
export interface Settings {
  /** `auto`, or the name of a release such as `2024-06`. */
  readonly release: string;
  /** Report text that is certainly not Nix. */
  readonly syntaxErrors: boolean;
  /** How grave findings are to this user, by code; `off` are not shown. */
  readonly severities: ReadonlyMap<string, Severity | "off">;
}

export const DEFAULT_SETTINGS: Settings = { release: "auto", syntaxErrors: true, severities: new Map() };
