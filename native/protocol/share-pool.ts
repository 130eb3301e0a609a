import {
  addSafeFloat,
  compareSafeFloat,
  multiplyDivide,
  SAFE_FLOAT_ZERO,
  type SafeFloat,
  safeFloatFrom,
  safeFloatToInteger,
  subtractSafeFloat,
} from "./safe-float.ts";

/**
 * One holder's view of a pool: what the pool holds (alpha units, u64), all shares, and the holder's own. A hotkey's stake
 * on a subnet is such a pool with its coldkeys as holders. Source: subtensor primitives/share-pool, `AlphaV2`.
 */
export interface SharePosition {
  readonly totalValue: bigint;
  readonly totalShares: SafeFloat;
  readonly share: SafeFloat;
}

/** What became of a deposit or withdrawal. `too-small`: the amount would buy no share, so nothing was changed. */
export type ShareChange =
  | { readonly kind: "changed"; readonly position: SharePosition }
  | { readonly kind: "insufficient"; readonly available: bigint }
  | { readonly kind: "too-small" };

/** A pool with nothing in it. */
export const EMPTY_POSITION: SharePosition = Object.freeze({
  totalValue: 0n,
  totalShares: SAFE_FLOAT_ZERO,
  share: SAFE_FLOAT_ZERO,
});

/** The holder's part of the pool in whole units: totalValue x share / totalShares, rounded down. */
export function valueOfShare(position: SharePosition): bigint {
  if (position.totalShares.mantissa === 0n) return 0n;
  return safeFloatToInteger(
    multiplyDivide(safeFloatFrom(position.totalValue), position.share, position.totalShares),
  );
}

/** Puts `amount` (> 0) in for the holder. The first holder of an empty pool gets one share a unit. */
export function deposit(position: SharePosition, amount: bigint): ShareChange {
  if (amount <= 0n) return { kind: "too-small" };
  if (position.totalShares.mantissa === 0n) {
    const shares = safeFloatFrom(amount);
    return {
      kind: "changed",
      position: {
        totalValue: position.totalValue + amount,
        totalShares: shares,
        share: shares,
      },
    };
  }
  const shares = sharesFor(position, amount);
  if (shares.mantissa === 0n) return { kind: "too-small" };
  return {
    kind: "changed",
    position: {
      totalValue: position.totalValue + amount,
      totalShares: addSafeFloat(position.totalShares, shares),
      share: addSafeFloat(position.share, shares),
    },
  };
}

/** Takes `amount` (> 0) out for the holder; refused when it is worth less than that. */
export function withdraw(position: SharePosition, amount: bigint): ShareChange {
  if (amount <= 0n) return { kind: "too-small" };
  const available = valueOfShare(position);
  if (amount > available) return { kind: "insufficient", available };
  const wanted = sharesFor(position, amount);
  if (wanted.mantissa === 0n) return { kind: "too-small" };
  // Rounding may ask for a hair more than the holder has; both sides then lose the same, so the sum stays true.
  const shares = compareSafeFloat(wanted, position.share) > 0 ? position.share : wanted;
  return {
    kind: "changed",
    position: {
      totalValue: position.totalValue - amount,
      totalShares: subtractSafeFloat(position.totalShares, shares),
      share: subtractSafeFloat(position.share, shares),
    },
  };
}

function sharesFor(position: SharePosition, amount: bigint): SafeFloat {
  if (position.totalValue === 0n) return SAFE_FLOAT_ZERO;
  return multiplyDivide(
    safeFloatFrom(amount),
    position.totalShares,
    safeFloatFrom(position.totalValue),
  );
}
