import { U64F64 } from "../../../protocol/fixed-point.ts";
import { alphaPrice, type Pool, raoToPrice } from "../../../protocol/pool.ts";
import { quoteBuy, quoteSell, type SwapRefusal } from "../../../protocol/swap.ts";
import type { State } from "../../frame/state.ts";
import { type Chain, saturatingSubtract } from "../subtensor/chain.ts";
import { storage } from "../subtensor/pallet.ts";
import { swap } from "./pallet.ts";

/** Rao per alpha that no buyer can be asked for: the limit of an unlimited purchase. */
export const HIGHEST_PRICE = 1_000_000_000_000_000n;
/** Rao per alpha below which no seller is paid: the limit of an unlimited sale. */
export const LOWEST_PRICE = 1_000n;
/** The most that can be put into a pool at once: this many times its reserve. */
const LARGEST_INPUT = 1_000n;

/** `buy` puts TAO in and takes alpha out; `sell` the other way round. */
export type Side = "buy" | "sell";

/** An order: its side, the amount put in, the worst rao per alpha, and whether the fee is waived. */
export interface Order {
  readonly side: Side;
  readonly amount: bigint;
  readonly limit?: bigint;
  readonly feeless?: boolean;
}

/** What an order does: into the reserve, charged in the coin put in, and paid out. */
export interface Trade {
  readonly kind: "filled";
  readonly amountIn: bigint;
  readonly fee: bigint;
  readonly amountOut: bigint;
}

const refusals: Readonly<Record<SwapRefusal, keyof typeof swap.spec.errors>> = {
  "reserves-too-low": "ReservesTooLow",
  "price-limit": "PriceLimitExceeded",
  "input-too-large": "SwapInputTooLarge",
  "nothing-out": "ReservesTooLow",
};

/** True for a subnet with a pool of its own; root and stable ones exchange 1:1. */
export function isDynamic(state: State, netuid: number): boolean {
  return storage.SubnetMechanism.get(state, netuid) === 1;
}

/** The pool of a subnet as it stands. */
export function poolOf(state: State, netuid: number): Pool {
  return {
    tao: storage.SubnetTAO.get(state, netuid),
    alpha: storage.SubnetAlphaIn.get(state, netuid),
    taoWeight: swap.storage.SwapBalancer.get(state, netuid).quote,
  };
}

/** TAO per alpha as U64F64 bits; 1 where stake is TAO, 0 for a pool without alpha. */
export function currentPrice(state: State, netuid: number): bigint {
  return isDynamic(state, netuid) ? alphaPrice(poolOf(state, netuid)) : U64F64.one;
}

/** What an order would do now, without doing it. */
export function simulate(
  state: State,
  netuid: number,
  order: Order,
): Trade | { readonly kind: "refused"; readonly reason: SwapRefusal } {
  if (!isDynamic(state, netuid)) {
    const amountIn = storage.NetworksAdded.get(state, netuid) ? order.amount : 0n;
    return { kind: "filled", amountIn, fee: 0n, amountOut: amountIn };
  }
  const limit = order.limit ?? (order.side === "buy" ? HIGHEST_PRICE : LOWEST_PRICE);
  const quote = order.side === "buy" ? quoteBuy : quoteSell;
  return quote(poolOf(state, netuid), order.amount, {
    feeRate: order.feeless ? 0 : swap.storage.FeeRate.get(state, netuid),
    limitPrice: raoToPrice(limit),
  });
}

/** The fee of an amount, whatever the pool holds. */
export function approximateFee(state: State, netuid: number, amount: bigint): bigint {
  if (!isDynamic(state, netuid)) return 0n;
  const rate = U64F64.fromRatio(BigInt(swap.storage.FeeRate.get(state, netuid)), 65_535n);
  return U64F64.toInteger(U64F64.multiply(U64F64.fromInteger(amount), rate));
}

/**
 * The largest amount (fee included) that trades before the price passes the limit. Where stake is TAO it is everything
 * or nothing. Fails the call as the trade itself would when the limit is passed already.
 */
export function mostUntil(state: State, netuid: number, side: Side, limit: bigint): bigint {
  if (!isDynamic(state, netuid)) {
    const reachable = side === "buy" ? limit >= 1_000_000_000n : limit <= 1_000_000_000n;
    return reachable ? (1n << 64n) - 1n : 0n;
  }
  const trade = simulate(state, netuid, { side, amount: largestInput(state, netuid, side), limit });
  if (trade.kind === "refused") return swap.fail(refusals[trade.reason]);
  return trade.amountIn + trade.fee;
}

/** The most that one order may put in. */
export function largestInput(state: State, netuid: number, side: Side): bigint {
  const pool = poolOf(state, netuid);
  return (side === "buy" ? pool.tao : pool.alpha) * LARGEST_INPUT;
}

/**
 * Trades against the pool and moves its reserves, alpha outstanding, total stake and volume. The TAO itself must be
 * moved by the caller. Fails the call when the pool refuses. Source: swap_tao_for_alpha, swap_alpha_for_tao.
 */
export function trade(chain: Chain, netuid: number, order: Order): Trade {
  const { state } = chain;
  const done = simulate(state, netuid, order);
  if (done.kind === "refused") return swap.fail(refusals[done.reason]);
  if (isDynamic(state, netuid)) initialise(state, netuid);
  if (order.side === "buy") {
    storage.SubnetAlphaIn.mutate(state, netuid, (total) =>
      saturatingSubtract(total, done.amountOut),
    );
    storage.SubnetAlphaOut.mutate(state, netuid, (total) => total + done.amountOut);
    storage.SubnetTAO.mutate(state, netuid, (total) => total + done.amountIn);
    storage.TotalStake.mutate(state, (total) => total + order.amount);
    storage.SubnetVolume.mutate(state, netuid, (total) => total + order.amount);
  } else {
    storage.SubnetAlphaIn.mutate(state, netuid, (total) => total + done.amountIn);
    storage.SubnetAlphaOut.mutate(state, netuid, (total) =>
      saturatingSubtract(total, done.amountIn),
    );
    storage.SubnetTAO.mutate(state, netuid, (total) => saturatingSubtract(total, done.amountOut));
    storage.TotalStake.mutate(state, (total) => saturatingSubtract(total, done.amountOut));
    storage.SubnetVolume.mutate(state, netuid, (total) => total + done.amountOut);
  }
  return done;
}

/** Writes the weights of a pool that trades for the first time. */
function initialise(state: State, netuid: number): void {
  if (swap.storage.PalSwapInitialized.get(state, netuid)) return;
  swap.storage.SwapBalancer.put(state, netuid, { quote: 500_000_000_000_000_000n });
  swap.storage.PalSwapInitialized.put(state, netuid, true);
}
