import { randomBytes } from "node:crypto";
import { MemoryState } from "../frame/state.ts";
import { system } from "../runtime/system/pallet.ts";
import { type Block, sealBlock } from "./block.ts";

/** A state that a new chain goes on from, after a block of that number. */
export interface Fork {
  readonly number: number;
  readonly stateRoot: string;
  /** What belongs to the chain for its life. */
  readonly facts: Readonly<Record<string, string>>;
  /** Keys (hex without 0x) with their values. */
  readonly entries: readonly (readonly [key: string, value: Uint8Array])[];
}

const NO_HASH = `0x${"00".repeat(32)}`;

/**
 * The blocks and the state that a fork begins with (docs/decisions/006). Block 0 is its own, made different from every other by
 * random bits in its digest, so that no transaction of one chain holds on the other. The block with the number of the state
 * follows it directly and has the same state root; those in between are not of this chain.
 */
export function forkBeginning({ number, stateRoot, entries }: Fork): {
  readonly blocks: readonly Block[];
  readonly changes: ReadonlyMap<string, Uint8Array>;
} {
  const slot = randomBytes(8).readBigUInt64LE();
  const seal = (at: number, parentHash: string): Block =>
    sealBlock({ number: at, parentHash, stateRoot, slot, extrinsics: [] });
  const first = seal(0, NO_HASH);
  const changes = new Map(entries);
  if (number === 0) return { blocks: [first], changes };
  // Signatures name the hash of block 0, and the chain looks for it here.
  const own = new MemoryState();
  system.storage.BlockHash.put(own, 0, first.hash);
  for (const key of own.keys("")) changes.set(key, own.get(key)!);
  return { blocks: [first, seal(number, first.hash)], changes };
}
