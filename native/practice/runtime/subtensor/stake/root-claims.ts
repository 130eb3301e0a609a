import { I96F32, smaller } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import type { ValueOf } from "../../../scale/type.ts";
import { LOWEST_PRICE, simulate, trade } from "../../swap/trade.ts";
import { ownerOf, subnetAccount } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { ensure, event, storage } from "../pallet.ts";
import type { rootClaimType } from "../types.ts";
import { hotkeyStake, increaseStake, stakeOf } from "./stake-pool.ts";
import { transferFromSubnet } from "./treasury.ts";

const U64_MAXIMUM = (1n << 64n) - 1n;
/** Subnets that one claim may name. */
const MOST_SUBNETS = 5;

/** Keeps a hotkey's root dividends of one subnet as a claim per rao of root stake. Source: staking/claim_root.rs. */
export function addRootClaim(state: State, hotkey: string, netuid: number, amount: bigint): void {
  const total = hotkeyStake(state, hotkey, ROOT);
  if (amount > total) {
    increaseStake(state, hotkey, ownerOf(state, hotkey), netuid, amount);
    return;
  }
  const share = I96F32.checkedDivide(I96F32.fromInteger(amount), I96F32.fromInteger(total)) ?? 0n;
  const claims = new Map(claimable(state, hotkey));
  claims.set(netuid, I96F32.add(claims.get(netuid) ?? 0n, share));
  putClaimable(state, hotkey, claims);
}

/** New root stake has no claim on what was earned before it came. */
export function rootStakeAdded(
  state: State,
  hotkey: string,
  coldkey: string,
  amount: bigint,
): void {
  for (const [netuid, rate] of claimable(state, hotkey))
    storage.RootClaimed.mutate(
      state,
      netuid,
      hotkey,
      coldkey,
      (claimed) => claimed + earned(rate, amount),
    );
  indexRootStaker(state, coldkey);
}

/** Root stake that leaves takes its part of what was already claimed with it. */
export function rootStakeRemoved(
  state: State,
  hotkey: string,
  coldkey: string,
  amount: bigint,
): void {
  for (const [netuid, rate] of claimable(state, hotkey))
    storage.RootClaimed.mutate(state, netuid, hotkey, coldkey, (claimed) =>
      claimed > earned(rate, amount) ? claimed - earned(rate, amount) : 0n,
    );
  leaveRootIndex(state, coldkey);
}

/** Takes a coldkey off the list of root stakers unless it still is one. */
export function leaveRootIndex(state: State, coldkey: string): void {
  const stillStakes = storage.StakingHotkeys.get(state, coldkey).some(
    (other) => stakeOf(state, other, coldkey, ROOT) > 0n,
  );
  if (!stillStakes) forgetStaker(state, coldkey);
}

/** Who stakes on whom. */
export interface StakeHolder {
  readonly hotkey: string;
  readonly coldkey: string;
}

/** What one has claimed of a subnet's root dividends becomes another's, besides what that one has claimed. */
export function moveRootClaimed(
  state: State,
  netuid: number,
  from: StakeHolder,
  to: StakeHolder,
): void {
  const moved = storage.RootClaimed.get(state, netuid, from.hotkey, from.coldkey);
  storage.RootClaimed.remove(state, netuid, from.hotkey, from.coldkey);
  storage.RootClaimed.mutate(state, netuid, to.hotkey, to.coldkey, (claimed) => claimed + moved);
}

/** {@link moveRootClaimed} on every subnet that the hotkey has claims on. */
export function carryRootClaims(state: State, from: StakeHolder, to: StakeHolder): void {
  for (const [netuid] of claimable(state, to.hotkey)) moveRootClaimed(state, netuid, from, to);
}

