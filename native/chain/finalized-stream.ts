import type { BlockRef } from "./chain-port.ts";

/** The numbers between the last told block and a new one; empty when they follow each other or nothing was told. */
export function missingNumbers(last: number | undefined, next: number): number[] {
  if (last === undefined || next <= last + 1) return [];
  return Array.from({ length: next - last - 1 }, (_, index) => last + 1 + index);
}

/** Takes final blocks as the socket gives them and tells them in order, each once, with the ones it missed. */
export interface FinalizedStream {
  push(block: BlockRef): void;
}

/**
 * A stream that fills its gaps by asking for hashes. A block whose predecessors cannot be fetched now waits for the
 * next one, so nothing is skipped.
 */
export function finalizedStream(
  blockHash: (number: number) => Promise<string | undefined>,
  tell: (block: BlockRef) => void,
): FinalizedStream {
  let last: BlockRef | undefined;
  let work: Promise<void> = Promise.resolve();

  const advance = (block: BlockRef): void => {
    last = block;
    tell(block);
  };
  const deliver = async (block: BlockRef): Promise<void> => {
    if (last && block.number <= last.number) return;
    for (const number of missingNumbers(last?.number, block.number)) {
      const hash = await blockHash(number);
      if (hash === undefined) return;
      advance({ number, hash, ...(last ? { parent: last.hash } : {}) });
    }
    advance(block);
  };
  return {
    push: (block) => {
      work = work.then(() => deliver(block)).catch(() => undefined);
    },
  };
}
