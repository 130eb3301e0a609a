import { readFile } from "node:fs/promises";

/** Bytes of model files in a process's address space, where the system tells (Linux); undefined elsewhere and for one that is gone. */
export async function mappedModelBytes(pid: number): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    return modelBytesIn(await readFile(`/proc/${pid}/maps`, "utf8"));
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