/** A hotkey's claims, and what everybody has claimed of them, become another hotkey's. */
export function moveRootClaims(state: State, from: string, to: string): void {
  const rates = new Map(claimable(state, to));
  for (const [netuid, rate] of claimable(state, from))
    rates.set(netuid, I96F32.add(rates.get(netuid) ?? 0n, rate));
  storage.RootClaimable.remove(state, from);
  putClaimable(state, to, rates);
  for (const netuid of rates.keys())
    for (const [[, , coldkey]] of storage.RootClaimed.entries(state, netuid, from))
      moveRootClaimed(state, netuid, { hotkey: from, coldkey }, { hotkey: to, coldkey });
}

/** Alpha units of a subnet's root dividends that a coldkey has earned on a hotkey and not yet claimed. */
export function rootOwed(state: State, hotkey: string, coldkey: string, netuid: number): bigint {
  const rate = claimable(state, hotkey).find(([subnet]) => subnet === netuid)?.[1] ?? 0n;
  const owed =
    earned(rate, stakeOf(state, hotkey, coldkey, ROOT)) -
    storage.RootClaimed.get(state, netuid, hotkey, coldkey);
  return owed > 0n ? owed : 0n;
}

/** Pays out what a coldkey has earned on root: as root stake, or as alpha where it asked to keep it. */
export function claimRoot(chain: Chain, coldkey: string, only?: readonly number[]): void {
  const { state } = chain;
  const type = storage.RootClaimType.get(state, coldkey);
  for (const hotkey of storage.StakingHotkeys.get(state, coldkey)) {
    for (const [netuid] of claimable(state, hotkey)) {
      if (only && !only.includes(netuid)) continue;
      const keep =
        type.type === "Keep" ||
        (type.type === "KeepSubnets" && type.value.subnets.includes(netuid));
      claimOne(chain, hotkey, coldkey, netuid, keep);
    }
  }
  chain.deposit(event.RootClaimed({ coldkey }));
}

/** Claims on the named subnets, at least one and at most five. Source: claim_root in macros/dispatches.rs. */
export function claimSubnets(chain: Chain, coldkey: string, subnets: readonly number[]): void {
  ensure(subnets.length > 0 && subnets.length <= MOST_SUBNETS, "InvalidSubnetNumber");
  indexRootStaker(chain.state, coldkey);
  claimRoot(chain, coldkey, subnets);
}

/** Chooses what a coldkey's root dividends become. */
export function setRootClaimType(
  chain: Chain,
  coldkey: string,
  type: ValueOf<typeof rootClaimType>,
): void {
  ensure(type.type !== "KeepSubnets" || type.value.subnets.length > 0, "InvalidSubnetNumber");
  indexRootStaker(chain.state, coldkey);
  storage.RootClaimType.put(chain.state, coldkey, type);
  chain.deposit(event.RootClaimTypeSet({ coldkey, root_claim_type: type }));
}

/**
 * Claims for a few coldkeys a block, chosen by the parent block's hash (32 bytes), so that nobody has to ask. Source:
 * run_auto_claim_root_divs.
 */
export function claimForSome(chain: Chain, parentHash: Uint8Array): void {
  const { state } = chain;
  const stakers = storage.NumStakingColdkeys.get(state);
  if (stakers === 0n) return;
  const view = new DataView(parentHash.buffer, parentHash.byteOffset, parentHash.length);
  const chosen = new Set<bigint>();
  let last = view.getBigUint64(0);
  for (let step = 0n; step < storage.NumRootClaim.get(state); step += 1n) {
    const next = last + view.getBigUint64(Number((step * 8n) % 32n));
    last = smaller(next, U64_MAXIMUM) % stakers;
    chosen.add(last);
  }
  for (const index of [...chosen].sort((left, right) => (left < right ? -1 : 1))) {
    const coldkey = storage.StakingColdkeysByIndex.find(state, index);
    if (coldkey !== undefined) claimRoot(chain, coldkey);
  }
}

