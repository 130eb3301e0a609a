import type { State } from "../../../native/practice/frame/state.ts";
import { depositInto } from "../../../native/practice/runtime/balances/balance.ts";
import { associate } from "../../../native/practice/runtime/subtensor/accounts.ts";
import type { Chain } from "../../../native/practice/runtime/subtensor/chain.ts";
import {
  appendNeuron,
  setLastUpdate,
} from "../../../native/practice/runtime/subtensor/neurons/neurons.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { increaseStake } from "../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { registerNetwork } from "../../../native/practice/runtime/subtensor/subnets/subnets.ts";
import { accountText } from "../../../native/practice/scale/account.ts";

/** Neurons of the subnets measured: what a full subnet of finney has. */
export const VALIDATORS = 64;
export const MINERS = 192;
const NEURONS = VALIDATORS + MINERS;
const TAO = 1_000_000_000n;
const U16 = 65_535;

/**
 * Founds a subnet of 64 validators that each weigh all of 192 miners, with bonds of an earlier epoch. The subnet is the
 * runtime's own; neurons, stake, weights and bonds are written straight into the state, since as calls they would take
 * hours of blocks. Answers its netuid. `block` is the block after which it stands.
 */
export function foundDenseSubnet(state: State, block: number, tempo: number): number {
  const chain: Chain = { state, block, deposit() {} };
  const owner = account(0, 0);
  storage.NetworkRateLimit.put(state, 0n);
  storage.NetworkLastLockCost.put(state, TAO);
  storage.NetworkMinLockCost.put(state, TAO);
  depositInto(chain, owner, 10n * TAO);
  const netuid = registerNetwork(chain, owner, owner);
  storage.SubtokenEnabled.put(state, netuid, true);
  storage.FirstEmissionBlockNumber.put(state, netuid, BigInt(block + 1));
  storage.SubnetEmissionEnabled.put(state, netuid, true);
  storage.Tempo.put(state, netuid, tempo);
  storage.LastEpochBlock.put(state, netuid, BigInt(block));
  storage.CommitRevealWeightsEnabled.put(state, netuid, false);
  const random = generator(netuid);
  for (let uid = 1; uid < NEURONS; uid += 1) {
    const hotkey = account(netuid, uid);
    associate(chain, hotkey, hotkey);
    // Earlier than the weights: what was weighed before a neuron came does not count for it.
    appendNeuron({ ...chain, block: block - 1 }, netuid, hotkey);
  }
  const permits = Array.from({ length: NEURONS }, (_, uid) => uid < VALIDATORS);
  storage.ValidatorPermit.put(state, netuid, permits);
  for (let uid = 0; uid < VALIDATORS; uid += 1) {
    const hotkey = storage.Keys.get(state, netuid, uid);
    increaseStake(state, hotkey, hotkey, netuid, (1_000n + BigInt(random() % 9_000)) * TAO);
    setLastUpdate(state, netuid, uid, block);
    storage.Weights.put(state, netuid, uid, row(random));
    storage.Bonds.put(state, netuid, uid, row(random));
  }
  return netuid;
}

/** A weight for each miner, near a quality of its own, as honest validators give them. */
function row(random: () => number): [number, number][] {
  return Array.from({ length: MINERS }, (_, miner) => {
    const quality = (miner * 331) % 60_000;
    return [VALIDATORS + miner, Math.min(U16, 1 + quality + (random() % 3_000))];
  });
}

function account(netuid: number, uid: number): string {
  const bytes = new Uint8Array(32).fill(0xbe);
  new DataView(bytes.buffer).setUint32(0, netuid * 65_536 + uid);
  return accountText(bytes);
}

/** Numbers below 2^31 that look random and are the same in every run. Park and Miller's minimal standard. */
function generator(seed: number): () => number {
  let value = seed + 1;
  return () => {
    value = (value * 48_271) % 2_147_483_647;
    return value;
  };
}
