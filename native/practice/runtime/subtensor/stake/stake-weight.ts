import { I64F64, U96F32 } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import { ROOT } from "../chain.ts";
import { storage } from "../pallet.ts";
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
  return weighed(state, hotkey, netuid, I64F64.from(U96F32, taoWeight(state)));
}

/** {@link stakeWeight} of every uid of a subnet; uids without a hotkey weigh nothing. */
export function stakeWeights(state: State, netuid: number): StakeWeight[] {
  const weight = I64F64.from(U96F32, taoWeight(state));
  return Array.from({ length: storage.SubnetworkN.get(state, netuid) }, (_, uid) => {
    const hotkey = storage.Keys.find(state, netuid, uid);
    return hotkey === undefined
      ? { total: 0n, alpha: 0n, tao: 0n }
      : weighed(state, hotkey, netuid, weight);
  });
}

/** `weight` is {@link taoWeight} as I64F64 bits. */
function weighed(state: State, hotkey: string, netuid: number, weight: bigint): StakeWeight {
  // Read once for both kinds of stake: an epoch asks for every neuron.
  const kin = {
    children: storage.ChildKeys.get(state, hotkey, netuid),
    parents: storage.ParentKeys.get(state, hotkey, netuid),
  };
  const alpha = I64F64.fromInteger(inherited(state, hotkey, netuid, kin));
  const tao = I64F64.fromInteger(inherited(state, hotkey, ROOT, kin));
  return { total: I64F64.add(alpha, I64F64.multiply(tao, weight)), alpha, tao };
}

interface Kin {
  readonly children: readonly (readonly [share: bigint, child: string])[];
  readonly parents: readonly (readonly [share: bigint, parent: string])[];
}

/** Own stake on `stakedOn`, less what is given to child keys, plus what parents give, in whole units. */
function inherited(
  state: State,
  hotkey: string,
  stakedOn: number,
  { children, parents }: Kin,
): bigint {
  const stake = hotkeyStake(state, hotkey, stakedOn);
  if (children.length === 0 && parents.length === 0) return stake;
  const own = U96F32.fromInteger(stake);
  let given = 0n;
  for (const [share] of children)
    given = U96F32.add(given, U96F32.multiply(own, proportion(share)));
  let received = 0n;
  for (const [share, parent] of parents) {
    const theirs = U96F32.fromInteger(hotkeyStake(state, parent, stakedOn));
    received = U96F32.add(received, U96F32.multiply(theirs, proportion(share)));
  }
  return U96F32.toInteger(U96F32.add(U96F32.subtract(own, given), received));
}
