/** `node windowProcess.ts WORLD`: a window of its own that takes a snapshot, for somebody to kill. */
import { readWorld } from "../world/facts.ts";
import { worldHandle } from "../world/handle.ts";
import { openWindow } from "./window.ts";

const [folder = ""] = process.argv.slice(2);
const window = await openWindow(worldHandle(folder, readWorld(folder)));
await window.run("createBackup", window.lens("myhostname", "localbackup"));
