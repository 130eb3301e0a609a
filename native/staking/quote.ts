import type { StakeQuote } from "../api/stake.ts";
import { alpha, rao } from "../api/units.ts";
import type { ChainCall, ChainClient } from "../chain/chain-port.ts";
import { pinned } from "../chain/reads/at.ts";
import { quoteStake, quoteUnstake } from "../chain/reads/stake.ts";
import { subnetPrice } from "../chain/reads/subnets.ts";
import { requireAddress } from "../wallet/address.ts";
import { type Direction, limitPrice, slippageOf, worstCase } from "./limits.ts";
import { priceAfter, readPool } from "./pool-after.ts";

/** What is to be staked or unstaked; `amount` in rao when adding, alpha units when removing. */
export interface QuoteRequest {
  readonly direction: Direction;
  readonly hotkey: string;
  readonly netuid: number;
  readonly amount: bigint;
  readonly tolerance: number;
  /** Beats `tolerance`. */
  readonly limitPrice?: bigint;
}

/**
 * What an order would do at the newest block: amounts by the chain's own simulation, the limit by the tolerance. The
 * swap fee is in the coin that is paid. Throws BAD_INPUT for a wrong address, CHAIN_LACKS, CHAIN_UNREACHABLE.
 */
export async function quote(chain: ChainClient, request: QuoteRequest): Promise<StakeQuote> {
  const { direction, hotkey, netuid, amount, tolerance } = request;
  requireAddress(hotkey);
  const block = chain.state().best?.number ?? 0;
  const at = pinned(chain, "best");
  const simulate =
    direction === "add"
      ? quoteStake(chain, netuid, rao(amount), at)
      : quoteUnstake(chain, netuid, alpha(amount), at);
  const [swap, price, pool] = await Promise.all([
    simulate,
    subnetPrice(chain, netuid, at),
    readPool(chain, netuid, at),
  ]);
  const [receives, swapFee] =
    direction === "add" ? [swap.alpha, swap.taoFee] : [swap.tao, swap.alphaFee];
  const limit = request.limitPrice ?? limitPrice(direction, price, tolerance);
  // A fee depends on the call, not on who pays it, so the validator's own address stands in for the payer.
  const networkFee = await chain.fee(orderCall(request, limit), hotkey);
  return {
    direction,
    netuid,
    hotkey,
    pays: `${amount}`,
    receives: `${receives}`,
    worstCase: `${worstCase(direction, amount, swapFee, limit)}`,
    swapFee: `${swapFee}`,
    networkFee: `${networkFee}`,
    price: `${price}`,
    priceAfter: `${priceAfter(pool, direction, amount, price)}`,
    limitPrice: `${limit}`,
    slippage: slippageOf(direction, amount, receives, price),
    tolerance,
    block,
  };
}

/** The only calls that stake is moved by: limit orders that fill whole or fail. */
export function orderCall(
  {
    direction,
    hotkey,
    netuid,
    amount,
  }: Pick<QuoteRequest, "direction" | "hotkey" | "netuid" | "amount">,
  limit: bigint,
): ChainCall {
  const order = { hotkey, netuid, limit_price: limit, allow_partial: false };
  return direction === "add"
    ? {
        pallet: "SubtensorModule",
        name: "add_stake_limit",
        args: { ...order, amount_staked: amount },
      }
    : {
        pallet: "SubtensorModule",
        name: "remove_stake_limit",
        args: { ...order, amount_unstaked: amount },
      };
}
