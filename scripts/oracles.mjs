/** Needs nothing but Node, because scripts/install.mjs runs before anything is installed. */
import { isOnPath } from "./on-path.mjs";

/** The programs that the differential tests compare with, and the Debian packages that have them. */
const ORACLES = [
  { program: "nix-instantiate", debian: "nix-bin" },
  { program: "borg", debian: "borgbackup" },
  { program: "shellcheck", debian: "shellcheck" },
  { program: "systemd-analyze", debian: "systemd" },
];

/** Returns those that are not on PATH. */
export const missingOracles = () => ORACLES.filter(({ program }) => !isOnPath(program));
