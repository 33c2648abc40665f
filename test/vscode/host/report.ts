/** What the extension host leaves for those who started it. */

export interface Result {
  readonly state: "passed" | "failed" | "skipped";
  readonly title: string;
  readonly milliseconds?: number | undefined;
  readonly error?: string;
}

export interface Report {
  readonly results: readonly Result[];
}
