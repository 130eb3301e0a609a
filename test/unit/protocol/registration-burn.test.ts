import { expect, test } from "vitest";
import { U64F64 } from "../../../native/protocol/fixed-point.ts";
import {
  DEFAULT_BURN_INCREASE,
  decayedBurn,
  decayFactorQ32,
  raisedBurn,
} from "../../../native/protocol/registration-burn.ts";

const bounds = { minimum: 500_000n, maximum: 100_000_000_000n };

test.each([1, 2, 20, 360, 7_200, 65_535])(
  "the factor for a half life of %i blocks is the largest that halves",
  (halfLife) => {
    const factor = Number(decayFactorQ32(halfLife)) / 2 ** 32;
    expect(factor).toBeCloseTo(0.5 ** (1 / halfLife), 5);
    expect(decayFactorQ32(0)).toBe(1n << 32n);
  },
);

test("the price halves over a half life and stops at its floor", () => {
  let burn = 1_000_000_000n;
  for (let block = 0; block < 360; block += 1) burn = decayedBurn(burn, 360, bounds);
  expect(Number(burn) / 5e8).toBeCloseTo(1, 3);
  for (let block = 0; block < 10_000; block += 1) burn = decayedBurn(burn, 360, bounds);
  expect(burn).toBe(bounds.minimum);
  expect(decayedBurn(10n ** 15n, 360, bounds)).toBe(bounds.maximum);
  expect(decayedBurn(1_000_000n, 0, bounds)).toBe(1_000_000n);
});

test("each registration raises the price by 1.26, never lowers it, up to the ceiling", () => {
  expect(raisedBurn(1_000_000_000n, DEFAULT_BURN_INCREASE, bounds)).toBe(1_259_999_999n);
  expect(raisedBurn(1_000_000_000n, U64F64.fromRatio(1n, 2n), bounds)).toBe(1_000_000_000n);
  expect(raisedBurn(90_000_000_000n, DEFAULT_BURN_INCREASE, bounds)).toBe(bounds.maximum);
  expect(raisedBurn(1n, DEFAULT_BURN_INCREASE, bounds)).toBe(bounds.minimum);
});
