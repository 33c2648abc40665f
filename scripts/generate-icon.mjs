/** Draws icons/extension.svg as icon.png, which the gallery wants. Run it after a change to the drawing; it needs Chromium. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isOnPath } from "./on-path.mjs";

/** Pixels of a side; the gallery wants at least 128 and shows it on screens of twice the density. */
const SIDE = 256;

const inRoot = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const chromium = ["chromium", "chromium-browser", "google-chrome"].find(isOnPath);
if (chromium === undefined) {
  console.error("Chromium is missing (Debian: chromium): without it the icon cannot be drawn.");
  process.exit(1);
}
const { status } = spawnSync(
  chromium,
  [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000"],
    ...[`--window-size=${SIDE},${SIDE}`, `--screenshot=${inRoot("icon.png")}`, inRoot("icons/extension.svg")],
  ],
  { stdio: ["ignore", "inherit", "ignore"] },
);
process.exitCode = status ?? 1;