function claimOne(
  chain: Chain,
  hotkey: string,
  coldkey: string,
  netuid: number,
  keep: boolean,
): void {
  const { state } = chain;
  const owed = rootOwed(state, hotkey, coldkey, netuid);
  const threshold = storage.RootClaimableThreshold.get(state, netuid).bits;
  if (owed === 0n || I96F32.fromInteger(owed) < threshold) return;
  if (keep && netuid !== ROOT) {
    increaseStake(state, hotkey, coldkey, netuid, owed);
  } else {
    const paid = netuid === ROOT ? owed : soldForRoot(chain, netuid, owed);
    // A pool that cannot pay now leaves the claim for a later block.
    if (paid === undefined) return;
    stakeOnRoot(state, hotkey, coldkey, paid);
  }
  storage.RootClaimed.mutate(state, netuid, hotkey, coldkey, (claimed) => claimed + owed);
}

/** Makes TAO that root's account has already a coldkey's root stake. */
export function stakeOnRoot(state: State, hotkey: string, coldkey: string, tao: bigint): void {
  increaseStake(state, hotkey, coldkey, ROOT, tao);
  storage.SubnetTAO.mutate(state, ROOT, (total) => total + tao);
  storage.SubnetAlphaOut.mutate(state, ROOT, (total) => total + tao);
  storage.TotalStake.mutate(state, (total) => total + tao);
  rootStakeAdded(state, hotkey, coldkey, tao);
}

/** Rao that a claim's alpha brings, moved to root's account; undefined where the pool refuses. Root weights may hold TAO there already. */
function soldForRoot(chain: Chain, netuid: number, alpha: bigint): bigint | undefined {
  const { state } = chain;
  const order = { side: "sell", amount: alpha, limit: LOWEST_PRICE, feeless: true } as const;
  if (simulate(state, netuid, order).kind === "refused") return undefined;
  const paid = trade(chain, netuid, order).amountOut;
  transferFromSubnet(chain, netuid, subnetAccount(ROOT), paid);
  storage.SubnetRootSellTao.mutate(state, netuid, (total) => total + paid);
  storage.SubnetProtocolFlow.mutate(state, netuid, (flow) => flow - paid);
  return paid;
}

function claimable(state: State, hotkey: string): [netuid: number, rate: bigint][] {
  return storage.RootClaimable.get(state, hotkey).map(([netuid, { bits }]) => [netuid, bits]);
}

function putClaimable(state: State, hotkey: string, rates: ReadonlyMap<number, bigint>): void {
  const sorted = [...rates].sort(([left], [right]) => left - right);
  storage.RootClaimable.put(
    state,
    hotkey,
    sorted.map(([subnet, bits]) => [subnet, { bits }]),
  );
}

function earned(rate: bigint, stake: bigint): bigint {
  return I96F32.toInteger(I96F32.multiply(rate, I96F32.fromInteger(stake)));
}

/** Puts a coldkey on the list of root stakers, from which some are paid each block. */
export function indexRootStaker(state: State, coldkey: string): void {
  if (storage.StakingColdkeys.has(state, coldkey)) return;
  const index = storage.NumStakingColdkeys.get(state);
  storage.StakingColdkeysByIndex.put(state, index, coldkey);
  storage.StakingColdkeys.put(state, coldkey, index);
  storage.NumStakingColdkeys.put(state, index + 1n);
}

function forgetStaker(state: State, coldkey: string): void {
  const index = storage.StakingColdkeys.find(state, coldkey);
  if (index === undefined) return;
  storage.StakingColdkeys.remove(state, coldkey);
  const last = storage.NumStakingColdkeys.get(state) - 1n;
  const moved = storage.StakingColdkeysByIndex.find(state, last);
  storage.StakingColdkeysByIndex.remove(state, last);
  if (index !== last && moved !== undefined) {
    storage.StakingColdkeysByIndex.put(state, index, moved);
    storage.StakingColdkeys.put(state, moved, index);
  }
  storage.NumStakingColdkeys.put(state, last);
}
