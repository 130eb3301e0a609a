import { blockEmission } from "../../../../protocol/emission.ts";
import { I64F64, U64F64 } from "../../../../protocol/fixed-point.ts";
import { DispatchFailure } from "../../../frame/context.ts";
import type { State } from "../../../frame/state.ts";
import type { ValueOf } from "../../../scale/type.ts";
import { currentPrice } from "../../swap/trade.ts";
import { associate, hotkeyExists, isSubnetAccount, owns } from "../accounts.ts";
import { type Chain, type ChainView, ROOT, saturatingSubtract } from "../chain.ts";
import { delegateFromRoot } from "../children/children.ts";
import { appendNeuron } from "../neurons/neurons.ts";
import { ensure, event, fail, storage } from "../pallet.ts";
import { balanceOf, transferToSubnet } from "../stake/treasury.ts";
import { dissolveNetwork } from "./dissolve.ts";
import type { subnetIdentity } from "./identity.ts";
import { subnetNetuids } from "./subnet-list.ts";
import { subnetToPrune } from "./subnet-pruning.ts";
import { nextSymbol } from "./symbols.ts";

/** What a subnet says about itself. */
export type SubnetIdentity = ValueOf<typeof subnetIdentity>;

/** What a new subnet starts with, whatever the pallet's defaults are. Source: §4.4, init_new_network. */
const START = {
  maximumUids: 256,
  maximumValidators: 64,
  minimumWeights: 1,
  immunity: 5_000,
  burn: 1_000_000_000n,
} as const;

const DEFAULT_TEMPO = 360;

/** Rao that a new subnet costs now: it doubles with each one and falls to the minimum over time. Source: §4.6. */
export function lockCost({ state, block }: ChainView): bigint {
  const last = storage.NetworkLastLockCost.get(state);
  const minimum = storage.NetworkMinLockCost.get(state);
  const lastBlock = lastSubnetBlock(state);
  const interval = reductionInterval(state);
  const since = BigInt(block) > lastBlock ? BigInt(block) - lastBlock : 0n;
  const fallen = interval === 0n ? 0n : (last / interval) * since;
  const cost = saturatingSubtract(last * (lastBlock === 0n ? 1n : 2n), fallen);
  // Written out: bigints have no Math.max.
  if (cost < minimum) return minimum;
  return cost;
}

/** True while it is too soon after the last new subnet for another one. */
export function isTooSoonForSubnet({ state, block }: ChainView): boolean {
  const last = lastSubnetBlock(state);
  return last !== 0n && BigInt(block) - last < storage.NetworkRateLimit.get(state);
}

/**
 * Founds a subnet: the lock becomes the TAO of its pool, the hotkey takes uid 0. It neither trades nor emits before
 * {@link startCall}, and earns TAO only once root enables it. Source: §4.6, subnets/subnet.rs, checks in its order.
 * On a network that is full of subnets the weakest is dissolved, and the new one takes its netuid. Returns the netuid.
 */
export function registerNetwork(
  chain: Chain,
  coldkey: string,
  hotkey: string,
  identity?: SubnetIdentity,
): number {
  const { state, block } = chain;
  const free = !hotkeyExists(state, hotkey) || owns(state, coldkey, hotkey);
  ensure(free, "NonAssociatedColdKey");
  ensure(!isSubnetAccount(hotkey), "CannotUseSystemAccount");
  const opens = storage.NetworkRegistrationStartBlock.get(state);
  ensure(BigInt(block) >= opens, "SubNetRegistrationDisabled");
  ensure(!isTooSoonForSubnet(chain), "NetworkTxRateLimitExceeded");
  const full = subnetsOf(state).length >= storage.SubnetLimit.get(state);
  const pruned = full ? (subnetToPrune(chain) ?? fail("SubnetLimitReached")) : undefined;
  const cost = lockCost(chain);
  ensure(cost <= balanceOf(state, coldkey), "CannotAffordLockCost");
  ensure(identity === undefined || isValidIdentity(identity), "InvalidIdentity");

  if (pruned !== undefined) dissolveNetwork(chain, pruned);
  const subnets = subnetsOf(state);
  const price = medianPrice(state, subnets);
  const netuid = pruned ?? firstFree(subnets);
  initialise(chain, netuid);
  const locked = transferToSubnet(chain, netuid, coldkey, cost);
  storage.NetworkLastLockCost.put(state, locked);
  storage.LastRateLimitedBlock.put(state, { type: "NetworkLastRegistered" }, BigInt(block));
  associate(chain, coldkey, hotkey);
  appendNeuron(chain, netuid, hotkey);
  fillPool(state, netuid, locked, price);
  storage.SubnetOwner.put(state, netuid, coldkey);
  storage.SubnetOwnerHotkey.put(state, netuid, hotkey);
  chain.deposit(event.SubnetOwnerHotkeySet(netuid, hotkey));
  if (identity) {
    storage.SubnetIdentitiesV3.put(state, netuid, identity);
    chain.deposit(event.SubnetIdentitySet(netuid));
  }
  delegateFromRoot(chain, netuid);
  chain.deposit(event.NetworkAdded(netuid, 1));
  storage.SubnetEmissionEnabled.put(state, netuid, false);
  return netuid;
}

