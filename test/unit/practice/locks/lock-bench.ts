import { convictionOf } from "../../../../native/practice/runtime/subtensor/locks/conviction.ts";
import { fromStored } from "../../../../native/practice/runtime/subtensor/locks/records.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import type { Lock } from "../../../../native/protocol/conviction.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { account, NETUID, PracticeChain, TAO } from "../runtime/practice-chain.ts";

/** Two people with 1,000 TAO staked each on the first validator of subnet 1, and one with nothing staked. */
export const alice = account(1);
export const bob = account(2);
export const carol = account(3);
/** Units in an alpha. */
export const ALPHA = 1_000_000_000n;
/** Raw bits of 1 in a conviction. */
export const ONE = U64F64.one;

/** A chain on which stake can be locked: for the validators' hotkeys, or for the subnet owner's. */
export class LockBench extends PracticeChain {
  readonly hotkey = this.accounts.validators[0]!.hotkey;
  readonly other = this.accounts.validators[1]!.hotkey;
  readonly owner = this.accounts.owner;

  constructor() {
    super();
    this.advance();
    for (const who of [alice, bob, carol]) this.fund(who, 3_000n * TAO);
    for (const who of [alice, bob]) this.stake(who, 1_000n * TAO);
  }

  stake(who: string, rao: bigint, hotkey = this.hotkey, netuid = NETUID): string {
    return this.call(who, "add_stake", { hotkey, netuid, amount_staked: rao });
  }

  unstake(who: string, alpha: bigint, hotkey = this.hotkey): string {
    return this.call(who, "remove_stake", { hotkey, netuid: NETUID, amount_unstaked: alpha });
  }

  lock(who: string, amount: bigint, hotkey = this.hotkey, netuid = NETUID): string {
    return this.call(who, "lock_stake", { hotkey, netuid, amount }).replace("SubtensorModule.", "");
  }

  perpetual(who: string, enabled: boolean): string {
    return this.call(who, "set_perpetual_lock", { netuid: NETUID, enabled });
  }

  accept(who: string, enabled = true): string {
    return this.call(who, "set_reject_locked_alpha", { enabled: !enabled });
  }

  /** Lets time pass without blocks being built: nothing is emitted, and locks age. */
  wait(blocks: number): void {
    this.block += blocks;
    this.events = [];
  }

  held(who: string, hotkey = this.hotkey): bigint {
    return stakeOf(this.state, hotkey, who, NETUID);
  }

  /** The lock as it is now. */
  now(who: string): Lock | undefined {
    return convictionOf(this, who, NETUID)?.lock;
  }

  /** The lock as it was last stored. */
  stored(who: string, hotkey = this.hotkey): Lock | undefined {
    const lock = storage.Lock.find(this.state, who, NETUID, hotkey);
    return lock && fromStored(lock);
  }

  /** What is stored as locked in total for a hotkey that is not the owner's. */
  total(hotkey = this.hotkey, kind: "decaying" | "perpetual" = "decaying"): Lock | undefined {
    const item = kind === "decaying" ? storage.DecayingHotkeyLock : storage.HotkeyLock;
    const lock = item.find(this.state, NETUID, hotkey);
    return lock && fromStored(lock);
  }

  /** Coldkeys that the hotkey's index of lockers names. */
  lockers(hotkey = this.hotkey): string[] {
    return storage.LockingColdkeys.entries(this.state, NETUID, hotkey).map(([[, , who]]) => who);
  }
}
