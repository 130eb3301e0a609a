import { smaller, U64F64 } from "../../../../protocol/fixed-point.ts";
import type { RuntimeCall } from "../../../frame/context.ts";
import type { State } from "../../../frame/state.ts";
import { currentPrice, LOWEST_PRICE, trade } from "../../swap/trade.ts";
import type { OtherPayment } from "../../transaction-payment/extension.ts";
import { subnetAccount } from "../accounts.ts";
import { ROOT } from "../chain.ts";
import { refreshLock } from "../locks/upkeep.ts";
import { event, storage } from "../pallet.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { rootStakeRemoved } from "./root-claims.ts";
import { decreaseStake, stakeOf } from "./stake-pool.ts";
import { recycleTao } from "./treasury.ts";

interface Place {
  readonly hotkey: string;
  readonly netuid: number;
}

/**
 * Lets a coldkey without TAO pay for taking stake out with some of that stake. Like a fee in TAO it is taken off the
 * issuance: there is no block author to give it to. Source: §4.8, pallets/transaction-fee.
 */
export const alphaPayment: OtherPayment = {
  canPay(state, { account, call }, fee) {
    const place = onlyPlace(state, account, call);
    if (place === undefined) return false;
    const held = stakeOf(state, place.hotkey, account, place.netuid);
    return held > 0n && held >= alphaFor(state, place.netuid, fee);
  },
  pay(context, { account, call }, fee) {
    const { state } = context;
    const place = onlyPlace(state, account, call);
    if (place === undefined) return;
    const { hotkey, netuid } = place;
    const held = stakeOf(state, hotkey, account, netuid);
    const wanted = alphaFor(state, netuid, fee);
    const alpha = wanted === 0n ? held : smaller(wanted, held);
    decreaseStake(state, hotkey, account, netuid, alpha);
    const order = { side: "sell", amount: alpha, limit: LOWEST_PRICE, feeless: true } as const;
    const { amountOut } = trade(context, netuid, order);
    recycleTao(context, subnetAccount(netuid), amountOut);
    if (netuid === ROOT) rootStakeRemoved(state, hotkey, account, alpha);
    // As on finney the fee is taken even where all of the stake is locked.
    refreshLock(context, account, netuid);
    context.deposit(event.StakeRemoved(account, hotkey, amountOut, alpha, netuid, 0n));
    context.deposit(
      event.TransactionFeePaidWithAlpha({
        who: account,
        netuid,
        alpha_fee: alpha,
        tao_amount: amountOut,
      }),
    );
  },
};

function alphaFor(state: State, netuid: number, fee: bigint): bigint {
  return U64F64.toInteger(U64F64.divide(U64F64.fromInteger(fee), currentPrice(state, netuid)));
}

/** Where the stake is that a call takes out; undefined for other calls, and when it is in several places. */
function onlyPlace(state: State, coldkey: string, call: RuntimeCall): Place | undefined {
  if (call.type !== "SubtensorModule") return undefined;
  const args = call.value.value as Readonly<Record<string, unknown>>;
  switch (call.value.type) {
    case "remove_stake":
    case "remove_stake_limit":
    case "remove_stake_full_limit":
    case "recycle_alpha":
    case "burn_alpha":
      return { hotkey: String(args.hotkey), netuid: Number(args.netuid) };
    case "transfer_stake":
    case "swap_stake":
    case "swap_stake_limit":
      return { hotkey: String(args.hotkey), netuid: Number(args.origin_netuid) };
    case "move_stake":
      return { hotkey: String(args.origin_hotkey), netuid: Number(args.origin_netuid) };
    case "unstake_all":
    case "unstake_all_alpha": {
      const hotkey = String(args.hotkey);
      const netuids = subnetNetuids(state).filter(
        (netuid) =>
          storage.SubtokenEnabled.get(state, netuid) &&
          stakeOf(state, hotkey, coldkey, netuid) > 0n,
      );
      const [netuid] = netuids;
      return netuids.length === 1 && netuid !== undefined ? { hotkey, netuid } : undefined;
    }
    default:
      return undefined;
  }
}
