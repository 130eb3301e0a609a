import { LARGEST_HEADER } from "../../engine/gguf/gguf-header.ts";
import { type JoinedHead, joinedHead, type PartBytes, ShortParts } from "./joined-head.ts";

/** Bytes to read first of the first part, which has the vocabulary, and of each other, which has the places of some tensors alone. */
const FIRST_PART = 2 ** 20;
const OTHER_PART = 64 * 1024;
/** So many times as many are read of a part whose head is longer. */
const STEP = 8;
/** Of all parts together: room for the longest head there is, and as much again for the others. */
const MOST_BYTES = 2 * LARGEST_HEADER;

/** How many bytes of each part to read at first. */
export function firstLengths(count: number): readonly number[] {
  return Array.from({ length: count }, (_, part) => (part === 0 ? FIRST_PART : OTHER_PART));
}

/**
 * How many bytes of each part to read where those of the `short` ones did not hold their heads: a long head is read on, and the
 * others are left as they are. Throws Error where it would be more than heads are.
 */
export function longerLengths(
  lengths: readonly number[],
  short: readonly number[],
): readonly number[] {
  const longer = lengths.map((length, part) =>
    short.includes(part) ? Math.min(STEP * length, LARGEST_HEADER) : length,
  );
  const isNoMore = short.some((part) => longer[part] === lengths[part]);
  if (isNoMore || longer.reduce((sum, each) => sum + each, 0) > MOST_BYTES)
    throw new Error("its head is longer than any");
  return longer;
}

/**
 * The head of the whole from parts that are read as far as their own heads go; `read` gives the first bytes of a part, and all of it
 * where it is shorter. Throws as joinedHead, and Error for heads that are longer than any.
 */
export function joinedHeadOf(
  count: number,
  read: (part: number, length: number) => PartBytes,
): JoinedHead {
  let lengths = firstLengths(count);
  const parts = lengths.map((length, part) => read(part, length));
  for (;;) {
    try {
      return joinedHead(parts);
    } catch (error) {
      if (!(error instanceof ShortParts) || error.isEnd(parts)) throw error;
      lengths = longerLengths(lengths, error.parts);
      for (const part of error.parts) parts[part] = read(part, lengths[part] ?? 0);
    }
  }
}
