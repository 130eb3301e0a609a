import { compactNumber } from "@polkadot-api/substrate-bindings";
import { timestamp } from "../runtime/timestamp/pallet.ts";
import { concatenated } from "../scale/type.ts";
import { type Beacon, type PulseSource, pulseInherent } from "./beacon.ts";
import type { Block } from "./block.ts";
import { BlockBody } from "./block-body.ts";
import type { Chain } from "./chain.ts";
import type { ChainClock } from "./chain-clock.ts";
import type { Pool } from "./pool.ts";

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
  const body = new BlockBody(chain.runtime, building);
  if (!body.add(timestampInherent(now))) throw new Error("the block's time was refused");
  // Both are left out where the runtime refuses them, as pulses under a key that root has set.
  const announced = pool.shield?.announcement(building.state, building.number);
  if (announced) body.add(announced);
  for (const pulse of beacon?.due(building.state, building.now) ?? [])
    body.add(pulseInherent(building.number, pulse));
  for (const transaction of pool.ready()) {
    const { shielded } = transaction;
    if (!shielded) body.addPooled(transaction);
    else {
      // One whose key is not ours waits until its era is over.
      const inner = pool.shield?.open(chain.state, shielded);
      if (inner) body.addShielded(transaction, inner);
    }
  }
  return chain.finishBlock(building, slot, body.extrinsics);
}

/** What the producer needs of the world. */
export interface ProducerOptions {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly clock: ChainClock;
  readonly blockMillis: number;
  readonly beacon: Beacon | undefined;
  /** True while somebody else makes the blocks. */
  readonly paused?: () => boolean;
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
  paused = () => false,
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
      if (!paused()) produceBlock(chain, pool, clock.now(), blockMillis, beacon);
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
