import type { BlockRef, ChainClient, ChainEvent } from "../chain/chain-port.ts";
import { subnetPrice } from "../chain/reads/subnets.ts";
import { subnetIncentives } from "../protocol/epoch-incentives.ts";
import { subnetOfIndex } from "../protocol/mechanisms.ts";

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

/**
 * The reward of `uid` in a block's events (IncentiveAlphaEmittedToMiners, its list is indexed by uid), over all mechanisms of
 * the subnet, with the number of the first of the events; undefined where no epoch of the subnet ran.
 */
export function rewardIn(
  events: readonly ChainEvent[],
  netuid: number,
  uid: number,
): { readonly alpha: bigint; readonly eventIndex: number } | undefined {
  const told = events
    .filter(
      ({ pallet, name }) =>
        pallet === "SubtensorModule" && name === "IncentiveAlphaEmittedToMiners",
    )
    .map(({ value, index }) => {
      const { netuid: of, emissions } = value as {
        readonly netuid: number;
        readonly emissions: readonly (bigint | number)[];
      };
      return { index: Number(of), emissions: emissions.map(BigInt), eventIndex: index };
    });
  const incentives = subnetIncentives(told, netuid);
  const first = told.find(({ index }) => subnetOfIndex(index).netuid === netuid);
  if (incentives === undefined || first === undefined) return undefined;
  return { alpha: incentives[uid] ?? 0n, eventIndex: first.eventIndex };
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
