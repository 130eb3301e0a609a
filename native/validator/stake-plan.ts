import { type Rao, rao, UNITS_PER_COIN } from "../api/units.ts";

/** A share of the alpha price: bought at most this much above the price now. */
const TOLERANCE_PER_MILLE = 50n;
/** Permits go to the best; aim this much above the least staked permit holder. */
const MARGIN_PERCENT = 110n;
/** Where every seat is free any stake gives a permit; this is enough to be seen. */
const LEAST_ALPHA = 10n * UNITS_PER_COIN;

/** What decides how much stake gives a permit. Alpha units. */
export interface PermitFacts {
  /** Stakes of the other hotkeys that hold a permit now. */
  readonly permitStakes: readonly bigint[];
  /** MaxAllowedValidators of the subnet. */
  readonly seats: number;
  /** StakeThreshold of the chain, in units of stake weight. */
  readonly threshold: bigint;
  /** What the own hotkey has already. */
  readonly own: bigint;
}

/**
 * Alpha units still to stake for a permit: with seats free, the least that counts; with all taken, a tenth more than the weakest
 * holder. 0 where the own stake is enough.
 */
export function alphaForPermit(facts: PermitFacts): bigint {
  const [weakest = 0n] = [...facts.permitStakes].sort(ascending);
  const toBeat =
    facts.permitStakes.length >= facts.seats ? (weakest * MARGIN_PERCENT) / 100n + 1n : 0n;
  const floor = [LEAST_ALPHA, facts.threshold, toBeat].sort(ascending).at(-1) ?? LEAST_ALPHA;
  return floor > facts.own ? floor - facts.own : 0n;
}

/** Rao that buy so much alpha at a price of rao per whole alpha, with the tolerance on top, since buying raises the price. */
export function raoForAlpha(alphaUnits: bigint, price: bigint): Rao {
  const plain = (alphaUnits * price) / UNITS_PER_COIN;
  return rao(plain + (plain * TOLERANCE_PER_MILLE) / 1000n + 1n);
}

/** The highest price to accept, in rao per whole alpha. */
export function limitPrice(price: bigint): bigint {
  return price + (price * TOLERANCE_PER_MILLE) / 1000n + 1n;
}

function ascending(left: bigint, right: bigint): number {
  return left < right ? -1 : Number(left > right);
}
