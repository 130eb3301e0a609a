import { describe, expect, test } from "vitest";
import {
  blockEmission,
  rootProportion,
  splitAlphaOut,
  splitInjection,
  TOTAL_SUPPLY,
} from "../../../native/protocol/emission.ts";
import { U64F64, U96F32 } from "../../../native/protocol/fixed-point.ts";

const TAO = 1_000_000_000n;

describe("block emission", () => {
  test.each([
    [0n, 1_000_000_000n],
    [10_499_999n * TAO, 1_000_000_000n],
    [10_500_000n * TAO, 500_000_000n],
    [10_500_001n * TAO, 500_000_000n],
    [15_749_999n * TAO, 500_000_000n],
    [15_750_001n * TAO, 250_000_000n],
    [18_375_001n * TAO, 125_000_000n],
    [21_000_000n * TAO, 0n],
    [22_000_000n * TAO, 0n],
  ])("at issuance %s it is %s rao", (issuance, expected) => {
    expect(blockEmission(issuance)).toBe(expected);
  });

  test("it never rises and never passes the cap", () => {
    let last = blockEmission(0n);
    for (let issuance = 0n; issuance < TOTAL_SUPPLY; issuance += TOTAL_SUPPLY / 997n) {
      const emission = blockEmission(issuance);
      expect(emission <= last).toBe(true);
      last = emission;
    }
    expect(blockEmission(TOTAL_SUPPLY - 1n) < 2n).toBe(true);
    expect(() => blockEmission(-1n)).toThrow(RangeError);
  });
});

test("root proportion falls as alpha is issued", () => {
  const weight = 971_718_665_099_567_868n;
  expect(rootProportion(0n, 0n, weight)).toBe(0n);
  expect(rootProportion(1_000n * TAO, 0n, weight)).toBe(U96F32.one);
  const half = rootProportion(1_000_000n * TAO, 52_677n * TAO, weight);
  expect(U96F32.toNumber(half)).toBeCloseTo(0.5, 4);
});

describe("injection", () => {
  const alphaEmission = 1_000_000_000n;
  const taoEmission = U96F32.fromInteger(500_000_000n);
  const price = U64F64.fromRatio(1n, 2n);

  test("while the root share covers it, all TAO goes in as liquidity", () => {
    const split = splitInjection({ taoEmission, price, alphaEmission, rootShare: U96F32.one });
    expect(split).toEqual({ taoIn: 500_000_000n, alphaIn: 1_000_000_000n, excessTao: 0n });
  });

  test("past the cap the rest buys alpha", () => {
    const rootShare = U96F32.fromRatio(1n, 4n);
    const split = splitInjection({ taoEmission, price, alphaEmission, rootShare });
    expect(split).toEqual({ taoIn: 125_000_000n, alphaIn: 250_000_000n, excessTao: 375_000_000n });
  });

  test("a pool without a price takes nothing in and buys with everything", () => {
    const split = splitInjection({ taoEmission, price: 0n, alphaEmission, rootShare: U96F32.one });
    expect(split.alphaIn).toBe(0n);
    expect(split.taoIn + split.excessTao).toBe(500_000_000n);
  });
});

test("alpha is split 18 / 41 / 41 and the root part comes out of the validators' half", () => {
  const split = splitAlphaOut(1_000_000_000n, 11_796, U96F32.fromRatio(1n, 5n));
  expect(split.ownerCut).toBe(179_995_422n);
  expect(split.miners).toBe(410_002_288n);
  expect(split.root).toBe(82_000_457n);
  const sum = split.ownerCut + split.miners + split.validators + split.root;
  expect(sum <= 1_000_000_000n && sum > 1_000_000_000n - 4n).toBe(true);
  expect(splitAlphaOut(1_000n, 0, 0n)).toEqual({
    ownerCut: 0n,
    miners: 500n,
    validators: 500n,
    root: 0n,
  });
});
