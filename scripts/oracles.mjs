/** Needs nothing but Node, because scripts/install.mjs runs before anything is installed. */
import { isOnPath } from "./on-path.mjs";

/**
 * The programs that the tests compare with or work with, the Debian packages that have them, and the suites (folders of
 * test/) that need them.
 */
const ORACLES = [
  { program: "nix-instantiate", debian: "nix-bin", suites: ["differential"] },
  { program: "borg", debian: "borgbackup", suites: ["differential", "clan"] },
  { program: "shellcheck", debian: "shellcheck", suites: ["differential"] },
  { program: "systemd-analyze", debian: "systemd", suites: ["differential"] },
  { program: "ssh", debian: "openssh-client", suites: ["clan"] },
  { program: "sshd", debian: "openssh-server", suites: ["clan"] },
  { program: "rsnapshot", debian: "rsnapshot", suites: ["clan"] },
  { program: "rsync", debian: "rsync", suites: ["clan"] },
  { program: "nvim", debian: "neovim", suites: ["editors"] },
];

/** Returns those that are not installed. */
export const missingOracles = () => ORACLES.filter(({ program }) => !isOnPath(program));
