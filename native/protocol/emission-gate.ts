import { smaller, U64F64 } from "./fixed-point.ts";
import { POWER_BITS, power } from "./power.ts";

/** What shapes shares before TAO is given by them. U64F64 bits; a bar of 0 shapes nothing. */
export interface EmissionGate {
  /** The share that passes by half. */
  readonly bar: bigint;
  /** How sharply: 1 to 8. */
  readonly exponent: bigint;
}

const LARGEST = (1n << 128n) - 1n;

/** The bar of a distribution: its `rank`-th largest positive share, the smallest where there are fewer; 0 without any. U64F64 bits. */
export function gateBar(shares: readonly bigint[], rank: number): bigint {
  const positive = shares
    .filter((share) => share > 0n)
    .sort((left, right) => (left < right ? 1 : left > right ? -1 : 0));
  return positive[Math.min(rank, positive.length) - 1] ?? 0n;
}

/**
 * Shares through the gate: s / (1 + (bar / s)^exponent), over their sum; unchanged where all of them vanish. U64F64 bits. Finney
 * does so since spec 440. Source: §4.2. The power is exact to the last digit here; the chain's own series is not.
 */
export function gatedShares(shares: readonly bigint[], gate: EmissionGate): readonly bigint[] {
  if (gate.bar <= 0n) return shares;
  const passed = shares.map((share) =>
    share <= 0n ? 0n : U64F64.multiply(share, passing(share, gate)),
  );
  const total = passed.reduce((sum, share) => U64F64.add(sum, share), 0n);
  return total === 0n ? shares : passed.map((share) => U64F64.divide(share, total));
}

function passing(share: bigint, { bar, exponent }: EmissionGate): bigint {
  const raised = power(bar, share, exponent, U64F64.one) >> (POWER_BITS - U64F64.fractionBits);
  return U64F64.divide(U64F64.one, U64F64.add(U64F64.one, smaller(raised, LARGEST)));
}
