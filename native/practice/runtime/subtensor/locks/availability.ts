import type { State } from "../../../frame/state.ts";
import { type ChainView, saturatingSubtract } from "../chain.ts";
import { storage } from "../pallet.ts";
import { stakeOf } from "../stake/stake-pool.ts";
import { convictionOf } from "./conviction.ts";

/** What a coldkey holds on a subnet, how much of that is locked, and how much may leave: alpha units, rao on root. */
export interface Availability {
  readonly total: bigint;
  readonly locked: bigint;
  readonly available: bigint;
}

/** Alpha units that a coldkey holds on a subnet, on all hotkeys. */
export function totalStake(state: State, coldkey: string, netuid: number): bigint {
  return storage.StakingHotkeys.get(state, coldkey).reduce(
    (sum, hotkey) => sum + stakeOf(state, hotkey, coldkey, netuid),
    0n,
  );
}

/**
 * How much of a coldkey's stake on a subnet may leave it. A lock holds stake of the subnet, not of the hotkey it was made
 * for. Source: staking/lock.rs, stake_availability.
 */
export function stakeAvailability(chain: ChainView, coldkey: string, netuid: number): Availability {
  const total = totalStake(chain.state, coldkey, netuid);
  const locked = convictionOf(chain, coldkey, netuid)?.lock.mass ?? 0n;
  return { total, locked, available: saturatingSubtract(total, locked) };
}

/** True when so much stake may leave the subnet. */
export function mayLeave(
  chain: ChainView,
  coldkey: string,
  netuid: number,
  amount: bigint,
): boolean {
  return stakeAvailability(chain, coldkey, netuid).available >= amount;
}
