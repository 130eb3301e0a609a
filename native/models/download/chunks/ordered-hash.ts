import { Worker } from "node:worker_threads";
import { processEntry } from "../../../processes/entry.ts";
import type { ChunkLayout } from "./chunk-plan.ts";

/** What the thread works on. */
export interface HashTask extends ChunkLayout {
  readonly path: string;
}
/** A chunk lies in the file; `digest` is that of its bytes as they came. */
export interface HashOrder {
  readonly index: number;
  readonly digest: string;
}
/** What the thread found. */
export type HashNews =
  | { readonly kind: "checked"; readonly chunks: number }
  | { readonly kind: "damaged"; readonly index: number }
  | { readonly kind: "sha256"; readonly sha256: string };

/** The whole file's SHA-256, worked out in order beside the download, and a check of every chunk on the way. */
export interface OrderedHash {
  /** May be told in any order; a chunk that was damaged is told again with its new digest. */
  add(order: HashOrder): void;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** Who listens to the thread. */
export interface HashListener {
  readonly onNews: (news: HashNews) => void;
  /** The file cannot be read any more. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Starts a thread for one partial file. SHA-256 by Node's own library runs at 2 GB/s where the processor helps, four times as
 * fast as one in WebAssembly whose state could be kept; and nothing has to be kept, since after a restart every chunk is read
 * once anyway, to be compared with its digest.
 */
export function startOrderedHash(task: HashTask, listener: HashListener): OrderedHash {
  const thread = new Worker(processEntry("./hash-thread.ts", import.meta.url), {
    workerData: task,
  });
  thread.on("message", (news: HashNews) => listener.onNews(news));
  thread.on("error", (error) => listener.onFailure(error as Error));
  return {
    add: (order) => thread.postMessage(order),
    close: async () => {
      thread.removeAllListeners();
      thread.on("error", () => undefined);
      await thread.terminate();
    },
  };
}
