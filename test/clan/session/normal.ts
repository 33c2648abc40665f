/** Texts without what differs from one run, one machine or one clan to the next. */
import type { WorldHandle } from "../world/handle.ts";
import type { Observed } from "./run.ts";

/** The ports of the recorded hosts. */
const RECORDED_PORTS: Readonly<Record<string, string>> = {
  myhostname: "4222",
  backuphost: "4223",
  unreachable: "4299",
};

/** Returns our text with the places that the recordings have. */
function asRecorded({ folder, facts }: WorldHandle, text: string): string {
  const places = [
    [`${folder}/hosts/myhostname/etc/rsnapshot-hdd.conf`, "rsnapshot.conf"],
    [`${folder}/keys/admin`, "/home/user/.ssh/id_ed25519"],
    [`${folder}/known_hosts`, "/home/user/.ssh/known_hosts"],
    [folder, "/home/user"],
    ["/usr/bin/rsnapshot", "rsnapshot/bin/rsnapshot"],
    ...facts.machines.map(({ name, port }) => [String(port), RECORDED_PORTS[name] ?? "0"] as const),
  ] as const;
  return places.reduce((result, [ours, theirs]) => result.replaceAll(ours, theirs), text);
}

/** What depends on the time, the keys, temporary folders, the Nix store and its messages, and the length of paths. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\r/g, ""],
  // Nix says these the first time it evaluates.
  [
    /^(\[\w+\] )?(trace: Obsolete option|this derivation will be built:|building '\/nix\/store| {2}\/nix\/store\S*\.drv).*\n/gm,
    "",
  ],
  [/\/nix\/store\/[0-9a-z]{32}-/g, ""],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, "DATE"],
  [/ssh-ed25519 [\w+/=]+ ?(\w+@\w+)?/g, "KEY"],
  [/\[master [0-9a-f]{7}\]/g, "[master HASH]"],
  [/\/tmp\/(tmp|clan-ssh|vars-)\w+/g, "/tmp/TEMPORARY"],
  [/python3\.\d+/g, "python3"],
  // rsnapshot and the messages break lines by their length.
  [/ *\\\n(\[\w+\] )? */g, " "],
  [/ +$/gm, ""],
  [/ERROR: *\n\[\w+\] (?=rsnapshot)/g, "ERROR: "],
  [/ on line \d+/g, " on line N"],
  // borg ends as soon as the connection is closed, whether or not it has read why.
  [/Remote: ssh: connect .*\n(\[\w+\] )?/g, ""],
  // The stand-in's backup points say where the host's own path begins.
  [/\/\.\//g, "/"],
  [/\/ myhostname\/ -/g, " myhostname/ -"],
];

/** Lines that come in any order: the two ends of a pipe that is traced, the files of a folder. */
const UNORDERED = [/(?:^\[\w+\] \+\+ .*\n)+/gm, /(?:^\[\w+\] (?:home|var)\/?.*\n)+/gm];

function normalText(text: string): string {
  const plain = VARYING.reduce((result, [pattern, replacement]) => result.replaceAll(pattern, replacement), text);
  const sorted = (block: string) => `${block.split("\n").filter(Boolean).toSorted().join("\n")}\n`;
  return UNORDERED.reduce((result, pattern) => result.replaceAll(pattern, sorted), plain);
}

/** Returns what was recorded, without what varies. */
export const normalRecording = ({ stdout, stderr, exit }: Observed): Observed => ({
  stdout: normalText(stdout),
  stderr: normalText(stderr),
  exit,
});

/** Returns what the stand-in did, without what varies. */
export const normalObserved = (world: WorldHandle, { stdout, stderr, exit }: Observed): Observed =>
  normalRecording({ stdout: asRecorded(world, stdout), stderr: asRecorded(world, stderr), exit });
