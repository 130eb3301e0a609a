import { smaller } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import { approximateFee, isDynamic, largestInput, type Side, simulate } from "../../swap/trade.ts";
import { hotkeyExists } from "../accounts.ts";
import type { ChainView } from "../chain.ts";
import { mayLeave } from "../locks/availability.ts";
import { ensure, type SubtensorError, storage } from "../pallet.ts";
import { canIncreaseStake, stakeOf } from "./stake-pool.ts";
import { balanceOf } from "./treasury.ts";

/** Smallest stake operation in rao, before the fee. */
export const MINIMUM_STAKE = 2_000_000n;

/** Who moves how much stake where, and how much of it the price limit lets through. */
export interface StakeOrder {
  readonly coldkey: string;
  readonly hotkey: string;
  readonly netuid: number;
  /** Rao when staking, alpha units when unstaking. */
  readonly amount: bigint;
  readonly most: bigint;
  readonly allowPartial: boolean;
}

/** Fails the call unless the order may be staked. Checks in the chain's order (validate_add_stake). */
export function checkAddStake(state: State, order: StakeOrder): void {
  const { coldkey, hotkey, netuid, most, allowPartial } = order;
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  ensure(storage.SubtokenEnabled.get(state, netuid), "SubtokenDisabled");
  const least = simulate(state, netuid, { side: "buy", amount: MINIMUM_STAKE });
  const fee = least.kind === "filled" ? least.fee : approximateFee(state, netuid, MINIMUM_STAKE);
  ensure(order.amount >= MINIMUM_STAKE + fee, "AmountTooLow");
  ensure(allowPartial || order.amount <= most, "SlippageTooHigh");
  const amount = smaller(order.amount, most);
  ensure(amount <= balanceOf(state, coldkey), "NotEnoughBalanceToStake");
  ensure(hotkeyExists(state, hotkey), "HotKeyAccountNotExists");
  const trade = simulate(state, netuid, { side: "buy", amount });
  ensure(trade.kind === "filled", "InsufficientLiquidity");
  ensure(trade.amountIn >= MINIMUM_STAKE, "AmountTooLow");
  ensure(trade.amountOut !== 0n, "InsufficientLiquidity");
  ensure(
    canIncreaseStake(state, hotkey, coldkey, netuid, trade.amountOut),
    "InsufficientLiquidity",
  );
}

/** Why the order may not be unstaked, or undefined. Checks in the chain's order (validate_remove_stake). */
export function removeStakeRefusal(
  chain: ChainView,
  order: StakeOrder,
): SubtensorError | undefined {
  const { state } = chain;
  const { coldkey, hotkey, netuid, amount, most, allowPartial } = order;
  if (!storage.NetworksAdded.get(state, netuid)) return "SubnetNotExists";
  if (amount === 0n) return "AmountTooLow";
  const held = stakeOf(state, hotkey, coldkey, netuid);
  if (held < amount) return "NotEnoughStakeToWithdraw";
  const trade = simulate(state, netuid, { side: "sell", amount });
  if (trade.kind === "refused") return "InsufficientLiquidity";
  // Dust may leave only as a whole, so that nobody is locked in with less than the smallest operation.
  if (held > amount && trade.amountOut < MINIMUM_STAKE) return "AmountTooLow";
  if (!allowPartial && amount > most) return "SlippageTooHigh";
  if (!hotkeyExists(state, hotkey)) return "HotKeyAccountNotExists";
  if (!mayLeave(chain, coldkey, netuid, amount)) return "StakeUnavailable";
  return undefined;
}

/** Fails the call unless the order may be unstaked. */
export function checkRemoveStake(chain: ChainView, order: StakeOrder): void {
  const refusal = removeStakeRefusal(chain, order);
  if (refusal !== undefined) ensure(false, refusal);
}

/** Fails the call when the amount is more than a pool takes in one order. */
export function checkInput(state: State, netuid: number, side: Side, amount: bigint): void {
  const fits = !isDynamic(state, netuid) || amount <= largestInput(state, netuid, side);
  ensure(fits, "InsufficientLiquidity");
}
