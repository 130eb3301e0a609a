import { smaller, U64F64 } from "./fixed-point.ts";
import { alphaPrice, amountOut, maximumToLimit, type Pool, type Side } from "./pool.ts";

/** `Swap.FeeRate` of a new subnet, of 65535: 0.05 %. */
export const DEFAULT_FEE_RATE = 33;
/** Smallest reserve of the coin taken out with which a pool still trades. */
export const MINIMUM_RESERVE = 1_000_000n;
/** The most that can be put in at once: this many times the reserve. */
const LARGEST_INPUT = 1_000n;

/** How a trade is bounded and charged. `limitPrice` in U64F64 bits of TAO per alpha; none = any price. */
export interface SwapOptions {
  readonly feeRate?: number;
  readonly limitPrice?: bigint;
}

/** Why a pool refuses: the chain's ReservesTooLow, PriceLimitExceeded, SwapInputTooLarge, and nothing to pay out. */
export type SwapRefusal = "reserves-too-low" | "price-limit" | "input-too-large" | "nothing-out";

/** What a trade does. */
export type SwapQuote =
  | {
      readonly kind: "filled";
      /** Into the reserve, after the fee. */
      readonly amountIn: bigint;
      /** In the coin put in; it does not enter the reserve. */
      readonly fee: bigint;
      readonly amountOut: bigint;
      /** Part of the input that the limit price left over; the payer keeps it. */
      readonly unfilled: bigint;
      /** U64F64 bits. */
      readonly priceBefore: bigint;
      readonly priceAfter: bigint;
      /** In the coin paid out: what amountIn + fee would have brought at priceBefore, less amountOut. */
      readonly slippage: bigint;
      readonly pool: Pool;
    }
  | { readonly kind: "refused"; readonly reason: SwapRefusal };

/** Buys alpha with `taoIn` rao. Pure: `pool` in the answer is the pool afterwards. Source: §4.7, swap_step.rs. */
export function quoteBuy(pool: Pool, taoIn: bigint, options: SwapOptions = {}): SwapQuote {
  return quote(pool, "buy", taoIn, options);
}

/** Sells `alphaIn` alpha units for rao. Pure: `pool` in the answer is the pool afterwards. */
export function quoteSell(pool: Pool, alphaIn: bigint, options: SwapOptions = {}): SwapQuote {
  return quote(pool, "sell", alphaIn, options);
}

function quote(pool: Pool, side: Side, gross: bigint, options: SwapOptions): SwapQuote {
  if (gross < 0n) throw new RangeError(`negative amount: ${gross}`);
  const feeRate = BigInt(options.feeRate ?? DEFAULT_FEE_RATE);
  const reserveIn = side === "buy" ? pool.tao : pool.alpha;
  const reserveOut = side === "buy" ? pool.alpha : pool.tao;
  const fullFee = charge(gross, U64F64.fromRatio(feeRate, 65_535n));
  const requested = gross - fullFee;
  if (requested > reserveIn * LARGEST_INPUT) return refuse("input-too-large");
  if (reserveOut < MINIMUM_RESERVE) return refuse("reserves-too-low");

  const limit = options.limitPrice;
  const priceBefore = alphaPrice(pool);
  const within = (price: bigint, strictly: boolean): boolean => {
    if (limit === undefined || (!strictly && price === limit)) return true;
    return side === "buy" ? price < limit : price > limit;
  };
  if (!within(priceBefore, true)) return refuse("price-limit");

  let amountIn = requested;
  let fee = fullFee;
  let after = traded(pool, side, amountIn);
  if (limit !== undefined && !within(alphaPrice(after.pool), false)) {
    amountIn = smaller(maximumToLimit(pool, side, limit) ?? requested, requested);
    const rate = U64F64.fromRatio(feeRate, 65_535n - feeRate);
    fee = smaller(charge(amountIn, rate), gross - amountIn);
    after = traded(pool, side, amountIn);
  }
  if (amountIn > 0n && after.out === 0n) return refuse("nothing-out");
  const paid = U64F64.fromInteger(amountIn + fee);
  const ideal =
    side === "buy" ? U64F64.divide(paid, priceBefore) : U64F64.multiply(paid, priceBefore);
  const lost = U64F64.toInteger(ideal) - after.out;
  return {
    kind: "filled",
    amountIn,
    fee,
    amountOut: after.out,
    unfilled: gross - amountIn - fee,
    priceBefore,
    priceAfter: alphaPrice(after.pool),
    slippage: lost > 0n ? lost : 0n,
    pool: after.pool,
  };
}

function traded(pool: Pool, side: Side, amountIn: bigint): { out: bigint; pool: Pool } {
  const out = amountOut(pool, side, amountIn);
  const [tao, alpha] = side === "buy" ? [amountIn, -out] : [-out, amountIn];
  return { out, pool: { ...pool, tao: pool.tao + tao, alpha: pool.alpha + alpha } };
}

function charge(amount: bigint, rate: bigint): bigint {
  return U64F64.toInteger(U64F64.multiply(U64F64.fromInteger(amount), rate));
}

function refuse(reason: SwapRefusal): SwapQuote {
  return { kind: "refused", reason };
}
