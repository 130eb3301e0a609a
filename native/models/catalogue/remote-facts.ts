import { HearthError } from "../../api/errors.ts";
import { readRemoteGgufHeader } from "../../engine/gguf/remote/remote-header.ts";
import type { WayOut } from "../../engine/gguf/remote/way-out.ts";
import { type ModelFacts, modelFacts } from "../head/model-facts.ts";

/** How requests leave this computer: as downloads do. */
export interface HeadRoute {
  /** Where a file may be had, mirrors first. */
  readonly addresses: (url: string) => readonly string[];
  readonly way: WayOut;
}

/** What a file's head says, and the file's whole length in bytes. */
export interface RemoteFacts {
  readonly facts: ModelFacts;
  readonly sizeBytes: number;
}

/** Where heads outlive a run. What it gives back is what it was given, or undefined. */
export interface HeadMemory {
  head(url: string): unknown;
  keepHead(url: string, head: unknown): void;
}

/** Heads of files on servers; each is read once. */
export interface RemoteHeads {
  /** From the server where it is not known. Throws DOWNLOAD_FAILED, DOWNLOAD_CHANGED, MODEL_DAMAGED, CANCELLED. */
  read(url: string, signal?: AbortSignal): Promise<RemoteFacts>;
  /** From the server in any case: the file may be another one by now. */
  readAnew(url: string, signal?: AbortSignal): Promise<RemoteFacts>;
  /** What was read before. */
  known(url: string): RemoteFacts | undefined;
}

/** Heads that begin with what the memory holds. */
export function createRemoteHeads(route: HeadRoute, memory: HeadMemory): RemoteHeads {
  const heads = new Map<string, RemoteFacts | undefined>();
  const known = (url: string): RemoteFacts | undefined => {
    if (!heads.has(url)) heads.set(url, memory.head(url) as RemoteFacts | undefined);
    return heads.get(url);
  };
  const readAnew = async (url: string, signal?: AbortSignal): Promise<RemoteFacts> => {
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
): Promise<RemoteFacts> {
  let failure: unknown;
  for (const address of route.addresses(url)) {
    try {
      return await readFrom(address, route.way, signal);
    } catch (error) {
      if (error instanceof HearthError && error.code === "CANCELLED") throw error;
      // The last address is the file's own: what it says is what the person should hear.
      failure = error;
    }
  }
  throw failure;
}

async function readFrom(address: string, way: WayOut, signal?: AbortSignal): Promise<RemoteFacts> {
  const header = await readRemoteGgufHeader(address, { way, signal });
  try {
    return { facts: modelFacts(header), sizeBytes: header.fileSize };
  } catch (error) {
    const file = new URL(address).pathname.split("/").at(-1) ?? "the file";
    const reason = error instanceof Error ? error.message : String(error);
    throw new HearthError("MODEL_DAMAGED", { file, reason }, { cause: error });
  }
}
