/** The disks of a computer, as `lsblk` of util-linux lists them. */
import * as z from "zod";
import { readJson } from "./json.ts";

const device: z.ZodType<RawDevice> = z.object({
  path: z.string(),
  label: z.string().nullish(),
  uuid: z.string().nullish(),
  fstype: z.string().nullish(),
  size: z.union([z.string(), z.number()]).nullish(),
  mountpoint: z.string().nullish(),
  model: z.string().nullish(),
  hotplug: z.union([z.boolean(), z.string()]).nullish(),
  children: z.array(z.lazy(() => device)).optional(),
});

interface RawDevice {
  readonly path: string;
  readonly label?: string | null | undefined;
  readonly uuid?: string | null | undefined;
  readonly fstype?: string | null | undefined;
  readonly size?: string | number | null | undefined;
  readonly mountpoint?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly hotplug?: boolean | string | null | undefined;
  readonly children?: readonly RawDevice[] | undefined;
}

/** A file system on a disk. */
export interface Disk {
  readonly path: string;
  readonly uuid: string;
  readonly fsType: string;
  readonly label: string | undefined;
  readonly size: string;
  readonly model: string | undefined;
  readonly mountpoint: string | undefined;
  readonly isRemovable: boolean;
}

/** The file systems in what `lsblk --json` printed; `undefined` for what is not that. */
export function readDisks(stdout: string): readonly Disk[] | undefined {
  const read = z.object({ blockdevices: z.array(device) }).safeParse(readJson(stdout));
  return read.success ? read.data.blockdevices.flatMap((found) => disksIn(found, undefined, false)) : undefined;
}

function disksIn(found: RawDevice, model: string | undefined, removable: boolean): readonly Disk[] {
  const isRemovable = removable || found.hotplug === true || found.hotplug === "1";
  const ownModel = found.model ?? model;
  const own: Disk[] = [];
  if (found.uuid != null && found.fstype != null)
    own.push({
      path: found.path,
      uuid: found.uuid,
      fsType: found.fstype,
      label: found.label ?? undefined,
      size: String(found.size ?? ""),
      model: ownModel?.trim(),
      mountpoint: found.mountpoint ?? undefined,
      isRemovable,
    });
  return [...own, ...(found.children ?? []).flatMap((child) => disksIn(child, ownModel, isRemovable))];
}

/** The arguments with which disks are listed. */
export const LSBLK = ["lsblk", "--json", "-o", "NAME,PATH,LABEL,UUID,FSTYPE,SIZE,MOUNTPOINT,MODEL,HOTPLUG"] as const;
