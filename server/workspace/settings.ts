import type { Severity } from "../finding.ts";

/** What a user may set; every field has a default in `DEFAULT_SETTINGS`. */
export interface Settings {
  /** `auto`, or the name of a release such as `2024-06`. */
  readonly release: string;
  /** Report text that is certainly not Nix. */
  readonly syntaxErrors: boolean;
  /** Ask ShellCheck about the scripts around backups, where it is on PATH. */
  readonly shellcheck: boolean;
  /** Show the file in the clan that the path of a key leads to. */
  readonly hintKeyPaths: boolean;
  /** Show when a schedule runs next. */
  readonly hintNextRuns: boolean;
  /** Show the repository that a computed location comes to. */
  readonly hintRepositories: boolean;
  /** Show what machines save above them, and what can be done. */
  readonly codeLenses: boolean;
  /** How grave findings are to this user, by code; `off` are not shown. */
  readonly severities: ReadonlyMap<string, Severity | "off">;
}

export const DEFAULT_SETTINGS: Settings = {
  release: "auto",
  syntaxErrors: true,
  shellcheck: true,
  hintKeyPaths: true,
  hintNextRuns: true,
  hintRepositories: true,
  codeLenses: true,
  severities: new Map(),
};
