import { I96F32, U64F64, U96F32 } from "./fixed-point.ts";

/** Rao that can ever exist: 21 million TAO. The same cap holds for each subnet's alpha. */
export const TOTAL_SUPPLY = 21_000_000_000_000_000n;
/** Rao per block before the first halving. */
export const FIRST_BLOCK_EMISSION = 1_000_000_000n;

/**
 * Rao (or alpha units) minted per block at an issuance: 1e9 x 2^-floor(log2(1 / (1 - issuance / 21e15))), 0 from the
 * cap on. Computed in I96F32 as the chain does, so that a halving falls on the same unit. Source: §4.1,
 * coinbase/block_emission.rs. Throws RangeError for a negative issuance.
 */
export function blockEmission(issuance: bigint): bigint {
  if (issuance < 0n) throw new RangeError(`negative issuance: ${issuance}`);
  if (issuance >= TOTAL_SUPPLY) return 0n;
  const issued = I96F32.fromRatio(issuance, TOTAL_SUPPLY);
  let remaining = I96F32.divide(I96F32.one, I96F32.one - issued);
  let halvings = 0n;
  // The chain's log2 halves with rounding up; only its whole part counts here.
  while (remaining >= 2n * I96F32.one) {
    remaining = (remaining >> 1n) + (remaining & 1n);
    halvings += 1n;
  }
  const part = I96F32.divide(I96F32.one, I96F32.one << halvings);
  return I96F32.toInteger(I96F32.multiply(part, I96F32.fromInteger(FIRST_BLOCK_EMISSION)));
}

/**
 * The part of a subnet's validator alpha that belongs to root stake, as U96F32 bits:
 * rootTao x w / (rootTao x w + alphaIssuance), w = taoWeight / (2^64 - 1). Source: §4.2, coinbase/block_step.rs.
 * Amounts in rao and alpha units, taoWeight as stored (u64).
 */
export function rootProportion(rootTao: bigint, alphaIssuance: bigint, taoWeight: bigint): bigint {
  const weight = U96F32.fromRatio(taoWeight, (1n << 64n) - 1n);
  const weighted = U96F32.multiply(U96F32.fromInteger(rootTao), weight);
  return U96F32.divide(weighted, U96F32.add(weighted, U96F32.fromInteger(alphaIssuance)));
}

/** What one block brings into a subnet's pool. */
export interface Injection {
  /** Rao added to the pool. */
  readonly taoIn: bigint;
  /** Alpha units added to the pool. */
  readonly alphaIn: bigint;
  /** Rao that buy alpha from the pool instead of being added to it. */
  readonly excessTao: bigint;
}

/**
 * Splits a subnet's TAO emission (U96F32 bits of rao) into liquidity and a chain buy: alphaIn = min(tao / price,
 * root proportion x alpha emission), taoIn = alphaIn x price, the rest is excess. `price` as U64F64 bits (TAO per alpha),
 * `rootShare` as U96F32 bits, `alphaEmission` in units. Source: §4.2, coinbase/run_coinbase.rs.
 */
export function splitInjection(input: {
  readonly taoEmission: bigint;
  readonly price: bigint;
  readonly alphaEmission: bigint;
  readonly rootShare: bigint;
}): Injection {
  const price = U96F32.from(U64F64, input.price);
  const cap = U96F32.multiply(input.rootShare, U96F32.fromInteger(input.alphaEmission));
  let taoIn = input.taoEmission;
  let alphaIn = U96F32.divide(taoIn, price);
  if (alphaIn > cap) {
    alphaIn = cap;
    taoIn = U96F32.multiply(alphaIn, price);
  }
  return {
    taoIn: U96F32.toInteger(taoIn),
    alphaIn: U96F32.toInteger(alphaIn),
    excessTao: U96F32.toInteger(U96F32.subtract(input.taoEmission, taoIn)),
  };
}

/** How one block's alpha emission of a subnet is shared, in alpha units. Fractions of a unit are lost, as on chain. */
export interface AlphaSplit {
  readonly ownerCut: bigint;
  readonly miners: bigint;
  readonly validators: bigint;
  /** Root stakers' part of the validator half; recycled while the root sell flag is off. */
  readonly root: bigint;
}

/**
 * Splits alpha emission: owner cut (u16 of 65535; pass 0 where it is switched off), then half to miners, half to
 * validators, of which `rootShare` (U96F32 bits) goes to root stake. Source: §4.2, coinbase/run_coinbase.rs.
 */
export function splitAlphaOut(
  alphaEmission: bigint,
  ownerCut: number,
  rootShare: bigint,
): AlphaSplit {
  const half = U96F32.one / 2n;
  const emission = U96F32.fromInteger(alphaEmission);
  const owner = U96F32.multiply(emission, U96F32.fromRatio(BigInt(ownerCut), 65_535n));
  const shared = U96F32.subtract(emission, owner);
  const root = U96F32.multiply(U96F32.multiply(rootShare, shared), half);
  const miners = U96F32.multiply(shared, half);
  const validators = U96F32.subtract(U96F32.subtract(shared, miners), root);
  return {
    ownerCut: U96F32.toInteger(owner),
    miners: U96F32.toInteger(miners),
    validators: U96F32.toInteger(validators),
    root: U96F32.toInteger(root),
  };
}
