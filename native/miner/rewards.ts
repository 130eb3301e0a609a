import type { BlockRef, ChainClient, ChainEvent } from "../chain/chain-port.ts";
import { subnetPrice } from "../chain/reads/subnets.ts";

/** Miner emission of one epoch that reached one uid. */
export interface EpochReward {
  readonly block: number;
  readonly blockHash: string;
  readonly eventIndex: number;
  /** Alpha units. */
  readonly alpha: bigint;
  /** Rao per whole alpha in that block. */
  readonly price: bigint;
}

/** The reward of `uid` in a block's events (IncentiveAlphaEmittedToMiners, its list is indexed by uid); undefined where no epoch of the subnet ran. */
export function rewardIn(
  events: readonly ChainEvent[],
  netuid: number,
  uid: number,
): { readonly alpha: bigint; readonly eventIndex: number } | undefined {
  for (const event of events) {
    if (event.pallet !== "SubtensorModule" || event.name !== "IncentiveAlphaEmittedToMiners") {
      continue;
    }
    const value = event.value as {
      readonly netuid: number;
      readonly emissions: readonly (bigint | number)[];
    };
    // The index of a mechanism: mechanism 0 of a subnet is its netuid.
    if (Number(value.netuid) !== netuid) continue;
    return { alpha: BigInt(value.emissions[uid] ?? 0), eventIndex: event.index };
  }
  return undefined;
}

/** Calls `onEpoch` for every final block in which the subnet's epoch ran, with what this uid got (0 included). Returns a disposer. */
export function watchRewards(options: {
  readonly chain: ChainClient;
  readonly netuid: number;
  readonly uid: number;
  readonly onEpoch: (reward: EpochReward) => void;
}): () => void {
  let open = true;
  const look = async (block: BlockRef): Promise<void> => {
    const events = await options.chain.events(block.hash);
    const reward = rewardIn(events, options.netuid, options.uid);
    if (reward === undefined) return;
    const price = await subnetPrice(options.chain, options.netuid, block.hash);
    if (open) options.onEpoch({ block: block.number, blockHash: block.hash, price, ...reward });
  };
  const unsubscribe = options.chain.onFinalized((block) => {
    // The ledger reads every block for itself; a block missed here only delays the step on the page.
    look(block).catch(() => undefined);
  });
  return () => {
    open = false;
    unsubscribe();
  };
}
