import { type EmissionGate, gatedShares } from "./emission-gate.ts";
import { I96F32, smaller, U64F64, U96F32 } from "./fixed-point.ts";

const OPEN_GATE: EmissionGate = { bar: 0n, exponent: 0n };

/** What decides a subnet's part of the block's TAO. Only subnets that emit at all are listed. */
export interface EmittingSubnet {
  readonly netuid: number;
  /** `SubnetMovingPrice`, I96F32 bits. */
  readonly movingPrice: bigint;
  /** `MinerBurned`, U96F32 bits: the part of miner emission its owner withholds. */
  readonly minerBurned: bigint;
  /** `SubnetEmissionEnabled`: false earns no TAO, its part goes to the others. */
  readonly emissionEnabled: boolean;
}

/**
 * What demand gives each subnet of the whole, U64F64 bits in the order given: movingPrice x (1 - minerBurned) over its sum;
 * where that is zero for all, movingPrice over its sum. Source: §4.2, coinbase/subnet_emissions.rs (spec 425).
 */
export function demandShares(subnets: readonly EmittingSubnet[]): readonly bigint[] {
  const prices = subnets.map((subnet) => U64F64.from(I96F32, subnet.movingPrice));
  const priceShares = normalised(prices);
  const kept = subnets.map((subnet, index) => {
    const burned = U64F64.from(U96F32, subnet.minerBurned);
    return U64F64.multiply(priceShares[index] ?? 0n, U64F64.subtract(U64F64.one, burned));
  });
  return total(kept) > 0n ? normalised(kept) : priceShares;
}

/**
 * Rao of one block for each subnet as U96F32 bits: by {@link demandShares}, through the gate where there is one. What would go to
 * subnets that are switched off goes to the others. Source: §4.2, coinbase/subnet_emissions.rs.
 */
export function subnetEmissions(
  blockEmission: bigint,
  subnets: readonly EmittingSubnet[],
  gate: EmissionGate = OPEN_GATE,
): ReadonlyMap<number, bigint> {
  const shares = gatedShares(demandShares(subnets), gate);
  const enabled = shares.map((share, index) => (subnets[index]?.emissionEnabled ? share : 0n));
  const everyOne = subnets.every((subnet) => subnet.emissionEnabled);
  const final = everyOne ? shares : normalised(enabled);
  const emission = U64F64.fromInteger(blockEmission);
  return new Map(
    subnets.map((subnet, index) => [
      subnet.netuid,
      U96F32.from(U64F64, U64F64.multiply(emission, final[index] ?? 0n)),
    ]),
  );
}

/** True when the moving prices (I96F32 bits) sum to more than 1 TAO: root dividends are then sold, else recycled. */
export function rootSellFlag(movingPrices: readonly bigint[]): boolean {
  return total(movingPrices.map((price) => U64F64.from(I96F32, price))) > U64F64.one;
}

/** `SubnetMovingAlpha` of the chain: 0.000003 as I96F32 bits. */
export const DEFAULT_MOVING_ALPHA: bigint = I96F32.fromRatio(3n, 1_000_000n);
/** `EMAPriceHalvingBlocks` of the chain: four weeks of blocks. */
export const DEFAULT_HALVING_BLOCKS = 201_600n;

/**
 * One block's step of the moving price (I96F32 bits in and out): a = movingAlpha x n / (n + halvingBlocks),
 * P <- a x min(price, 1) + (1 - a) x P. `price` as U64F64 bits, `blocksSinceStart` since `start_call`.
 * Source: §4.2, staking/stake_utils.rs.
 */
export function nextMovingPrice(input: {
  readonly movingPrice: bigint;
  readonly price: bigint;
  readonly blocksSinceStart: bigint;
  readonly movingAlpha: bigint;
  readonly halvingBlocks: bigint;
}): bigint {
  const blocks = U64F64.fromInteger(input.blocksSinceStart);
  const alpha = U64F64.multiply(
    U64F64.from(I96F32, input.movingAlpha),
    U64F64.divide(blocks, U64F64.add(blocks, U64F64.fromInteger(input.halvingBlocks))),
  );
  const price = smaller(input.price, U64F64.one);
  const fresh = U64F64.multiply(alpha, price);
  const kept = U64F64.multiply(
    U64F64.subtract(U64F64.one, alpha),
    U64F64.from(I96F32, input.movingPrice),
  );
  return I96F32.from(U64F64, U64F64.add(fresh, kept));
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => U64F64.add(sum, value), 0n);
}

function normalised(values: readonly bigint[]): bigint[] {
  const sum = total(values);
  return values.map((value) => U64F64.divide(value, sum));
}
