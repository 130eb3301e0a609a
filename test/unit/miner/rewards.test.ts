import { describe, expect, it } from "vitest";
import { rankOf } from "../../../native/miner/rank.ts";
import { type EpochReward, rewardIn, watchRewards } from "../../../native/miner/rewards.ts";
import { fakeChain } from "../../fakes/fake-chain.ts";

const emitted = (netuid: number, emissions: readonly bigint[]) => ({
  pallet: "SubtensorModule",
  name: "IncentiveAlphaEmittedToMiners",
  value: { netuid, emissions },
});

describe("the reward of a uid", () => {
  it("is its entry in the list of its own subnet", () => {
    const events = [
      { pallet: "System", name: "ExtrinsicSuccess", value: {} },
      emitted(2, [9n, 9n]),
      emitted(1, [5n, 7n]),
    ].map((event, index) => ({ ...event, index }));
    expect(rewardIn(events, 1, 1)).toEqual({ alpha: 7n, eventIndex: 2 });
    expect(rewardIn(events, 1, 4)).toEqual({ alpha: 0n, eventIndex: 2 });
    expect(rewardIn(events, 3, 1)).toBeUndefined();
  });

  it("counts all mechanisms of its subnet", () => {
    const events = [emitted(1, [5n, 7n]), emitted(4_097, [0n, 2n]), emitted(4_098, [0n, 50n])].map(
      (event, index) => ({ ...event, index }),
    );
    expect(rewardIn(events, 1, 1)).toEqual({ alpha: 9n, eventIndex: 0 });
  });

  it("comes with its block and price, once for each epoch, until it is closed", async () => {
    const chain = fakeChain();
    chain.setApi("SwapRuntimeApi", "current_alpha_price", () => 500_000_000n);
    const seen: EpochReward[] = [];
    const stop = watchRewards({ chain, netuid: 1, uid: 1, onEpoch: (one) => seen.push(one) });
    const block = chain.advance({ events: [emitted(1, [5n, 7n])] });
    await expect.poll(() => seen.length).toBe(1);
    expect(seen[0]).toEqual({
      block: block.number,
      blockHash: block.hash,
      alpha: 7n,
      price: 500_000_000n,
      eventIndex: 0,
    });
    chain.advance({ blocks: 3 });
    stop();
    chain.advance({ events: [emitted(1, [5n, 7n])] });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen.length).toBe(1);
  });
});

describe("the rank of a uid", () => {
  const neurons = [50, 0, 70, 50, 0].map((incentive, uid) => ({ uid, incentive }));
  it.each([
    ["the best", 2, { place: 1, of: 3, incentive: 70 }],
    ["equals share a place", 3, { place: 2, of: 3, incentive: 50 }],
    ["one without incentive has none", 4, undefined],
    ["one that is not there has none", 9, undefined],
  ])("%s", (_what, uid, rank) => {
    expect(rankOf(neurons, uid)).toEqual(rank);
  });
});
