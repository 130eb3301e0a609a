import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import {
  bad,
  byNode,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  warning,
} from "../check.ts";
import { bytesText } from "../text.ts";

/** Room on the disk of a folder, in bytes; `leftoverBytes` is what ended downloads left behind there. */
export interface DiskFacts {
  readonly folder: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly leftoverBytes: number;
}

/** From when on room is little and too little, in bytes. */
export interface DiskLimits {
  readonly little: number;
  readonly tooLittle: number;
}

/** The ledger and the practice chain grow by megabytes a day; SQLite needs room for a copy of what it changes. */
export const DATA_LIMITS: DiskLimits = { little: 2 * 2 ** 30, tooLittle: 256 * 2 ** 20 };
/** A small model of seven billion parameters in four bits takes between four and five GiB. */
export const MODEL_LIMITS: DiskLimits = { little: 6 * 2 ** 30, tooLittle: 512 * 2 ** 20 };

/** Whether there is room on a disk, and what the node itself could give back. */
export function judgeDisk(limits: DiskLimits): (facts: DiskFacts) => Judgement {
  return ({ folder, freeBytes, totalBytes, leftoverBytes }) => {
    const evidence = {
      folder,
      free: bytesText(freeBytes),
      total: bytesText(totalBytes),
      ...(leftoverBytes > 0 ? { leftovers: bytesText(leftoverBytes) } : {}),
    };
    const fix = leftoverBytes > 0 ? byNode("removeLeftovers") : byPerson("freeSpace");
    if (freeBytes < limits.tooLittle) return bad("tooLittle", evidence, fix);
    return freeBytes < limits.little ? warning("little", evidence, fix) : good(evidence);
  };
}

/** What ended downloads left behind, in bytes, and how to remove it. */
export interface Leftovers {
  bytes(): Promise<number>;
  remove(): Promise<void>;
}

/** The check of the room for one folder, which need not exist yet. */
export function diskCheck(options: {
  readonly id: "dataDisk" | "modelDisk";
  readonly folder: string;
  readonly limits: DiskLimits;
  readonly leftovers?: Leftovers | undefined;
}): Check {
  const { id, folder, limits, leftovers } = options;
  return check({
    id,
    group: "computer",
    probe: async () => {
      const room = await statfs(folder).catch(() => statfs(dirname(folder)));
      return {
        folder,
        freeBytes: room.bavail * room.bsize,
        totalBytes: room.blocks * room.bsize,
        leftoverBytes: (await leftovers?.bytes()) ?? 0,
      };
    },
    judge: judgeDisk(limits),
    ...(leftovers ? { repairs: { removeLeftovers: () => leftovers.remove() } } : {}),
  });
}
