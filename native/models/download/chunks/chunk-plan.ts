const MEBIBYTE = 2 ** 20;

/**
 * Bytes of a chunk for a file of `total`: small enough that a cut costs seconds, large enough that the questions between them do
 * not count. 256 KiB up to 16 MiB, 1 MiB up to 64 MiB, 4 MiB up to 2 GiB, 8 MiB up to 32 GiB, else 16 MiB.
 */
export function chunkBytesFor(total: number): number {
  if (total <= 16 * MEBIBYTE) return MEBIBYTE / 4;
  if (total <= 64 * MEBIBYTE) return MEBIBYTE;
  if (total <= 2048 * MEBIBYTE) return 4 * MEBIBYTE;
  return (total <= 32_768 * MEBIBYTE ? 8 : 16) * MEBIBYTE;
}

/** A file cut into chunks of one size; only the last may be shorter. Bytes. */
export interface ChunkLayout {
  readonly total: number;
  readonly chunkBytes: number;
}

/** How many chunks a file has. */
export function chunkCount({ total, chunkBytes }: ChunkLayout): number {
  return Math.ceil(total / chunkBytes);
}

/** Where a chunk lies: from `start` up to but without `end`. */
export function chunkRange(
  { total, chunkBytes }: ChunkLayout,
  index: number,
): { readonly start: number; readonly end: number } {
  return { start: index * chunkBytes, end: Math.min(total, (index + 1) * chunkBytes) };
}

/** Which chunks are here, which somebody fetches and which wait; the lowest goes first, so that hashing in order keeps up. */
export interface ChunkPlan {
  readonly layout: ChunkLayout;
  readonly count: number;
  /** Takes the lowest waiting chunk; undefined when none waits. */
  takeNext(): number | undefined;
  /** Takes this very chunk if it waits. */
  take(index: number): boolean;
  /** A chunk that was taken is here. */
  finish(index: number): void;
  /** A chunk, taken or here, waits again. */
  giveBack(index: number): void;
  isHere(index: number): boolean;
  waiting(): number;
  /** Nothing waits and nothing is being fetched. */
  isComplete(): boolean;
  bytesHere(): number;
}

/** A plan in which the chunks of `here` need not be fetched. */
export function createChunkPlan(layout: ChunkLayout, here: Iterable<number> = []): ChunkPlan {
  const count = chunkCount(layout);
  const states = new Uint8Array(count);
  let waiting = count;
  let finished = 0;
  let bytes = 0;
  let lowest = 0;
  const size = (index: number): number => {
    const { start, end } = chunkRange(layout, index);
    return end - start;
  };
  const move = (index: number, to: number): void => {
    const from = states[index];
    if (from === undefined || from === to) return;
    if (from === WAITING) waiting -= 1;
    if (from === HERE) {
      finished -= 1;
      bytes -= size(index);
    }
    if (to === WAITING) {
      waiting += 1;
      lowest = Math.min(lowest, index);
    }
    if (to === HERE) {
      finished += 1;
      bytes += size(index);
    }
    states[index] = to;
  };
  for (const index of here) move(index, HERE);
  return {
    layout,
    count,
    takeNext: () => {
      while (lowest < count && states[lowest] !== WAITING) lowest += 1;
      if (lowest >= count) return undefined;
      move(lowest, TAKEN);
      return lowest;
    },
    take: (index) => {
      if (states[index] !== WAITING) return false;
      move(index, TAKEN);
      return true;
    },
    finish: (index) => move(index, HERE),
    giveBack: (index) => move(index, WAITING),
    isHere: (index) => states[index] === HERE,
    waiting: () => waiting,
    isComplete: () => finished === count,
    bytesHere: () => bytes,
  };
}

const WAITING = 0;
const TAKEN = 1;
const HERE = 2;
