import { HearthError } from "../../../api/errors.ts";
import { chunkRange } from "../chunks/chunk-plan.ts";
import { FetchProblem } from "../requests/problem.ts";
import { requestRange } from "../requests/ranged-request.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import { acceptBytes } from "./fetch-chunk.ts";
import type { Source } from "./sources.ts";
import { believeAt, bookChunk, type Workbench } from "./workbench.ts";

/**
 * Fetches all that is missing from a server without ranges, in one stream from the first byte; what is here already is passed
 * over. After a cut it begins again, as often as chunks are won by it. Throws as fetchChunk does.
 */
export async function fetchStream(
  bench: Workbench,
  writer: ChunkWriter,
  signal: AbortSignal,
): Promise<void> {
  while (bench.plan.waiting() > 0) {
    const source = await bench.sources.ready(signal);
    const askedAt = bench.ports.now();
    try {
      await streamOnce(bench, source, writer, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof FetchProblem)) throw error;
      bench.onRepair();
      // Without any mark of its version the rest of another answer may be of another file.
      if (bench.facts.decided?.identity === undefined)
        throw new HearthError("DOWNLOAD_FAILED", { file: bench.job.file, reason: error.message });
      bench.sources.failed(source, error, askedAt);
    }
  }
}

async function streamOnce(
  bench: Workbench,
  source: Source,
  writer: ChunkWriter,
  signal: AbortSignal,
): Promise<void> {
  const { plan, ports } = bench;
  let position = 0;
  let index = -1;
  let end = 0;
  let isMine = false;
  let crossing: Promise<void> = Promise.resolve();
  let crossings = 0;

  const enterChunk = async (): Promise<void> => {
    index = Math.floor(position / plan.layout.chunkBytes);
    end = chunkRange(plan.layout, index).end;
    isMine = plan.take(index);
    if (!isMine) return;
    await writer.settle();
    writer.begin(position);
  };
  const leaveChunk = async (): Promise<void> => {
    if (!isMine) return;
    const digest = await writer.end();
    isMine = false;
    bench.flying.delete(writer);
    bookChunk(bench, index, { digest, address: source.address });
    bench.sources.worked(source);
    bench.onProgress();
  };
  const inside = (bytes: Buffer): Promise<unknown> | undefined => {
    position += bytes.length;
    if (!isMine) return undefined;
    return acceptBytes(bench, writer, bytes, signal);
  };
  const across = async (bytes: Buffer): Promise<void> => {
    for (let left = bytes; left.length > 0; ) {
      if (position === end) await enterChunk();
      const part = left.subarray(0, end - position);
      if (part.length === 0) throw new FetchProblem("lie", "more bytes than the file has");
      left = left.subarray(part.length);
      await inside(part);
      if (position === end) await leaveChunk();
    }
  };

  try {
    await requestRange(ports.way, {
      start: 0,
      address: source.address,
      shortcut: source.shortcut,
      signal,
      stallMillis: ports.stallMillis,
      onHead: (head) => {
        const answer = believeAt(bench, source, head, { start: 0 });
        // Where no length was announced, the size that is known is the measure.
        return { ...answer, end: answer.total };
      },
      onBytes: (bytes) => {
        if (crossings === 0 && position + bytes.length < end) return inside(bytes);
        // A connection that ends gives what it still has although it was asked to wait: one piece after the other.
        crossings += 1;
        crossing = crossing
          .then(() => across(bytes))
          .finally(() => {
            crossings -= 1;
          });
        return crossing;
      },
    });
  } finally {
    // A cut may come while a border is being crossed: what that books or takes has to be known first.
    await crossing.catch(() => undefined);
    await writer.settle();
    bench.flying.delete(writer);
    if (isMine) plan.giveBack(index);
  }
}
