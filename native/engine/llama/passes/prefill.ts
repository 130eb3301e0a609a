import { HearthError } from "../../../api/errors.ts";
import type { Pacer } from "../queue/pacer.ts";
import type { Crowd } from "./crowd.ts";
import type { Lane } from "./lane.ts";
import { pass, type ReadRow } from "./pass.ts";

/** The context in which prompts are computed. */
export interface PrefillRoom {
  /** Most tokens in one pass. */
  readonly batchSize: number;
  readonly pacer: Pacer;
  readonly crowd: Crowd;
}

/** Tokens to compute at the end of a lane that holds the first `kept` of them already. */
export interface PrefillWork<R> {
  readonly tokens: readonly number[];
  readonly kept: number;
  /** True for an index whose row is to be read. */
  readonly wanted: (index: number) => boolean;
  readonly read: ReadRow<R>;
}

/**
 * Computes a prompt batch by batch, at the borders at which llama.cpp would cut it anyway, so that a pace, a cancellation or another
 * request takes hold after one batch instead of after all of a long prompt.
 * @throws CANCELLED when the signal aborts; the lane then holds the batches that were done.
 */
export async function prefill<R>(
  room: PrefillRoom,
  lane: Lane,
  { tokens, kept, wanted, read }: PrefillWork<R>,
  signal?: AbortSignal,
): Promise<readonly R[]> {
  const { batchSize, pacer, crowd } = room;
  const readings: R[] = [];
  for (let from = kept; from < tokens.length; from += batchSize) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED");
    const piece = tokens.slice(from, from + batchSize);
    const rows = piece.map((_, index) => wanted(from + index));
    const { joined } = crowd;
    const alone = crowd.running === 1;
    const found = await pacer.work(
      () => pass(lane.sequence, piece, rows, (row, index) => read(row, from + index), crowd),
      signal,
    );
    readings.push(...found);
    const undisturbed = alone && crowd.joined === joined;
    if (undisturbed && from === lane.exact && piece.length === batchSize) lane.exact += batchSize;
  }
  return readings;
}
