import { smaller, U64F64 } from "../../../../protocol/fixed-point.ts";
import { countBurned } from "../../alpha-assets/pallet.ts";
import { currentPrice, HIGHEST_PRICE, LOWEST_PRICE, mostUntil, trade } from "../../swap/trade.ts";
import { hotkeyExists, owns } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { forceReduceLock, refreshLock } from "../locks/upkeep.ts";
import { ensure, event, storage } from "../pallet.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { rootStakeRemoved } from "./root-claims.ts";
import { checkInput, checkRemoveStake, MINIMUM_STAKE, removeStakeRefusal } from "./stake-checks.ts";
import { decreaseStake, increaseStake, stakeOf } from "./stake-pool.ts";
import { type Staking, stakeInto } from "./staking.ts";
import { transferFromSubnet } from "./treasury.ts";

/** Unstakes at any price; more than there is means all. `amount` in alpha units. Source: staking/remove_stake.rs. */
export function removeStake(chain: Chain, unstaking: Staking): void {
  const { state } = chain;
  const { coldkey, hotkey, netuid } = unstaking;
  ensure(storage.SubtokenEnabled.get(state, netuid), "SubtokenDisabled");
  const held = stakeOf(state, hotkey, coldkey, netuid);
  const amount = smaller(unstaking.amount, held);
  checkInput(state, netuid, "sell", amount);
  checkRemoveStake(chain, { ...unstaking, amount, most: amount, allowPartial: false });
  unstakeFrom(chain, { ...unstaking, amount }, LOWEST_PRICE);
  clearSmallNomination(chain, hotkey, coldkey, netuid);
}

/**
 * Unstakes while the price stays at or above `limit` rao per alpha: all or nothing (SlippageTooHigh), or as much as fits
 * when `allowPartial`.
 */
export function removeStakeWithin(
  chain: Chain,
  unstaking: Staking,
  limit: bigint,
  allowPartial: boolean,
): void {
  const { state } = chain;
  const { coldkey, hotkey, netuid } = unstaking;
  checkInput(state, netuid, "sell", unstaking.amount);
  const most = mostUntil(state, netuid, "sell", limit);
  checkRemoveStake(chain, { ...unstaking, most, allowPartial });
  const amount = smaller(unstaking.amount, most);
  unstakeFrom(chain, { ...unstaking, amount }, limit);
  clearSmallNomination(chain, hotkey, coldkey, netuid);
}

/** Unstakes all that a coldkey holds on a hotkey of one subnet, at `limit` or better when there is one. */
export function removeAllStake(
  chain: Chain,
  coldkey: string,
  hotkey: string,
  netuid: number,
  limit: bigint | undefined,
): void {
  const amount = stakeOf(chain.state, hotkey, coldkey, netuid);
  const unstaking = { coldkey, hotkey, netuid, amount };
  if (limit === undefined) removeStake(chain, unstaking);
  else removeStakeWithin(chain, unstaking, limit, false);
}

/** Unstakes from every subnet, skipping those where it cannot be done. */
export function unstakeAll(chain: Chain, coldkey: string, hotkey: string): void {
  ensure(hotkeyExists(chain.state, hotkey), "HotKeyAccountNotExists");
  for (const netuid of subnetNetuids(chain.state)) unstakeWhole(chain, coldkey, hotkey, netuid);
}

/** Unstakes from every subnet but root, and stakes the proceeds on root. */
export function unstakeAllAlpha(chain: Chain, coldkey: string, hotkey: string): void {
  ensure(hotkeyExists(chain.state, hotkey), "HotKeyAccountNotExists");
  let amount = 0n;
  for (const netuid of subnetNetuids(chain.state))
    if (netuid !== ROOT) amount += unstakeWhole(chain, coldkey, hotkey, netuid);
  stakeInto(chain, { coldkey, hotkey, netuid: ROOT, amount }, HIGHEST_PRICE);
}

/** Takes the alpha, trades it, and pays the TAO out. Returns the rao paid. Source: unstake_from_subnet. */
export function unstakeFrom(
  chain: Chain,
  { coldkey, hotkey, netuid, amount }: Staking,
  limit: bigint,
  feeless = false,
): bigint {
  const { state, block } = chain;
  decreaseStake(state, hotkey, coldkey, netuid, amount);
  const done = trade(chain, netuid, { side: "sell", amount, limit, feeless });
  const refund = amount - done.amountIn - done.fee;
  if (refund > 0n) increaseStake(state, hotkey, coldkey, netuid, refund);
  transferFromSubnet(chain, netuid, coldkey, done.amountOut);
  // The fee is alpha that nobody holds from here on: burned, as the chain does without a block author.
  countBurned(state, netuid, done.fee);
  if (netuid === ROOT) rootStakeRemoved(state, hotkey, coldkey, amount);
  storage.SubnetTaoFlow.mutate(state, netuid, (flow) => flow - done.amountOut);
  refreshLock(chain, coldkey, netuid);
  storage.LastColdkeyHotkeyStakeBlock.put(state, coldkey, hotkey, BigInt(block));
  chain.deposit(
    event.StakeRemoved(coldkey, hotkey, done.amountOut, done.amountIn, netuid, done.fee),
  );
  return done.amountOut;
}

function unstakeWhole(chain: Chain, coldkey: string, hotkey: string, netuid: number): bigint {
  const { state } = chain;
  if (!storage.SubtokenEnabled.get(state, netuid)) return 0n;
  const amount = stakeOf(state, hotkey, coldkey, netuid);
  const order = { coldkey, hotkey, netuid, amount, most: amount, allowPartial: false };
  if (removeStakeRefusal(chain, order) !== undefined) return 0n;
  const paid = unstakeFrom(chain, order, LOWEST_PRICE);
  clearSmallNomination(chain, hotkey, coldkey, netuid);
  return paid;
}

/** Pays out every nominator below the network's minimum, after that was raised. */
export function clearSmallNominations(chain: Chain): void {
  for (const [[hotkey, coldkey, netuid]] of storage.AlphaV2.entries(chain.state))
    clearSmallNomination(chain, hotkey, coldkey, netuid);
}

// A nominator left with less than the network's minimum is paid out, so that small stakes do not fill the maps.
function clearSmallNomination(chain: Chain, hotkey: string, coldkey: string, netuid: number): void {
  const { state } = chain;
  if (owns(state, coldkey, hotkey)) return;
  const factor = storage.NominatorMinRequiredStake.get(state);
  const least = U64F64.fromInteger((MINIMUM_STAKE * factor) / 1_000_000n);
  const amount = stakeOf(state, hotkey, coldkey, netuid);
  const minimum = U64F64.toInteger(U64F64.divide(least, currentPrice(state, netuid)));
  if (amount === 0n || amount >= minimum) return;
  unstakeFrom(chain, { coldkey, hotkey, netuid, amount }, LOWEST_PRICE);
  forceReduceLock(chain, coldkey, netuid, amount);
}
