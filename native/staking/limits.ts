import { UNITS_PER_COIN } from "../api/units.ts";

/** `add` pays rao and takes alpha; `remove` pays alpha and takes rao. */
export type Direction = "add" | "remove";

const MILLIONTHS = 1_000_000n;

/**
 * The worst price accepted, rao per whole alpha: `tolerance` (a fraction, to a millionth) above the price when buying,
 * below it when selling. Rounded towards the price, so that never more is given away than was allowed; at least 1.
 */
export function limitPrice(direction: Direction, price: bigint, tolerance: number): bigint {
  const share = BigInt(Math.floor(tolerance * Number(MILLIONTHS)));
  const moved =
    direction === "add"
      ? (price * (MILLIONTHS + share)) / MILLIONTHS
      : divideUp(price * (MILLIONTHS - share), MILLIONTHS);
  return moved > 0n ? moved : 1n;
}

/**
 * The least that arrives: an order that fills does so at no unit worse than the limit, since all-or-nothing orders fail
 * beyond it. `amount` and `fee` in what is paid.
 */
export function worstCase(
  direction: Direction,
  amount: bigint,
  fee: bigint,
  limit: bigint,
): bigint {
  const traded = amount > fee ? amount - fee : 0n;
  return direction === "add"
    ? (traded * UNITS_PER_COIN) / limit
    : (traded * limit) / UNITS_PER_COIN;
}

/** What the amount would bring at exactly this price, without fee. */
export function atPrice(direction: Direction, amount: bigint, price: bigint): bigint {
  if (price === 0n) return 0n;
  return direction === "add"
    ? (amount * UNITS_PER_COIN) / price
    : (amount * price) / UNITS_PER_COIN;
}

/** Loss against the price now as a fraction, fee included; 0 where nothing is lost. */
export function slippageOf(
  direction: Direction,
  amount: bigint,
  receives: bigint,
  price: bigint,
): number {
  const ideal = atPrice(direction, amount, price);
  if (ideal === 0n || receives >= ideal) return 0;
  return Number(((ideal - receives) * 1_000_000_000n) / ideal) / 1_000_000_000;
}

/**
 * True when even the average price breaks the limit, so the order cannot fill and would only cost its fee. (That the
 * last unit breaks it is for the chain to say: it knows the pool at the moment of execution.)
 */
export function cannotFill(
  direction: Direction,
  amount: bigint,
  fee: bigint,
  receives: bigint,
  limit: bigint,
): boolean {
  return receives < worstCase(direction, amount, fee, limit);
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
