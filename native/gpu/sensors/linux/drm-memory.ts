import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { readFdinfo } from "./fdinfo.ts";
import { namesIn, readText } from "./sysfs.ts";

/** Bytes of one card that one process holds. */
export interface DrmHolding {
  readonly bus: string;
  readonly pid: number;
  readonly bytes: number;
}

/** Who holds memory of which card, as far as this account may look into other processes. */
export interface DrmMemory {
  read(): Promise<readonly DrmHolding[]>;
}

/** Looking through every open file of every process costs tens of milliseconds; what was found is read again in between. */
const SEARCH_MILLIS = 15_000;

/** Reads /proc below `root` ("/" on a real system). `now` in milliseconds. */
export function createDrmMemory(root: string, now: () => number): DrmMemory {
  const proc = join(root, "proc");
  let found: readonly { readonly pid: number; readonly file: string }[] = [];
  let searchedAt = Number.NEGATIVE_INFINITY;
  return {
    read: async () => {
      if (now() - searchedAt >= SEARCH_MILLIS) {
        searchedAt = now();
        found = await search(proc);
      }
      const seen = new Set<string>();
      const holdings = new Map<string, DrmHolding>();
      for (const { pid, file } of found) {
        const client = readFdinfo((await readText(proc, `${pid}`, "fdinfo", file)) ?? "");
        if (client === undefined || seen.has(`${client.bus} ${client.client}`)) continue;
        seen.add(`${client.bus} ${client.client}`);
        const key = `${client.bus} ${pid}`;
        const bytes = (holdings.get(key)?.bytes ?? 0) + client.bytes;
        if (bytes > 0) holdings.set(key, { bus: client.bus, pid, bytes });
      }
      return [...holdings.values()];
    },
  };
}

async function search(proc: string) {
  const found: { pid: number; file: string }[] = [];
  for (const entry of await namesIn(proc)) {
    if (!/^\d+$/.test(entry)) continue;
    for (const file of await namesIn(proc, entry, "fd")) {
      const target = await readlink(join(proc, entry, "fd", file)).catch(() => "");
      if (target.startsWith("/dev/dri/")) found.push({ pid: Number(entry), file });
    }
  }
  return found;
}
