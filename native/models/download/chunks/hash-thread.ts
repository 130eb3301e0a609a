import { createHash } from "node:crypto";
import { openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { createChunkDigest } from "./chunk-digest.ts";
import { chunkCount, chunkRange } from "./chunk-plan.ts";
import type { HashNews, HashOrder, HashTask } from "./ordered-hash.ts";

/**
 * The thread behind ordered-hash.ts: follows the partial file from its first byte as chunks arrive, mostly while they are still
 * in the system's cache. Each chunk is compared with its digest at arrival before its bytes count for the whole file's SHA-256.
 */
const task = workerData as HashTask;
const count = chunkCount(task);
const descriptor = openSync(task.path, "r");
const piece = Buffer.allocUnsafe(1 << 20);
const chunkDigest = await createChunkDigest();
const waiting = new Map<number, string>();
let whole = createHash("sha256");
let next = 0;

const tell = (news: HashNews): void => parentPort?.postMessage(news);

parentPort?.on("message", ({ index, digest }: HashOrder) => {
  waiting.set(index, digest);
  advance();
});

function advance(): void {
  for (let expected = waiting.get(next); expected !== undefined; expected = waiting.get(next)) {
    waiting.delete(next);
    const before = whole.copy();
    if (readChunk(next) !== expected) {
      whole = before;
      tell({ kind: "damaged", index: next });
      return;
    }
    next += 1;
    tell({ kind: "checked", chunks: next });
  }
  if (next === count) {
    tell({ kind: "sha256", sha256: whole.copy().digest("hex") });
    next += 1;
  }
}

function readChunk(index: number): string {
  const { start, end } = chunkRange(task, index);
  chunkDigest.begin();
  for (let position = start; position < end; ) {
    const read = readSync(descriptor, piece, 0, Math.min(piece.length, end - position), position);
    // Shorter than it should be: the digest will say so.
    if (read === 0) break;
    const bytes = piece.subarray(0, read);
    chunkDigest.add(bytes);
    whole.update(bytes);
    position += read;
  }
  return chunkDigest.end();
}
