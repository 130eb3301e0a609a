import { readFileSync } from "node:fs";

/** Page size of every Linux that Hearth runs on; /proc counts in pages. */
const PAGE_BYTES = 4096;

/** What a process holds in main memory, in bytes. */
export interface ProcessMemory {
  readonly resident: number;
  /** Of model files in its address space. */
  readonly models: number;
}

/**
 * What a process holds at this very moment, where the system tells (Linux); undefined elsewhere and for one that is gone. It does not
 * wait: /proc is no disk, and a moment later an engine that was paused holds something else.
 */
export function processMemory(pid: number): ProcessMemory | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const [, resident] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    const models = modelBytesIn(readFileSync(`/proc/${pid}/maps`, "utf8"));
    return { resident: Number(resident) * PAGE_BYTES, models };
  } catch {
    return undefined;
  }
}

/** Bytes of the mappings of *.gguf files in the text of /proc/PID/maps: "start-end rights offset device inode path". */
export function modelBytesIn(maps: string): number {
  return maps
    .split("\n")
    .filter((line) => /\.gguf$/.test(line))
    .reduce((sum, line) => {
      const [start = "0", end = "0"] = (line.split(" ", 1)[0] ?? "").split("-");
      return sum + Number.parseInt(end, 16) - Number.parseInt(start, 16);
    }, 0);
}
