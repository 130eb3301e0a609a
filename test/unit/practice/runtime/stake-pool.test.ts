import { expect, test } from "vitest";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import {
  decreaseStake,
  hotkeyStake,
  increaseStake,
  rewardStakers,
  stakeOf,
} from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { account, NETUID } from "./practice-chain.ts";

const hotkey = account(1);
const [one, other] = [account(2), account(3)];

test("two holders keep their parts; a reward for all is shared by them", () => {
  const state = new MemoryState();
  increaseStake(state, hotkey, one, NETUID, 3_000_000n);
  increaseStake(state, hotkey, other, NETUID, 1_000_000n);
  rewardStakers(state, hotkey, NETUID, 400_000n);
  expect(hotkeyStake(state, hotkey, NETUID)).toBe(4_400_000n);
  expect(stakeOf(state, hotkey, one, NETUID)).toBe(3_300_000n);
  expect(stakeOf(state, hotkey, other, NETUID)).toBe(1_100_000n);
});

test("nothing can be taken that is not there, and what is empty leaves no trace", () => {
  const state = new MemoryState();
  increaseStake(state, hotkey, one, NETUID, 10n);
  decreaseStake(state, hotkey, one, NETUID, 11n);
  expect(stakeOf(state, hotkey, one, NETUID)).toBe(10n);
  decreaseStake(state, hotkey, one, NETUID, 10n);
  expect(storage.AlphaV2.entries(state)).toEqual([]);
  expect(storage.TotalHotkeyAlpha.entries(state)).toEqual([]);
  expect(storage.TotalHotkeySharesV2.entries(state)).toEqual([]);
});

test("emission reaches a holder of whose shares only a trace of rounding is left", () => {
  const state = new MemoryState();
  const trace = { mantissa: 10n ** 20n + 1n, exponent: -40n };
  storage.AlphaV2.put(state, hotkey, one, NETUID, trace);
  storage.TotalHotkeySharesV2.put(state, hotkey, NETUID, trace);
  increaseStake(state, hotkey, one, NETUID, 5_000n);
  expect(hotkeyStake(state, hotkey, NETUID)).toBe(5_000n);
  expect(stakeOf(state, hotkey, one, NETUID)).toBe(5_000n);
});

test("the sum over a subnet's hotkeys is kept, also on a chain that began without it", () => {
  const state = new MemoryState();
  increaseStake(state, hotkey, one, NETUID, 700n);
  increaseStake(state, account(4), other, NETUID, 300n);
  increaseStake(state, hotkey, one, NETUID + 1, 5n);
  expect(storage.TotalAlphaStaked.get(state, NETUID)).toBe(1_000n);
  storage.TotalAlphaStaked.remove(state, NETUID);
  rewardStakers(state, hotkey, NETUID, 50n);
  expect(storage.TotalAlphaStaked.get(state, NETUID)).toBe(1_050n);
  decreaseStake(state, hotkey, one, NETUID, 750n);
  expect(storage.TotalAlphaStaked.get(state, NETUID)).toBe(300n);
});
