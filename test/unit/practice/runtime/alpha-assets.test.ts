import { expect, test } from "vitest";
import {
  alphaAssets,
  countMinted,
  countRecycled,
} from "../../../../native/practice/runtime/alpha-assets/pallet.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const { TotalAlphaIssuance, AlphaBurned, AlphaRecycled } = alphaAssets.storage;

function counted({ state }: PracticeChain) {
  return {
    minted: TotalAlphaIssuance.get(state, NETUID),
    burned: AlphaBurned.get(state, NETUID),
    recycled: AlphaRecycled.get(state, NETUID),
  };
}

/** Alpha in the pool and outside of it, of which nothing is made but by emission. */
function issued({ state }: PracticeChain): bigint {
  return storage.SubnetAlphaIn.get(state, NETUID) + storage.SubnetAlphaOut.get(state, NETUID);
}

test("what blocks mint is counted, less what they recycle", () => {
  const chain = new PracticeChain();
  const before = issued(chain);
  chain.advance(3);
  const { minted, recycled } = counted(chain);
  expect(minted).toBe(issued(chain) - before);
  expect(recycled).toBeGreaterThan(0n);
});

test("what stakers give away is counted as burned or recycled", () => {
  const chain = new PracticeChain();
  chain.advance();
  const coldkey = account(1);
  const { hotkey } = chain.accounts.validators[0]!;
  chain.fund(coldkey, 100n * TAO);
  const stake = { hotkey, netuid: NETUID };
  expect(chain.call(coldkey, "add_stake", { ...stake, amount_staked: 50n * TAO })).toBe("ok");
  const before = counted(chain);
  const whole = issued(chain);
  expect(chain.call(coldkey, "burn_alpha", { ...stake, amount: TAO / 2n })).toBe("ok");
  expect(chain.call(coldkey, "recycle_alpha", { ...stake, amount: TAO / 4n })).toBe("ok");
  expect(counted(chain)).toEqual({
    minted: before.minted - TAO / 4n,
    burned: before.burned + TAO / 2n,
    recycled: before.recycled + TAO / 4n,
  });
  expect(issued(chain)).toBe(whole - TAO / 4n);
});

test("the fee of taking stake out is burned, since no block's author earns it", () => {
  const chain = new PracticeChain();
  chain.advance();
  const coldkey = account(1);
  const { hotkey } = chain.accounts.validators[0]!;
  chain.fund(coldkey, 100n * TAO);
  const stake = { hotkey, netuid: NETUID };
  chain.call(coldkey, "add_stake", { ...stake, amount_staked: 50n * TAO });
  const { burned } = counted(chain);
  chain.events = [];
  expect(chain.call(coldkey, "remove_stake", { ...stake, amount_unstaked: 10n * TAO })).toBe("ok");
  const [fields] = chain.named("StakeRemoved") as [readonly unknown[]];
  const fee = fields[5] as bigint;
  expect(fee).toBeGreaterThan(0n);
  expect(counted(chain).burned - burned).toBe(fee);
});

test("what owners are kept from as miners is counted as burned", () => {
  const chain = new PracticeChain();
  const { state } = chain;
  chain.toEpoch();
  const uid = storage.Uids.get(state, NETUID, chain.accounts.owner.hotkey);
  const by = storage.Uids.get(state, NETUID, chain.accounts.validators[0]!.hotkey);
  storage.RecycleOrBurn.put(state, NETUID, { type: "Burn" });
  storage.Weights.put(state, NETUID, by, [[uid, 65_535]]);
  const fresh = storage.LastUpdate.get(state, NETUID).map(() => BigInt(chain.block));
  storage.LastUpdate.put(state, NETUID, fresh);
  const { burned } = counted(chain);
  chain.toEpoch();
  expect(storage.MinerBurned.get(state, NETUID).bits).toBeGreaterThan(0n);
  expect(counted(chain).burned).toBeGreaterThan(burned);
});

test("nothing is counted below zero, and nothing for nothing", () => {
  const { state } = new PracticeChain();
  countMinted(state, NETUID, 0n);
  countRecycled(state, NETUID, 0n);
  expect(state.keys(TotalAlphaIssuance.prefix())).toEqual([]);
  countRecycled(state, NETUID, 5n);
  expect(TotalAlphaIssuance.get(state, NETUID)).toBe(0n);
  expect(AlphaRecycled.get(state, NETUID)).toBe(5n);
});
