import { addLocks, emptyLock, type Lock, reduceLock } from "../../../../protocol/conviction.ts";
import { smaller, U64F64 } from "../../../../protocol/fixed-point.ts";
import { type ChainView, saturatingSubtract } from "../chain.ts";
import { ensure } from "../pallet.ts";
import { acceptsLocked } from "./acceptance.ts";
import { totalStake } from "./availability.ts";
import { addToTotal, convictionOf, rolled, takeFromTotal } from "./conviction.ts";
import { kindOf, writeLock } from "./records.ts";

/**
 * Lets the lock go along with stake that one coldkey gives to another within a subnet: what is free goes first, and what is
 * more than that stays locked at the receiver, who must allow it and have no lock for another hotkey. To be called before
 * the stake moves. Source: staking/lock.rs, transfer_lock.
 */
export function transferLock(
  chain: ChainView,
  from: string,
  to: string,
  netuid: number,
  amount: bigint,
): void {
  if (from === to || amount === 0n) return;
  const source = convictionOf(chain, from, netuid);
  if (!source) return;
  const { state, block } = chain;
  const target = convictionOf(chain, to, netuid);
  const free = saturatingSubtract(totalStake(state, from, netuid), source.lock.mass);
  const beyond = saturatingSubtract(amount, free);
  ensure(
    beyond === 0n || !target || target.place.hotkey === source.place.hotkey,
    "LockHotkeyMismatch",
  );
  const moved = partOf(source.lock, smaller(beyond, source.lock.mass));
  ensure(moved.mass === 0n || acceptsLocked(state, to), "AccountRejectsLockedAlpha");

  const place = { coldkey: to, netuid, hotkey: (target ?? source).place.hotkey };
  const before = target?.lock ?? emptyLock(BigInt(block));
  const given = { ...moved, block: BigInt(block) };
  const kept = reduceLock(source.lock, moved);
  writeLock(state, source.place, rolled(chain, kept, source.kind));
  writeLock(state, place, rolled(chain, addLocks(before, given), kindOf(state, place)));
  if (moved.mass === 0n) return;
  takeFromTotal(chain, source.place, moved);
  addToTotal(chain, place, given);
}

/** So much of a lock's mass, and of its conviction in proportion. */
function partOf(lock: Lock, mass: bigint): Omit<Lock, "block"> {
  if (mass === 0n) return { mass, conviction: 0n };
  const part = U64F64.divide(U64F64.fromInteger(mass), U64F64.fromInteger(lock.mass));
  return { mass, conviction: U64F64.multiply(lock.conviction, part) };
}
