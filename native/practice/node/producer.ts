import { compactNumber } from "@polkadot-api/substrate-bindings";
import type { BlockInProgress } from "../frame/block.ts";
import { TransactionRefused } from "../frame/validity.ts";
import { MAX_BLOCK_WEIGHT } from "../runtime/system/limits.ts";
import { timestamp } from "../runtime/timestamp/pallet.ts";
import { concatenated } from "../scale/type.ts";
import { type Beacon, type PulseSource, pulseInherent } from "./beacon.ts";
import type { Block } from "./block.ts";
import type { Chain } from "./chain.ts";
import type { ChainClock } from "./chain-clock.ts";
import type { Pool } from "./pool.ts";

/** Part of a block's weight and length that transactions may fill; the rest is for the chain's own work. */
const FILLED_WEIGHT = (MAX_BLOCK_WEIGHT * 3n) / 4n;
const FILLED_BYTES = 5 << 20;

/** The extrinsic every block begins with: its time. */
export function timestampInherent(now: bigint): Uint8Array {
  const body = concatenated([Uint8Array.of(4), timestamp.calls.set.encode({ now })]);
  return concatenated([compactNumber.enc(body.length), body]);
}

/** Builds the next block from the pool. `clock` is milliseconds since 1970 in the chain's time; block time never runs back. */
export function produceBlock(
  chain: Chain,
  pool: Pool,
  clock: number,
  blockMillis: number,
  beacon?: PulseSource,
): Block {
  const before = timestamp.storage.Now.get(chain.state);
  const now = BigInt(clock) > before ? BigInt(clock) : before + 1n;
  const slot = now / BigInt(blockMillis);
  const building = chain.startBlock(now, slot);
  const inherent = timestampInherent(now);
  chain.runtime.applyExtrinsic(building, inherent);
  const extrinsics = [inherent, ...applyPulses(chain, building, beacon)];
  let bytes = extrinsics.reduce((sum, { length }) => sum + length, 0);
  for (const transaction of pool.ready()) {
    const { weight } = transaction;
    if (building.weight + weight > FILLED_WEIGHT || bytes + transaction.bytes.length > FILLED_BYTES)
      continue;
    try {
      chain.runtime.applyExtrinsic(building, transaction.bytes, { signatureChecked: true });
      extrinsics.push(transaction.bytes);
      bytes += transaction.bytes.length;
    } catch (error) {
      // It held when it entered the pool and no longer does: an earlier one of this block took what it needed.
      if (!(error instanceof TransactionRefused)) throw error;
    }
  }
  return chain.finishBlock(building, slot, extrinsics);
}

/** Brings in the beacon's pulses that are due. One that the runtime refuses, as under a key that root has set, is left out. */
function applyPulses(
  chain: Chain,
  building: BlockInProgress,
  beacon: PulseSource | undefined,
): Uint8Array[] {
  const pulses = beacon?.due(building.state, building.now) ?? [];
  return pulses
    .map((pulse) => pulseInherent(building.number, pulse))
    .filter((inherent) => {
      try {
        chain.runtime.applyExtrinsic(building, inherent);
        return true;
      } catch (error) {
        if (error instanceof TransactionRefused) return false;
        throw error;
      }
    });
}

/** What the producer needs of the world. */
export interface ProducerOptions {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly clock: ChainClock;
  readonly blockMillis: number;
  readonly beacon: Beacon | undefined;
  /** Told when a block could not be made, once for the same reason in a row; production goes on with the next tick. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Makes a block every `blockMillis`, on the monotonic clock. After a sleep of the machine it makes one block, not the missed
 * ones. Returns the way to stop.
 */
export function startProducer({
  chain,
  pool,
  clock,
  blockMillis,
  beacon,
  onFailure,
}: ProducerOptions): () => void {
  let due = performance.now() + blockMillis;
  let timer = setTimeout(tick, blockMillis);
  let signing: NodeJS.Immediate | undefined;
  let lastFailure: string | undefined;
  function signAhead(): void {
    beacon?.prepare(chain.state, BigInt(clock.now() + blockMillis));
  }
  function tick(): void {
    try {
      produceBlock(chain, pool, clock.now(), blockMillis, beacon);
      signing = setImmediate(signAhead);
      lastFailure = undefined;
    } catch (error) {
      if (String(error) !== lastFailure) onFailure(error);
      lastFailure = String(error);
    }
    const now = performance.now();
    due = Math.max(due + blockMillis, now);
    timer = setTimeout(tick, due - now);
  }
  return () => {
    clearTimeout(timer);
    clearImmediate(signing);
  };
}
