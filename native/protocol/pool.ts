import { clampBetween, smaller, U64F64 } from "./fixed-point.ts";
import { integerSquareRoot, POWER_BITS, POWER_ERROR, power } from "./power.ts";

/**
 * A subnet's weighted constant-product pool ("Balancer", §4.7). Reserves in rao and alpha units; `taoWeight` is
 * `Swap.SwapBalancer` in parts of 1e18, the alpha weight is the rest. Source: pallets/swap/src/pallet/balancer.rs.
 */
export interface Pool {
  readonly tao: bigint;
  readonly alpha: bigint;
  readonly taoWeight: bigint;
}

/** `buy` puts TAO in and takes alpha out; `sell` the other way round. */
export type Side = "buy" | "sell";

/** 1 as a pool weight. */
export const WEIGHT_ONE = 10n ** 18n;
/** The weight of a new pool: plain x * y = k. */
export const EQUAL_WEIGHT = WEIGHT_ONE / 2n;
/** Neither weight may fall below 0.01. */
export const MINIMUM_WEIGHT = WEIGHT_ONE / 100n;
const U128_MAXIMUM = (1n << 128n) - 1n;

/** TAO per alpha as U64F64 bits: (alphaWeight / taoWeight) x tao / alpha; 0 for a pool without alpha. */
export function alphaPrice(pool: Pool): bigint {
  const weights = U64F64.divide(
    U64F64.fromInteger(WEIGHT_ONE - pool.taoWeight),
    U64F64.fromInteger(pool.taoWeight),
  );
  const reserves = U64F64.divide(U64F64.fromInteger(pool.tao), U64F64.fromInteger(pool.alpha));
  return U64F64.multiply(weights, reserves);
}

/** A price (U64F64 bits) as rao per whole alpha, rounded down: how runtime APIs and `_limit` calls write it. */
export function priceToRao(price: bigint): bigint {
  return U64F64.toInteger(U64F64.multiply(price, U64F64.fromInteger(1_000_000_000n)));
}

/** Rao per whole alpha as a price (U64F64 bits). */
export function raoToPrice(raoPerAlpha: bigint): bigint {
  return U64F64.fromRatio(raoPerAlpha, 1_000_000_000n);
}

/**
 * What the pool pays for `amountIn` (after fee) units of the coin put in, rounded down. With equal weights exactly
 * out x in / (reserve + in); else out x (1 - (reserve / (reserve + in))^(weightIn / weightOut)), rounded so that the
 * pool never loses by it.
 */
export function amountOut(pool: Pool, side: Side, amountIn: bigint): bigint {
  const { into, from, weightIn, weightOut } = sides(pool, side);
  if (amountIn <= 0n || into <= 0n || from <= 0n) return 0n;
  if (weightIn === weightOut) return (from * amountIn) / (into + amountIn);
  const kept = power(into, into + amountIn, weightIn, weightOut) + POWER_ERROR;
  const paid = (1n << POWER_BITS) - kept;
  return paid <= 0n ? 0n : (from * paid) >> POWER_BITS;
}

/**
 * The most (after fee) that can be put in before the price passes `limitPrice` (U64F64 bits), rounded down; 0 when it is
 * passed already. Buying: tao x ((p' / p)^alphaWeight - 1); selling: alpha x ((p / p')^taoWeight - 1). Selling without
 * a floor (limitPrice 0) is unbounded: undefined.
 */
export function maximumToLimit(pool: Pool, side: Side, limitPrice: bigint): bigint | undefined {
  const price = alphaPrice(pool);
  if (side === "sell" && limitPrice === 0n) return undefined;
  const [high, low] = side === "buy" ? [limitPrice, price] : [price, limitPrice];
  if (low <= 0n || high <= low) return 0n;
  const { into, weightIn } = sides(pool, side);
  if (weightIn === EQUAL_WEIGHT) return integerSquareRoot((into * into * high) / low) - into;
  const grown = power(high, low, WEIGHT_ONE - weightIn, WEIGHT_ONE);
  const growth = grown - (grown >> (POWER_BITS - 40n)) - POWER_ERROR - (1n << POWER_BITS);
  return growth <= 0n ? 0n : (into * growth) >> POWER_BITS;
}

/** What became of an injection; `skipped` when a weight would leave [0.01, 0.99], so nothing may be added. */
export type InjectionResult =
  | { readonly kind: "injected"; readonly pool: Pool }
  | { readonly kind: "skipped" };

/**
 * Adds protocol liquidity in any proportion and moves the weights so that the price stays:
 * taoWeight' = q2 / (q1 + q2), q1 = alphaWeight x T x (A + dA), q2 = taoWeight x A x (T + dT).
 */
export function injectLiquidity(pool: Pool, taoIn: bigint, alphaIn: bigint): InjectionResult {
  const tao = pool.tao + taoIn;
  const alpha = pool.alpha + alphaIn;
  const q1 = weighted(WEIGHT_ONE - pool.taoWeight, pool.tao * alpha);
  const q2 = weighted(pool.taoWeight, pool.alpha * tao);
  const taoWeight = q1 + q2 === 0n ? EQUAL_WEIGHT : (q2 * WEIGHT_ONE) / (q1 + q2);
  if (clampBetween(taoWeight, MINIMUM_WEIGHT, WEIGHT_ONE - MINIMUM_WEIGHT) !== taoWeight) {
    return { kind: "skipped" };
  }
  return { kind: "injected", pool: { tao, alpha, taoWeight } };
}

function weighted(weight: bigint, product: bigint): bigint {
  return (smaller(product, U128_MAXIMUM) * weight + WEIGHT_ONE / 2n) / WEIGHT_ONE;
}

function sides(pool: Pool, side: Side) {
  const alphaWeight = WEIGHT_ONE - pool.taoWeight;
  return side === "buy"
    ? { into: pool.tao, from: pool.alpha, weightIn: pool.taoWeight, weightOut: alphaWeight }
    : { into: pool.alpha, from: pool.tao, weightIn: alphaWeight, weightOut: pool.taoWeight };
}
