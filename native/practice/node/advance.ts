import { setImmediate as turn } from "node:timers/promises";
import { storage } from "../runtime/subtensor/pallet.ts";
import { timestamp } from "../runtime/timestamp/pallet.ts";
import type { Beacon } from "./beacon.ts";
import type { Chain } from "./chain.ts";
import type { ChainClock } from "./chain-clock.ts";
import type { Pool } from "./pool.ts";
import { produceBlock } from "./producer.ts";

/** Blocks one call makes at most: a day of finney's. */
export const MOST_BLOCKS = 7_200;

/** How far to go: so many blocks, or until the next epoch of a subnet has run. */
export type AdvanceGoal =
  | { readonly kind: "blocks"; readonly blocks: number }
  | { readonly kind: "epoch"; readonly netuid: number };

/** What was made: the best block before and after, and whether the goal was reached or the caller stopped before. */
export interface Advanced {
  readonly from: number;
  readonly to: number;
  readonly reached: boolean;
}

/** Thrown where blocks are being made ahead of time already. */
export class AdvanceRefused extends Error {}

/** What making blocks ahead of time needs. */
export interface AdvancerOptions {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly clock: ChainClock;
  readonly blockMillis: number;
  readonly beacon: Beacon | undefined;
}

/**
 * Makes blocks without waiting for their time, one turn of the event loop each, so that every client is told of every head and
 * is served in between. Each is a block time after the one before, and the chain's clock goes on from the last.
 */
export class Advancer {
  readonly #options: AdvancerOptions;
  #running: AbortController | undefined;

  constructor(options: AdvancerOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the goal is reached or `signal` aborts; blocks made by then stay. Rejects with AdvanceRefused while another
   * runs, RangeError for a goal that cannot be, and what a block could not be made for (DISK_FULL, DATA_FOLDER_UNWRITABLE).
   */
  async advance(goal: AdvanceGoal, signal: AbortSignal): Promise<Advanced> {
    if (this.#running) throw new AdvanceRefused("the chain is being advanced already");
    const { chain } = this.#options;
    const isReached = this.#test(goal);
    const from = chain.best.number;
    const running = new AbortController();
    this.#running = running;
    const ended = AbortSignal.any([signal, running.signal]);
    try {
      let reached = isReached();
      while (!reached && !ended.aborted && chain.best.number - from < MOST_BLOCKS) {
        this.#step();
        reached = isReached();
        // Nothing else may make a block between the last one of these and the answer.
        if (!reached) await turn();
      }
      return { from, to: chain.best.number, reached };
    } finally {
      this.#running = undefined;
    }
  }

  /** True while blocks are being made ahead of their time. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Ends what runs. False when nothing does. */
  stop(): boolean {
    this.#running?.abort();
    return this.isRunning;
  }

  /** True once the goal is reached. The chain's own blocks count as well. Throws RangeError. */
  #test(goal: AdvanceGoal): () => boolean {
    const { chain } = this.#options;
    switch (goal.kind) {
      case "blocks": {
        if (goal.blocks < 1 || goal.blocks > MOST_BLOCKS)
          throw new RangeError(`one call makes 1 to ${MOST_BLOCKS} blocks`);
        const target = chain.best.number + goal.blocks;
        return () => chain.best.number >= target;
      }
      case "epoch": {
        const { netuid } = goal;
        if (storage.Tempo.get(chain.state, netuid) === 0 || !isSubnet(chain, netuid))
          throw new RangeError(`there is no subnet ${netuid} with epochs`);
        const index = storage.SubnetEpochIndex.get(chain.state, netuid);
        // A subnet that ends on the way has no further epoch to wait for.
        return () =>
          storage.SubnetEpochIndex.get(chain.state, netuid) !== index || !isSubnet(chain, netuid);
      }
      default:
        return goal satisfies never;
    }
  }

  #step(): void {
    const { chain, pool, clock, blockMillis, beacon } = this.#options;
    const time = Number(timestamp.storage.Now.get(chain.state)) + blockMillis;
    clock.reach(time);
    produceBlock(chain, pool, time, blockMillis, beacon?.hurried());
  }
}

function isSubnet({ state }: Chain, netuid: number): boolean {
  return netuid !== 0 && storage.NetworksAdded.get(state, netuid);
}
