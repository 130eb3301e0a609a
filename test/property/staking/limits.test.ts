import fc from "fast-check";
import { expect, test } from "vitest";
import { alphaPrice, EQUAL_WEIGHT, priceToRao, raoToPrice } from "../../../native/protocol/pool.ts";
import { quoteBuy, quoteSell } from "../../../native/protocol/swap.ts";
import {
  atPrice,
  cannotFill,
  limitPrice,
  slippageOf,
  worstCase,
} from "../../../native/staking/limits.ts";

const price = fc.bigInt(1_000n, 10_000_000_000_000n);
const tolerance = fc.double({ min: 0, max: 0.5, noNaN: true });
const reserve = fc.bigInt(10_000_000_000n, 10_000_000_000_000_000n);
const pool = fc.record({ tao: reserve, alpha: reserve, taoWeight: fc.constant(EQUAL_WEIGHT) });

test("a limit is never beyond the tolerance and never better than the price", () => {
  fc.assert(
    fc.property(price, tolerance, (now, share) => {
      const buy = limitPrice("add", now, share);
      const sell = limitPrice("remove", now, share);
      expect(buy >= now).toBe(true);
      expect(sell <= now && sell > 0n).toBe(true);
      expect(Number(buy - now)).toBeLessThanOrEqual(Number(now) * share + 1e-6 * Number(now));
      expect(Number(now - sell)).toBeLessThanOrEqual(Number(now) * share + 1e-6 * Number(now));
    }),
  );
});

test("no tolerance is no move", () => {
  expect(limitPrice("add", 123n, 0)).toBe(123n);
  expect(limitPrice("remove", 123n, 0)).toBe(123n);
  expect(limitPrice("remove", 1n, 0.5)).toBe(1n);
});

test("an order that the pool fills within its limit brings at least the worst case", () => {
  fc.assert(
    fc.property(
      pool,
      fc.bigInt(2_000_000n, 1_000_000_000_000n),
      tolerance,
      fc.constantFrom("add" as const, "remove" as const),
      (reserves, amount, share, direction) => {
        const now = priceToRao(alphaPrice(reserves));
        fc.pre(now > 1_000n);
        const limit = limitPrice(direction, now, share);
        const trade = direction === "add" ? quoteBuy : quoteSell;
        const filled = trade(reserves, amount, { limitPrice: raoToPrice(limit) });
        fc.pre(filled.kind === "filled" && filled.unfilled === 0n && filled.amountOut > 0n);
        const least = worstCase(direction, amount, filled.fee, limit);
        // The pool pays out rounded down, by at most a few units of the coin.
        expect(filled.amountOut + 4n >= least).toBe(true);
        expect(slippageOf(direction, amount, filled.amountOut, now)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test("a whole order that breaks its limit on average is known to fail", () => {
  expect(cannotFill("add", 1_000n, 0n, 99n, 10_000_000_000n)).toBe(true);
  expect(cannotFill("add", 1_000n, 0n, 100n, 10_000_000_000n)).toBe(false);
  expect(cannotFill("remove", 100n, 0n, 999n, 10_000_000_000n)).toBe(true);
});

test("worked example: 10 TAO at 0.05 TAO an alpha with 0.5 % tolerance", () => {
  const now = 50_000_000n;
  const limit = limitPrice("add", now, 0.005);
  expect(limit).toBe(50_250_000n);
  expect(atPrice("add", 10_000_000_000n, now)).toBe(200_000_000_000n);
  expect(worstCase("add", 10_000_000_000n, 5_035_477n, limit)).toBe(198_904_766_626n);
  expect(slippageOf("add", 10_000_000_000n, 199_000_000_000n, now)).toBeCloseTo(0.005, 9);
});
