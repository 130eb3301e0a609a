import { chunkRange } from "../chunks/chunk-plan.ts";
import type { ArrivedChunk } from "../chunks/journal-lines.ts";
import { FetchProblem } from "../requests/problem.ts";
import { requestRange } from "../requests/ranged-request.ts";
import { waitOut } from "../speed/speed-limit.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import type { Source } from "./sources.ts";
import { believeAt, ifRangeOf, type Workbench } from "./workbench.ts";

/** Fewer bytes than these in one answer are no progress: a server that drips must not be asked without a pause. */
const PROGRESS_BYTES = 16_384;

/**
 * Fetches one chunk by range requests, going on within the chunk after a cut, from its beginning with another source.
 * Throws DOWNLOAD_FAILED or DOWNLOAD_CHANGED when no source is left, DISK_FULL, DATA_FOLDER_UNWRITABLE, or the signal's reason.
 */
export async function fetchChunk(
  bench: Workbench,
  index: number,
  writer: ChunkWriter,
  signal: AbortSignal,
): Promise<ArrivedChunk> {
  const { start, end } = chunkRange(bench.plan.layout, index);
  let from: Source | undefined;
  for (;;) {
    const source = await bench.sources.ready(signal);
    if (source !== from) {
      // Writes of the other source's bytes must not land after this one's.
      await writer.settle();
      writer.begin(start);
      bench.flying.delete(writer);
      from = source;
    }
    const askedAt = bench.ports.now();
    try {
      await fetchRest(bench, source, writer, end, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof FetchProblem)) throw error;
      bench.sources.failed(source, error, askedAt);
      // A server that is away or full is asked again, too, but of its chunks none was cut off.
      if (error.kind !== "network" && error.kind !== "busy") bench.onRepair();
      continue;
    }
    if (writer.position() < end) continue;
    bench.sources.worked(source);
    return { digest: await writer.end(), address: source.address };
  }
}

async function fetchRest(
  bench: Workbench,
  source: Source,
  writer: ChunkWriter,
  end: number,
  signal: AbortSignal,
): Promise<void> {
  const { ports, sources } = bench;
  const asked = { start: writer.position(), end };
  let came = 0;
  await requestRange(ports.way, {
    ...asked,
    address: source.address,
    shortcut: source.shortcut,
    ifRange: ifRangeOf(source),
    signal,
    stallMillis: ports.stallMillis,
    onHead: (head) => {
      const answer = believeAt(bench, source, head, asked);
      if (!answer.ranged)
        throw new FetchProblem("server", "the whole file came instead of a piece");
      return answer;
    },
    onBytes: (bytes) => {
      came += bytes.length;
      if (came >= PROGRESS_BYTES) sources.worked(source);
      return acceptBytes(bench, writer, bytes, signal);
    },
  });
  if (writer.position() < end && came < PROGRESS_BYTES)
    throw new FetchProblem("cut", `${came} of ${end - asked.start} bytes came`);
}

/** Counts bytes and gives them to the writer. What it answers is waited for: the disk, or the speed limit. */
export function acceptBytes(
  { ports, flying, onProgress }: Workbench,
  writer: ChunkWriter,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<unknown> | undefined {
  ports.onBytes(bytes.length);
  flying.set(writer, (flying.get(writer) ?? 0) + bytes.length);
  onProgress();
  const disk = writer.add(bytes);
  const wait = ports.limit.passed(bytes.length);
  if (wait === 0) return disk;
  const slow = waitOut(ports.limit, wait, signal);
  return disk === undefined ? slow : Promise.all([disk, slow]);
}
