import { readFile } from "node:fs/promises";

/** Page size of every Linux that Hearth runs on; /proc counts in pages. */
const PAGE_BYTES = 4096;

/** Resident memory of a process in bytes, where the system tells cheaply (Linux); undefined elsewhere and for one that is gone. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const [, resident] = (await readFile(`/proc/${pid}/statm`, "utf8")).split(" ");
    return Number(resident) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}
