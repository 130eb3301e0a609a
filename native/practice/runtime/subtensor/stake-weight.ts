import { I64F64, U96F32 } from "../../../protocol/fixed-point.ts";
import type { State } from "../../frame/state.ts";
import { ROOT } from "./chain.ts";
import { storage } from "./pallet.ts";
import { hotkeyStake } from "./stake-pool.ts";

const U64_MAXIMUM = (1n << 64n) - 1n;

/** What a hotkey weighs on a subnet: its alpha, its root TAO, and both together, all as I64F64 bits. */
export interface StakeWeight {
  readonly total: bigint;
  readonly alpha: bigint;
  readonly tao: bigint;
}

/** How much a rao of root stake counts against a unit of alpha: `TaoWeight` / (2^64 - 1) as U96F32 bits. */
export function taoWeight(state: State): bigint {
  return U96F32.fromRatio(storage.TaoWeight.get(state), U64_MAXIMUM);
}

/** A share of 2^64 - 1, as child keys are given, as U96F32 bits. */
export function proportion(share: bigint): bigint {
  return U96F32.fromRatio(share, U64_MAXIMUM);
}

/** Stake weight = inherited alpha + w x inherited root TAO. Source: §4.3 step 1, staking/stake_utils.rs. */
export function stakeWeight(state: State, hotkey: string, netuid: number): StakeWeight {
  const weight = I64F64.from(U96F32, taoWeight(state));
  const alpha = I64F64.fromInteger(inherited(state, hotkey, netuid, netuid));
  const tao = I64F64.fromInteger(inherited(state, hotkey, netuid, ROOT));
  return { total: I64F64.add(alpha, I64F64.multiply(tao, weight)), alpha, tao };
}

/** {@link stakeWeight} of every uid of a subnet; uids without a hotkey weigh nothing. */
export function stakeWeights(state: State, netuid: number): StakeWeight[] {
  return Array.from({ length: storage.SubnetworkN.get(state, netuid) }, (_, uid) => {
    const hotkey = storage.Keys.find(state, netuid, uid);
    return hotkey === undefined
      ? { total: 0n, alpha: 0n, tao: 0n }
      : stakeWeight(state, hotkey, netuid);
  });
}

/** Own stake on `stakedOn`, less what is given to child keys, plus what parents give, in whole units. */
function inherited(state: State, hotkey: string, netuid: number, stakedOn: number): bigint {
  const own = U96F32.fromInteger(hotkeyStake(state, hotkey, stakedOn));
  let given = 0n;
  for (const [share] of storage.ChildKeys.get(state, hotkey, netuid))
    given = U96F32.add(given, U96F32.multiply(own, proportion(share)));
  let received = 0n;
  for (const [share, parent] of storage.ParentKeys.get(state, hotkey, netuid)) {
    const theirs = U96F32.fromInteger(hotkeyStake(state, parent, stakedOn));
    received = U96F32.add(received, U96F32.multiply(theirs, proportion(share)));
  }
  return U96F32.toInteger(U96F32.add(U96F32.subtract(own, given), received));
}
