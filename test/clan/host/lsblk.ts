import type { Machine } from "../world/facts.ts";
import type { Host } from "./context.ts";
import { parseFlags, valuesOf } from "./flags.ts";

type Value = string | boolean | number | null | readonly string[];
type Device = Readonly<Record<string, Value | readonly Readonly<Record<string, Value>>[]>>;

const DEFAULT_COLUMNS = ["name", "maj:min", "rm", "size", "ro", "type", "mountpoints"];

/** An identifier that is the same in every run, and looks like one of ext4. */
const uuidOf = (number: number): string => `0b6d9a52-7d0c-4c0e-9f55-${String(number + 1).padStart(12, "0")}`;

/** The columns of util-linux 2.38, as `lsblk --json --output` names them. */
function columns({ device, fsType, mountPoint }: Machine["disks"][number], number: number): Record<string, Value> {
  const isRemovable = mountPoint !== "/" && mountPoint !== "/boot";
  const ownName = isRemovable ? `sd${"abcdefgh"[number] ?? "z"}1` : `nvme0n1p${number + 1}`;
  const name = /^\/dev\/sd[a-z]\d+$/.test(device) ? device.slice("/dev/".length) : ownName;
  const label = device.startsWith("/dev/disk/by-label/") ? device.slice("/dev/disk/by-label/".length) : null;
  const uuid = device.startsWith("/dev/disk/by-uuid/") ? device.slice("/dev/disk/by-uuid/".length) : uuidOf(number);
  const mounted = isRemovable ? null : mountPoint;
  return {
    name,
    path: `/dev/${name}`,
    "maj:min": `8:${16 * number + 1}`,
    rm: isRemovable,
    hotplug: isRemovable,
    size: isRemovable ? "931.5G" : "476.9G",
    ro: false,
    type: "part",
    mountpoint: mounted,
    mountpoints: mounted === null ? [] : [mounted],
    fstype: fsType,
    label,
    uuid,
    partuuid: `5c0e1d2a-${String(number + 1).padStart(2, "0")}`,
    partlabel: null,
    model: null,
    tran: null,
  };
}

function deviceOf(disk: Machine["disks"][number], number: number, wanted: readonly string[]): Device {
  const part = columns(disk, number);
  const name = String(part["name"]).replace(/p?\d+$/, "");
  const isRemovable = part["rm"] === true;
  const whole = {
    ...part,
    name,
    path: `/dev/${name}`,
    "maj:min": `8:${16 * number}`,
    type: "disk",
    mountpoint: null,
    mountpoints: [],
    fstype: null,
    label: null,
    uuid: null,
    partuuid: null,
    model: isRemovable ? "Elements 25A2" : "SAMSUNG MZVLB512",
    tran: isRemovable ? "usb" : "nvme",
  };
  const pick = (from: Readonly<Record<string, Value>>) =>
    Object.fromEntries(wanted.map((column) => [column, from[column] ?? null]));
  return { ...pick(whole), children: [pick(part)] };
}

/** `lsblk --json [--output COLUMNS]`: a disk with one partition for each disk of the machine. Returns the exit code. */
export function lsblk(host: Host, args: readonly string[]): number {
  const asked = valuesOf(parseFlags(args, ["-o", "--output"]), "-o", "--output");
  const wanted = asked.flatMap((value) => value.toLowerCase().split(","));
  const shown = wanted.length === 0 ? DEFAULT_COLUMNS : wanted;
  const blockdevices = host.machine.disks.map((disk, number) => deviceOf(disk, number, shown));
  process.stdout.write(`${JSON.stringify({ blockdevices }, undefined, 3)}\n`);
  return 0;
}
