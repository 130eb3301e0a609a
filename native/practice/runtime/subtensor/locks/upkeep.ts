import { emptyLock, lossOf, reduceLock } from "../../../../protocol/conviction.ts";
import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { attempt } from "../attempt.ts";
import { type Chain, type ChainView, saturatingSubtract } from "../chain.ts";
import { storage } from "../pallet.ts";
import { lockStake } from "./calls.ts";
import { convictionOf, rolled, saveConviction } from "./conviction.ts";
import { lockedHotkey } from "./records.ts";

/** Counts a coldkey's lock up to the present block after its stake changed, and forgets it where nothing is left. */
export function refreshLock(chain: ChainView, coldkey: string, netuid: number): void {
  const conviction = convictionOf(chain, coldkey, netuid);
  if (conviction) saveConviction(chain, conviction);
}

/**
 * Takes so many alpha units off a coldkey's lock, and conviction in proportion, when the chain itself took the stake.
 * Source: staking/lock.rs, force_reduce_lock.
 */
export function forceReduceLock(
  chain: ChainView,
  coldkey: string,
  netuid: number,
  amount: bigint,
): void {
  const conviction = convictionOf(chain, coldkey, netuid);
  if (!conviction) return;
  const { lock: before, kind } = conviction;
  const mass = saturatingSubtract(before.mass, amount);
  const part = U64F64.divide(U64F64.fromInteger(amount), U64F64.fromInteger(before.mass));
  const kept = U64F64.subtract(U64F64.one, part);
  const now = BigInt(chain.block);
  const lock =
    mass === 0n
      ? emptyLock(now)
      : { mass, conviction: U64F64.multiply(before.conviction, kept), block: now };
  const total = reduceLock(rolled(chain, conviction.total, kind), lossOf(before, lock));
  saveConviction(chain, { ...conviction, lock, total });
}

/**
 * Locks what a subnet's owner was just paid, where the subnet does so: for the hotkey of the owner's lock, or else for the
 * subnet's own. What cannot be locked stays free. Source: staking/lock.rs, auto_lock_owner_cut.
 */
export function lockOwnerCut(chain: Chain, netuid: number, amount: bigint): void {
  const { state } = chain;
  if (!storage.OwnerCutAutoLockEnabled.get(state, netuid)) return;
  const coldkey = storage.SubnetOwner.get(state, netuid);
  const hotkey =
    lockedHotkey(state, coldkey, netuid) ?? storage.SubnetOwnerHotkey.get(state, netuid);
  attempt(chain, (within) => lockStake(within, { coldkey, netuid, hotkey }, amount));
}
