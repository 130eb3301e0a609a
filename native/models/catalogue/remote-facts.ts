import { HearthError } from "../../api/errors.ts";
import { readRemoteHead } from "../../engine/gguf/remote/remote-header.ts";
import type { WayOut } from "../../engine/gguf/remote/way-out.ts";
import { readHeadWithin } from "../head/read-head.ts";
import type { HeadFacts } from "../head/thread/head-task.ts";
import { partUrls } from "../join/part-name.ts";
import { readRemoteParts } from "./remote-parts.ts";

/** How requests leave this computer: as downloads do. */
export interface HeadRoute {
  /** Where a file may be had, mirrors first. */
  readonly addresses: (url: string) => readonly string[];
  readonly way: WayOut;
}

/** Where heads outlive a run. What it gives back is what it was given, or undefined. */
export interface HeadMemory {
  head(url: string): unknown;
  keepHead(url: string, head: unknown): void;
}

/** Heads of files on servers; each is read once. */
export interface RemoteHeads {
  /** From the server where it is not known. Throws DOWNLOAD_FAILED, DOWNLOAD_CHANGED, MODEL_DAMAGED, CANCELLED. */
  read(url: string, signal?: AbortSignal): Promise<HeadFacts>;
  /** From the server in any case: the file may be another one by now. */
  readAnew(url: string, signal?: AbortSignal): Promise<HeadFacts>;
  /** What was read before. */
  known(url: string): HeadFacts | undefined;
}

/** Heads that begin with what the memory holds. */
export function createRemoteHeads(route: HeadRoute, memory: HeadMemory): RemoteHeads {
  const heads = new Map<string, HeadFacts | undefined>();
  const known = (url: string): HeadFacts | undefined => {
    if (!heads.has(url)) heads.set(url, memory.head(url) as HeadFacts | undefined);
    return heads.get(url);
  };
  const readAnew = async (url: string, signal?: AbortSignal): Promise<HeadFacts> => {
    const read = await readAnywhere(url, route, signal);
    heads.set(url, read);
    try {
      memory.keepHead(url, read);
    } catch (error) {
      // On a full disk it is known for as long as the node runs.
      console.error(error);
    }
    return read;
  };
  return { known, readAnew, read: async (url, signal) => known(url) ?? readAnew(url, signal) };
}

async function readAnywhere(
  url: string,
  route: HeadRoute,
  signal?: AbortSignal,
): Promise<HeadFacts> {
  const parts = partUrls(url);
  let failure: unknown;
  for (const [place, address] of route.addresses(url).entries()) {
    try {
      if (parts === undefined)
        return await readRemoteHead(address, { way: route.way, signal }, readHeadWithin);
      const there = parts.map((part) => route.addresses(part)[place] ?? part);
      return await readRemoteParts(there, route.way, signal);
    } catch (error) {
      if (error instanceof HearthError && error.code === "CANCELLED") throw error;
      // The last address is the file's own: what it says is what the person should hear.
      failure = error;
    }
  }
  throw failure;
}
