import { expect, test } from "vitest";
import type { BlockInProgress } from "../../../../native/practice/frame/block.ts";
import { CallDirectory } from "../../../../native/practice/frame/call-info.ts";
import { Dispatcher } from "../../../../native/practice/frame/dispatch.ts";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { subtensorModule } from "../../../../native/practice/runtime/subtensor/module.ts";
import { storage, subtensor } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { customError, precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { rootOwed } from "../../../../native/practice/runtime/subtensor/stake/root-claims.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { coldkeyHash } from "../../../../native/practice/runtime/subtensor/swaps/coldkey-announcements.ts";
import { coldkeySwapGuard } from "../../../../native/practice/runtime/subtensor/swaps/coldkey-guard.ts";
import { utilityModule } from "../../../../native/practice/runtime/utility/calls.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const next = account(80);
const hash = coldkeyHash(next);
const DELAY = 36_000;
const AGAIN = 7_200;

function begun(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  for (const { coldkey } of chain.accounts.validators) chain.fund(coldkey, 10n * TAO);
  return chain;
}

function call(chain: PracticeChain, name: string, args: Readonly<Record<string, unknown>> = {}) {
  const { coldkey } = chain.accounts.validators[0]!;
  return chain.call(coldkey, name, args).replace("SubtensorModule.", "");
}

test("an announced swap waits, then gives everything to the coldkey that was named by its hash", () => {
  const chain = begun();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  call(chain, "set_coldkey_auto_stake_hotkey", { netuid: NETUID, hotkey });
  storage.SubnetOwner.put(chain.state, NETUID, coldkey);
  storage.RootClaimable.put(chain.state, hotkey, [
    [NETUID, { bits: 1n << 20n }],
    [9, { bits: 1n << 20n }],
  ]);
  storage.RootClaimed.put(chain.state, 9, hotkey, coldkey, 3n);
  const owed = [NETUID, 9].map((netuid) => rootOwed(chain.state, hotkey, coldkey, netuid));
  const held = [0, NETUID].map((netuid) => stakeOf(chain.state, hotkey, coldkey, netuid));
  const money = freeBalance(chain.state, coldkey);
  expect(call(chain, "announce_coldkey_swap", { new_coldkey_hash: hash })).toBe("ok");
  expect(chain.named("ColdkeySwapAnnounced")).toEqual([{ who: coldkey, new_coldkey_hash: hash }]);
  expect(freeBalance(chain.state, coldkey)).toBe(money - 100_000_000n);
  expect(storage.ColdkeySwapAnnouncements.get(chain.state, coldkey)).toEqual([1 + DELAY, hash]);
  expect(call(chain, "swap_coldkey_announced", { new_coldkey: next })).toBe("ColdkeySwapTooEarly");
  expect(call(chain, "swap_coldkey_announced", { new_coldkey: account(81) })).toBe(
    "AnnouncedColdkeyHashDoesNotMatch",
  );
  chain.block += DELAY;
  expect(call(chain, "swap_coldkey_announced", { new_coldkey: next })).toBe("ok");
  expect(chain.named("ColdkeySwapped")).toEqual([{ old_coldkey: coldkey, new_coldkey: next }]);
  expect(freeBalance(chain.state, coldkey)).toBe(0n);
  expect(freeBalance(chain.state, next)).toBe(money - 100_000_000n);
  expect([0, NETUID].map((netuid) => stakeOf(chain.state, hotkey, next, netuid))).toEqual(held);
  expect([NETUID, 9].map((netuid) => rootOwed(chain.state, hotkey, next, netuid))).toEqual(owed);
  expect(storage.Owner.get(chain.state, hotkey)).toBe(next);
  expect(storage.OwnedHotkeys.get(chain.state, next)).toEqual([hotkey]);
  expect(storage.StakingHotkeys.has(chain.state, coldkey)).toBe(false);
  expect(storage.SubnetOwner.get(chain.state, NETUID)).toBe(next);
  expect(storage.AutoStakeDestination.get(chain.state, next, NETUID)).toBe(hotkey);
  expect(storage.AutoStakeDestinationColdkeys.get(chain.state, hotkey, NETUID)).toEqual([next]);
  expect(storage.StakingColdkeys.has(chain.state, coldkey)).toBe(false);
  expect(storage.StakingColdkeys.has(chain.state, next)).toBe(true);
  expect(storage.IdentitiesV2.has(chain.state, next)).toBe(true);
  expect(storage.ColdkeySwapAnnouncements.has(chain.state, coldkey)).toBe(false);
  expect(faults(chain.state)).toEqual([]);
});

test("announcing again, and taking it back, have to wait past the day of the swap", () => {
  const chain = begun();
  const { coldkey } = chain.accounts.validators[0]!;
  const announce = () => call(chain, "announce_coldkey_swap", { new_coldkey_hash: hash });
  const clear = () => call(chain, "clear_coldkey_swap_announcement");
  expect(clear()).toBe("ColdkeySwapAnnouncementNotFound");
  expect(call(chain, "swap_coldkey_announced", { new_coldkey: next })).toBe(
    "ColdkeySwapAnnouncementNotFound",
  );
  expect(announce()).toBe("ok");
  const money = freeBalance(chain.state, coldkey);
  chain.block += DELAY + AGAIN - 1;
  expect(announce()).toBe("ColdkeySwapReannouncedTooEarly");
  expect(clear()).toBe("ColdkeySwapClearTooEarly");
  chain.block += 1;
  expect(announce()).toBe("ok");
  // Only the first announcement costs.
  expect(freeBalance(chain.state, coldkey)).toBe(money);
  chain.block += DELAY + AGAIN;
  expect(clear()).toBe("ok");
  expect(chain.named("ColdkeySwapCleared")).toEqual([{ who: coldkey }]);
});

test("a disputed swap is for root to reset or to make", () => {
  const chain = begun();
  const { coldkey } = chain.accounts.validators[0]!;
  const dispute = () => call(chain, "dispute_coldkey_swap");
  expect(dispute()).toBe("ColdkeySwapAnnouncementNotFound");
  call(chain, "announce_coldkey_swap", { new_coldkey_hash: hash });
  expect(dispute()).toBe("ok");
  expect(chain.named("ColdkeySwapDisputed")).toEqual([{ coldkey }]);
  expect(dispute()).toBe("ColdkeySwapAlreadyDisputed");
  expect(call(chain, "reset_coldkey_swap", { coldkey })).toBe("BadOrigin");
  expect(chain.call("root", "reset_coldkey_swap", { coldkey })).toBe("ok");
  expect(chain.named("ColdkeySwapReset")).toEqual([{ who: coldkey }]);
  expect(storage.ColdkeySwapDisputes.has(chain.state, coldkey)).toBe(false);
  const args = { old_coldkey: coldkey, new_coldkey: next, swap_cost: 5n };
  expect(call(chain, "swap_coldkey", args)).toBe("BadOrigin");
  expect(chain.call("root", "swap_coldkey", { ...args, swap_cost: 1n << 60n })).toBe(
    "SubtensorModule.NotEnoughBalanceToPaySwapColdKey",
  );
  expect(chain.call("root", "swap_coldkey", args)).toBe("ok");
  expect(freeBalance(chain.state, coldkey)).toBe(0n);
  expect(faults(chain.state)).toEqual([]);
});

test("who cannot pay, and who already is somebody, are refused", () => {
  const chain = begun();
  const [validator, other] = chain.accounts.validators;
  const announce = { new_coldkey_hash: hash };
  expect(chain.call(account(1), "announce_coldkey_swap", announce)).toBe(
    "SubtensorModule.NotEnoughBalanceToPaySwapColdKey",
  );
  const swap = (to: string) =>
    chain.call("root", "swap_coldkey", {
      old_coldkey: validator!.coldkey,
      new_coldkey: to,
      swap_cost: 0n,
    });
  expect(swap(other!.coldkey)).toBe("SubtensorModule.ColdKeyAlreadyAssociated");
  expect(swap(other!.hotkey)).toBe("SubtensorModule.NewColdKeyIsHotkey");
  expect(call(chain, "schedule_swap_coldkey", { new_coldkey: next })).toBe("Deprecated");
});

test("while a swap is announced nothing else goes, in a batch neither: 0 before a block, 21 when disputed", () => {
  const chain = begun();
  const { coldkey } = chain.accounts.validators[0]!;
  const { state } = chain;
  const modules = [subtensorModule, utilityModule];
  const bugs: unknown[] = [];
  const dispatcher = new Dispatcher(
    new CallDirectory(modules),
    (error) => bugs.push(error),
    coldkeySwapGuard,
  );
  const block: BlockInProgress = {
    state: state as BlockInProgress["state"],
    number: 2,
    now: 0n,
    records: [],
    phase: 0,
    extrinsics: 0,
    weight: 0n,
  };
  const claim = { type: "SubtensorModule", value: { type: "claim_root", value: { subnets: [1] } } };
  const batch = { type: "Utility", value: { type: "batch_all", value: { calls: [claim] } } };
  const dispute = { type: "SubtensorModule", value: { type: "dispute_coldkey_swap" } };
  const run = (made: typeof dispute, account: string) =>
    dispatcher.dispatch(block, state, made, { kind: "signed", account });
  const refused = (made: typeof dispute): number | undefined => {
    const error = precheck({ state, block: 2 }, coldkey, made);
    return error && customError(error);
  };
  const error = (name: keyof typeof subtensor.spec.errors) => ({
    ok: false,
    error: {
      type: "Module",
      value: { index: 7, error: `0x${subtensor.spec.errors[name].toString(16)}000000` },
    },
  });
  expect(run(claim, coldkey)).toEqual({ ok: true });
  call(chain, "announce_coldkey_swap", { new_coldkey_hash: hash });
  expect(run(claim, coldkey)).toEqual(error("ColdkeySwapAnnounced"));
  expect(run(batch, coldkey)).toEqual(error("ColdkeySwapAnnounced"));
  expect([claim, batch, dispute].map(refused)).toEqual([0, 0, undefined]);
  expect(run(dispute, coldkey)).toEqual({ ok: true });
  expect(run(dispute, coldkey)).toEqual(error("ColdkeySwapDisputed"));
  expect([claim, dispute].map(refused)).toEqual([21, 21]);
  const other = chain.accounts.validators[1]!.coldkey;
  expect(run(claim, other)).toEqual({ ok: true });
  expect(bugs).toEqual([]);
});
