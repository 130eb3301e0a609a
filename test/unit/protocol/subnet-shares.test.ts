import { expect, test } from "vitest";
import { I96F32, U64F64, U96F32 } from "../../../native/protocol/fixed-point.ts";
import {
  DEFAULT_HALVING_BLOCKS,
  DEFAULT_MOVING_ALPHA,
  type EmittingSubnet,
  nextMovingPrice,
  rootSellFlag,
  subnetEmissions,
} from "../../../native/protocol/subnet-shares.ts";

const RAO = 1_000_000_000n;
const subnet = (netuid: number, over: Partial<EmittingSubnet> = {}): EmittingSubnet => ({
  netuid,
  movingPrice: I96F32.fromRatio(1n, 4n),
  minerBurned: 0n,
  emissionEnabled: true,
  ...over,
});
const whole = (subnets: readonly EmittingSubnet[]): bigint[] =>
  [...subnetEmissions(RAO, subnets).values()].map((bits) => U96F32.toInteger(bits));

test("TAO follows the moving price and what miners are really paid", () => {
  expect(whole([subnet(1), subnet(2, { movingPrice: I96F32.fromRatio(3n, 4n) })])).toEqual([
    250_000_000n,
    750_000_000n,
  ]);
  const half = U96F32.fromRatio(1n, 2n);
  expect(whole([subnet(1), subnet(2, { minerBurned: half })])).toEqual([
    666_666_666n,
    333_333_333n,
  ]);
  expect(whole([subnet(1, { minerBurned: U96F32.one })])).toEqual([1_000_000_000n]);
});

test("a switched-off subnet keeps its place with zero and the others share its part", () => {
  expect(whole([subnet(1), subnet(2, { emissionEnabled: false })])).toEqual([1_000_000_000n, 0n]);
  expect(whole([subnet(1, { movingPrice: 0n })])).toEqual([0n]);
  expect(whole([])).toEqual([]);
});

test("root sells only above a price sum of 1", () => {
  const half = I96F32.fromRatio(1n, 2n);
  expect(rootSellFlag([half, half])).toBe(false);
  expect(rootSellFlag([half, half, 1n])).toBe(true);
});

test("the moving price creeps to the price, capped at 1, and stands still at the start", () => {
  const base = {
    movingPrice: 0n,
    price: U64F64.fromInteger(5n),
    movingAlpha: I96F32.fromRatio(1n, 2n),
    halvingBlocks: 100n,
  };
  expect(nextMovingPrice({ ...base, blocksSinceStart: 0n })).toBe(0n);
  const middle = nextMovingPrice({ ...base, blocksSinceStart: 100n });
  expect(I96F32.toNumber(middle)).toBeCloseTo(0.25, 9);
  expect(I96F32.toNumber(DEFAULT_MOVING_ALPHA)).toBeCloseTo(3e-6, 9);
  const real = nextMovingPrice({
    movingPrice: I96F32.fromRatio(1n, 10n),
    price: U64F64.fromRatio(1n, 5n),
    blocksSinceStart: 201_600n,
    movingAlpha: DEFAULT_MOVING_ALPHA,
    halvingBlocks: DEFAULT_HALVING_BLOCKS,
  });
  expect(I96F32.toNumber(real)).toBeCloseTo(0.1 + 1.5e-6 * 0.1, 8);
});