/** Opens a subnet: it trades at once and emits from the next block on. Its owner's call. */
export function startCall(chain: Chain, coldkey: string, netuid: number): void {
  const { state, block } = chain;
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  ensureSubnetOwner(state, coldkey, netuid);
  const started = storage.FirstEmissionBlockNumber.has(state, netuid);
  ensure(!started, "FirstEmissionBlockNumberAlreadySet");
  const registered = storage.NetworkRegisteredAt.get(state, netuid);
  const earliest = registered + storage.StartCallDelay.get(state);
  ensure(BigInt(block) >= earliest, "NeedWaitingMoreBlocksToStarCall");
  const first = BigInt(block + 1);
  storage.FirstEmissionBlockNumber.put(state, netuid, first);
  storage.SubtokenEnabled.put(state, netuid, true);
  chain.deposit(event.FirstEmissionBlockNumberSet(netuid, first));
}

/** Fails the call with BadOrigin unless the account owns the subnet. */
export function ensureSubnetOwner(state: State, account: string, netuid: number): void {
  if (storage.SubnetOwner.get(state, netuid) !== account)
    throw new DispatchFailure({ type: "BadOrigin" });
}

/** True when every field of an identity is within its length in bytes. */
export function isValidIdentity(identity: SubnetIdentity): boolean {
  const { subnet_name, discord, ...rest } = identity;
  const short = [subnet_name, discord].every((field) => field.length <= 256);
  return short && Object.values(rest).every((field) => field.length <= 1024);
}

function lastSubnetBlock(state: State): bigint {
  return storage.LastRateLimitedBlock.get(state, { type: "NetworkLastRegistered" });
}

// The interval shrinks with each halving of the block emission, as the lock does against it.
function reductionInterval(state: State): bigint {
  const emission = I64F64.fromInteger(blockEmission(storage.TotalIssuance.get(state)));
  const halving = I64F64.divide(emission, I64F64.fromInteger(1_000_000_000n));
  const interval = I64F64.fromInteger(storage.NetworkLockReductionInterval.get(state));
  return I64F64.toInteger(I64F64.multiply(interval, halving));
}

/** The middle price of all pools as U64F64 bits (the mean of the middle two); 1 where there is none. */
function medianPrice(state: State, subnets: readonly number[]): bigint {
  const prices = subnets
    .map((netuid) => currentPrice(state, netuid))
    .filter((price) => price > 0n)
    .sort((left, right) => (left < right ? -1 : 1));
  const upper = prices[prices.length >> 1];
  const lower = prices[(prices.length - 1) >> 1];
  if (upper === undefined || lower === undefined) return U64F64.one;
  return prices.length % 2 === 1 ? upper : U64F64.divide(U64F64.add(lower, upper), 2n * U64F64.one);
}

function subnetsOf(state: State): number[] {
  return subnetNetuids(state).filter((netuid) => netuid !== ROOT);
}

function firstFree(subnets: readonly number[]): number {
  let netuid = 1;
  while (subnets.includes(netuid)) netuid += 1;
  return netuid;
}

function initialise(chain: Chain, netuid: number): void {
  const { state, block } = chain;
  storage.SubnetworkN.put(state, netuid, 0);
  storage.NetworksAdded.put(state, netuid, true);
  storage.Tempo.put(state, netuid, DEFAULT_TEMPO);
  const stagger = netuid % DEFAULT_TEMPO;
  storage.LastEpochBlock.put(state, netuid, BigInt(Math.max(0, block - stagger)));
  storage.TotalNetworks.mutate(state, (count) => count + 1);
  storage.NetworkRegistrationAllowed.put(state, netuid, true);
  chain.deposit(event.RegistrationAllowed(netuid, true));
  storage.MaxAllowedUids.put(state, netuid, START.maximumUids);
  chain.deposit(event.MaxAllowedUidsSet(netuid, START.maximumUids));
  storage.MaxAllowedValidators.put(state, netuid, START.maximumValidators);
  chain.deposit(event.MaxAllowedValidatorsSet(netuid, START.maximumValidators));
  storage.MinAllowedWeights.put(state, netuid, START.minimumWeights);
  chain.deposit(event.MinAllowedWeightSet(netuid, START.minimumWeights));
  storage.ImmunityPeriod.put(state, netuid, START.immunity);
  chain.deposit(event.ImmunityPeriodSet(netuid, START.immunity));
  storage.Yuma3On.put(state, netuid, true);
  storage.Burn.put(state, netuid, START.burn);
  // Written out although they are the defaults, so that a later default never changes a living subnet.
  storage.Kappa.put(state, netuid, storage.Kappa.get(state, netuid));
  storage.ActivityCutoff.put(state, netuid, storage.ActivityCutoff.get(state, netuid));
  storage.RegistrationsThisInterval.put(state, netuid, 0);
  storage.SubnetMechanism.put(state, netuid, 1);
  storage.NetworkRegisteredAt.put(state, netuid, BigInt(block));
  storage.RegisteredSubnetCounter.mutate(state, netuid, (count) => count + 1n);
  storage.TokenSymbol.put(state, netuid, nextSymbol(state, netuid));
}

function fillPool(state: State, netuid: number, locked: bigint, price: bigint): void {
  // A founder who must keep the existential deposit locks up to 500 rao less than the cost. finney writes the full
  // minimum all the same and owes its pool those rao; here the pool has what was locked, so that the books balance.
  const tao = locked;
  storage.SubnetTAO.put(state, netuid, tao);
  const alpha = U64F64.toInteger(U64F64.divide(U64F64.fromInteger(tao), price));
  storage.SubnetAlphaIn.put(state, netuid, alpha);
  storage.SubnetLocked.put(state, netuid, locked);
  storage.SubnetAlphaOut.put(state, netuid, 0n);
  storage.SubnetVolume.put(state, netuid, 0n);
  storage.RAORecycledForRegistration.put(state, netuid, 0n);
  storage.TotalStake.mutate(state, (total) => total + tao);
}
