import { U96F32 } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import { countBurned } from "../../alpha-assets/pallet.ts";
import { inAccountOrder, ownerOf } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { recycleAlpha, shareWithParents } from "../children/parents.ts";
import { distributeLease } from "../leases/dividends.ts";
import { lockOwnerCut } from "../locks/upkeep.ts";
import { ownerHotkeys } from "../neurons/pruning.ts";
import { event, storage } from "../pallet.ts";
import { deployRootDividend } from "../root-weights/deploy.ts";
import { hotkeyStake, increaseStake, rewardStakers } from "../stake/stake-pool.ts";
import { taoWeight } from "../stake/stake-weight.ts";
import { epochOf, type NeuronEmission } from "./epoch.ts";

/** What a subnet has collected since its last epoch, in alpha units. */
export interface PendingEmission {
  readonly miners: bigint;
  readonly validators: bigint;
  readonly root: bigint;
  readonly owner: bigint;
}

/** Runs a subnet's epoch and pays out all that it has collected. Source: distribute_emission. */
export function payOut(chain: Chain, netuid: number, pending: PendingEmission): void {
  const { state } = chain;
  const total = pending.miners + pending.validators + pending.root;
  const neurons = epochOf(chain, netuid, total);
  const toMiners = neurons.reduce((sum, { incentive }) => sum + incentive, 0n);
  // Without a single miner to pay, validators get the miners' part too.
  const forValidators = toMiners === 0n ? pending.validators + pending.miners : pending.validators;
  const dividends = dividendsOf(state, netuid, neurons);
  const { alpha, root } = splitByStake(state, netuid, dividends, forValidators, pending.root);
  payOwner(chain, netuid, pending.owner);
  payMiners(chain, netuid, neurons);
  payValidators(state, netuid, alpha);
  payRoot(chain, netuid, root);
}

function dividendsOf(
  state: State,
  netuid: number,
  neurons: readonly NeuronEmission[],
): Map<string, bigint> {
  const dividends = new Map<string, bigint>();
  for (const neuron of neurons)
    for (const part of shareWithParents(state, neuron.hotkey, netuid, neuron.dividend)) {
      const sum = dividends.get(part.hotkey) ?? 0n;
      dividends.set(part.hotkey, U96F32.add(sum, U96F32.fromInteger(part.amount)));
    }
  return dividends;
}

/** Splits dividends (U96F32 bits) into what a hotkey's alpha and what its root stake earned, scaled to what there is. */
function splitByStake(
  state: State,
  netuid: number,
  dividends: ReadonlyMap<string, bigint>,
  forAlpha: bigint,
  forRoot: bigint,
): { alpha: Map<string, bigint>; root: Map<string, bigint> } {
  const weight = taoWeight(state);
  const alpha = new Map<string, bigint>();
  const root = new Map<string, bigint>();
  for (const hotkey of inAccountOrder(dividends.keys())) {
    const dividend = dividends.get(hotkey) ?? 0n;
    const alphaStake = U96F32.fromInteger(hotkeyStake(state, hotkey, netuid));
    const rootStake = U96F32.fromInteger(hotkeyStake(state, hotkey, ROOT));
    const rootAlpha = U96F32.multiply(rootStake, weight);
    const rootPart = U96F32.checkedDivide(rootAlpha, U96F32.add(alphaStake, rootAlpha)) ?? 0n;
    const rootDividend = U96F32.multiply(dividend, rootPart);
    root.set(hotkey, rootDividend);
    alpha.set(hotkey, U96F32.subtract(dividend, rootDividend));
  }
  return { alpha: scaled(alpha, forAlpha), root: scaled(root, forRoot) };
}

function scaled(parts: ReadonlyMap<string, bigint>, amount: bigint): Map<string, bigint> {
  const total = [...parts.values()].reduce((sum, part) => U96F32.add(sum, part), 0n);
  return new Map(
    [...parts].map(([hotkey, part]) => {
      const share = U96F32.checkedDivide(part, total) ?? 0n;
      return [hotkey, U96F32.multiply(U96F32.fromInteger(amount), share)];
    }),
  );
}

function payOwner(chain: Chain, netuid: number, amount: bigint): void {
  const { state } = chain;
  const coldkey = storage.SubnetOwner.find(state, netuid);
  const hotkey = storage.SubnetOwnerHotkey.find(state, netuid);
  if (coldkey === undefined || hotkey === undefined) return;
  increaseStake(state, hotkey, coldkey, netuid, amount);
  distributeLease(chain, netuid, amount);
  lockOwnerCut(chain, netuid, amount);
}

function payMiners(chain: Chain, netuid: number, neurons: readonly NeuronEmission[]): void {
  const { state } = chain;
  const withheldFrom = new Set(ownerHotkeys(state, netuid));
  const incentives = new Map(neurons.map(({ hotkey, incentive }) => [hotkey, incentive]));
  let total = 0n;
  let withheld = 0n;
  for (const hotkey of inAccountOrder(incentives.keys())) {
    const incentive = incentives.get(hotkey) ?? 0n;
    total += incentive;
    if (withheldFrom.has(hotkey)) {
      withheld += incentive;
      // Burned alpha stays outstanding without a holder; recycled alpha can be minted again.
      if (storage.RecycleOrBurn.get(state, netuid).type === "Recycle")
        recycleAlpha(state, netuid, incentive);
      else countBurned(state, netuid, incentive);
      continue;
    }
    const owner = ownerOf(state, hotkey);
    const destination = storage.AutoStakeDestination.find(state, owner, netuid);
    if (destination !== undefined)
      chain.deposit(event.AutoStakeAdded({ netuid, destination, hotkey, owner, incentive }));
    increaseStake(state, destination ?? hotkey, owner, netuid, incentive);
  }
  const burned = U96F32.checkedDivide(U96F32.fromInteger(withheld), U96F32.fromInteger(total));
  storage.MinerBurned.put(state, netuid, { bits: burned ?? 0n });
}

function payValidators(state: State, netuid: number, dividends: ReadonlyMap<string, bigint>): void {
  storage.AlphaDividendsPerSubnet.clear(state, netuid);
  for (const [hotkey, dividend] of dividends) {
    const take = U96F32.multiply(takeOf(state, hotkey), dividend);
    const shared = U96F32.toInteger(U96F32.subtract(dividend, take));
    increaseStake(state, hotkey, ownerOf(state, hotkey), netuid, U96F32.toInteger(take));
    rewardStakers(state, hotkey, netuid, shared);
    storage.AlphaDividendsPerSubnet.put(state, netuid, hotkey, shared);
    storage.TotalHotkeyAlphaLastEpoch.put(
      state,
      hotkey,
      netuid,
      hotkeyStake(state, hotkey, netuid),
    );
  }
}

function payRoot(chain: Chain, netuid: number, dividends: ReadonlyMap<string, bigint>): void {
  const { state } = chain;
  storage.RootAlphaDividendsPerSubnet.clear(state, netuid);
  for (const [hotkey, dividend] of dividends) {
    const take = U96F32.multiply(takeOf(state, hotkey), dividend);
    const shared = U96F32.toInteger(U96F32.subtract(dividend, take));
    increaseStake(state, hotkey, ownerOf(state, hotkey), netuid, U96F32.toInteger(take));
    deployRootDividend(chain, hotkey, netuid, shared);
    storage.RootAlphaDividendsPerSubnet.put(state, netuid, hotkey, shared);
  }
}

function takeOf(state: State, hotkey: string): bigint {
  return U96F32.fromRatio(BigInt(storage.Delegates.get(state, hotkey)), 65_535n);
}
