/** The releases of clan-core whose command line was recorded (test/fixtures/cli). */
export const RELEASES = ["2024-07", "2024-08", "2025-03", "2026-08"] as const;

export type Release = (typeof RELEASES)[number];

/** Returns the release of this name; `undefined` for any other text. */
export const releaseNamed = (name: string | undefined): Release | undefined =>
  RELEASES.find((release) => release === name);

/** True for the releases whose keys are facts; later ones keep them as vars. */
export const hasFactKeys = (release: Release): boolean => release === "2024-07" || release === "2024-08";
