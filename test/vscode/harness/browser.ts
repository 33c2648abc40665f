import { type Browser, chromium } from "playwright-core";

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Debian's Chromium without a window. */
export function startBrowser(): Promise<Browser> {
  // Chromium refuses its sandbox to root, and the pages it is shown are our own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox", ...QUIET] : QUIET;
  return chromium.launch({ executablePath: "/usr/bin/chromium", args });
}
