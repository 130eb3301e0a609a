import fc from "fast-check";
import { expect, test } from "vitest";
import { gateBar, gatedShares } from "../../../native/protocol/emission-gate.ts";
import { I96F32, U64F64, U96F32 } from "../../../native/protocol/fixed-point.ts";
import { demandShares, subnetEmissions } from "../../../native/protocol/subnet-shares.ts";

const share = (part: bigint, whole: bigint): bigint => U64F64.fromRatio(part, whole);
const numbers = (shares: readonly bigint[]): number[] => shares.map(U64F64.toNumber);
const cubic = 3n * U64F64.one;

test("the bar is the share of a rank, the least where there are fewer, and nothing without shares", () => {
  const shares = [share(1n, 10n), share(6n, 10n), 0n, share(3n, 10n)];
  expect(gateBar(shares, 2)).toBe(share(3n, 10n));
  expect(gateBar(shares, 32)).toBe(share(1n, 10n));
  expect(gateBar([0n], 32)).toBe(0n);
  expect(gateBar([], 1)).toBe(0n);
});

test("at the bar a half passes, above it more, below it less", () => {
  // 1/3 at the bar passes by 1/2, 2/3 by 1 / (1 + 1/8) = 8/9: 1/6 and 16/27, of 41/54 together.
  const through = gatedShares([share(1n, 3n), share(2n, 3n)], {
    bar: share(1n, 3n),
    exponent: cubic,
  });
  expect(numbers(through)).toEqual([expect.closeTo(9 / 41, 12), expect.closeTo(32 / 41, 12)]);
  // With the bar at the larger: 1/3 passes by 1/9, 2/3 by 1/2, so that twice the demand is nine times the emission.
  const steep = gatedShares([share(1n, 3n), share(2n, 3n)], {
    bar: share(2n, 3n),
    exponent: cubic,
  });
  expect(numbers(steep)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.9, 12)]);
});

test("without a bar, and where nothing would pass, shares stay as they are", () => {
  const shares = [share(1n, 4n), share(3n, 4n)];
  expect(gatedShares(shares, { bar: 0n, exponent: cubic })).toEqual(shares);
  const equal = new Array<bigint>(256).fill(share(1n, 256n));
  const stale = { bar: U64F64.one, exponent: 8n * U64F64.one };
  const through = gatedShares(equal, stale);
  expect(Math.abs(numbers(through).reduce((sum, each) => sum + each, 0) - 1)).toBeLessThan(1e-9);
});

test("a gate keeps the order of shares and gives away what there is, no more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (weights, rank, exponent) => {
        const whole = BigInt(weights.reduce((sum, each) => sum + each, 0));
        fc.pre(whole > 0n);
        const shares = weights.map((each) => share(BigInt(each), whole));
        const gate = { bar: gateBar(shares, rank), exponent: BigInt(exponent) * U64F64.one };
        const through = gatedShares(shares, gate);
        expect(through.reduce((sum, each) => sum + each, 0n) <= U64F64.one).toBe(true);
        for (let i = 1; i < shares.length; i += 1)
          if (shares[i]! > shares[i - 1]!) expect(through[i]! >= through[i - 1]!).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test("TAO goes by shares through the gate, and past those that are switched off", () => {
  const subnet = (netuid: number, price: bigint, emissionEnabled = true) => ({
    netuid,
    movingPrice: I96F32.fromRatio(price, 10n),
    minerBurned: 0n,
    emissionEnabled,
  });
  const two = [subnet(1, 2n), subnet(2, 4n)];
  const gate = { bar: gateBar(demandShares(two), 1), exponent: cubic };
  const rao = (list: typeof two): bigint[] =>
    [...subnetEmissions(1_000_000_000n, list, gate).values()].map(U96F32.toInteger);
  expect(rao(two)).toEqual([99_999_999n, 900_000_000n]);
  expect(rao([subnet(1, 2n), subnet(2, 4n, false)])).toEqual([1_000_000_000n, 0n]);
});
