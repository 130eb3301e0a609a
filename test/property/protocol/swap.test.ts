import fc from "fast-check";
import { expect, test } from "vitest";
import { U64F64 } from "../../../native/protocol/fixed-point.ts";
import {
  alphaPrice,
  amountOut,
  EQUAL_WEIGHT,
  injectLiquidity,
  MINIMUM_WEIGHT,
  type Pool,
  WEIGHT_ONE,
} from "../../../native/protocol/pool.ts";
import { quoteBuy, quoteSell, type SwapQuote } from "../../../native/protocol/swap.ts";

const reserve = fc.bigInt({ min: 10n ** 6n, max: 21n * 10n ** 15n });
const weight = fc.oneof(
  fc.constant(EQUAL_WEIGHT),
  fc.bigInt({ min: MINIMUM_WEIGHT, max: WEIGHT_ONE - MINIMUM_WEIGHT }),
);
const pools: fc.Arbitrary<Pool> = fc.record({ tao: reserve, alpha: reserve, taoWeight: weight });
const amount = fc.bigInt({ min: 1n, max: 21n * 10n ** 15n });
const sides = fc.constantFrom("buy" as const, "sell" as const);
const quoteOf = { buy: quoteBuy, sell: quoteSell };
const runs = { numRuns: 300 };

type Filled = Extract<SwapQuote, { kind: "filled" }>;

/** Quotes that a pool refuses say nothing here: fast-check draws another case for each, so every counted one was checked. */
function filled(quote: SwapQuote): Filled {
  fc.pre(quote.kind === "filled");
  return quote;
}

test("there and back never brings more than was put in, and costs at most the fees and rounding", () => {
  fc.assert(
    fc.property(pools, amount, sides, (pool, gross, side) => {
      const there = filled(quoteOf[side](pool, gross));
      expect(there.amountIn + there.fee).toBe(gross);
      const other = side === "buy" ? "sell" : "buy";
      const back = filled(quoteOf[other](there.pool, there.amountOut, { feeRate: 0 }));
      expect(back.amountOut <= there.amountIn).toBe(true);
    }),
    runs,
  );
});

test("with equal weights a fee-free round trip loses less than one unit of either coin's worth", () => {
  fc.assert(
    fc.property(reserve, reserve, amount, (tao, alpha, gross) => {
      const pool = { tao, alpha, taoWeight: EQUAL_WEIGHT };
      const there = filled(quoteBuy(pool, gross, { feeRate: 0 }));
      const back = filled(quoteSell(there.pool, there.amountOut, { feeRate: 0 }));
      // One alpha unit that rounding kept is worth the marginal price, rounded up, and one rao for the way back.
      const unit = there.pool.tao / there.pool.alpha + 2n;
      expect(gross - back.amountOut <= unit).toBe(true);
    }),
    runs,
  );
});

test("more in brings more out, less per unit, and never the whole reserve", () => {
  fc.assert(
    fc.property(pools, amount, amount, sides, (pool, first, more, side) => {
      const small = amountOut(pool, side, first);
      const large = amountOut(pool, side, first + more);
      const from = side === "buy" ? pool.alpha : pool.tao;
      expect(small <= large && large < from).toBe(true);
      // Split in two the second part pays no more than the price after the first; rounding may keep two units.
      const into = side === "buy" ? pool.tao : pool.alpha;
      const next =
        side === "buy"
          ? { ...pool, tao: into + first, alpha: from - small }
          : { ...pool, alpha: into + first, tao: from - small };
      const split = small + amountOut(next, side, more);
      expect(split <= large + 1n).toBe(true);
    }),
    runs,
  );
});

test("a limit price is never passed by more than a price's last digits", () => {
  fc.assert(
    fc.property(
      pools,
      amount,
      sides,
      fc.integer({ min: 1, max: 5_000 }),
      (pool, gross, side, by) => {
        const price = alphaPrice(pool);
        const shift = (price * BigInt(by)) / 10_000n;
        const limitPrice = side === "buy" ? price + shift : price - shift;
        const quote = filled(quoteOf[side](pool, gross, { limitPrice }));
        expect(quote.amountIn + quote.fee + quote.unfilled).toBe(gross);
        // A price is a quotient of reserves, cut off, times a ratio of weights: that often counts the last digit of the quotient,
        // in the price after and, less than 1.5 times as much, in the price before.
        const lastDigit = (WEIGHT_ONE - pool.taoWeight) / pool.taoWeight + 1n;
        const slack = (limitPrice >> 50n) + 2n * lastDigit;
        const passed =
          side === "buy" ? quote.priceAfter - limitPrice : limitPrice - quote.priceAfter;
        expect(passed <= slack).toBe(true);
      },
    ),
    runs,
  );
});

test("injection in any proportion keeps the price", () => {
  const deep = fc.bigInt({ min: 10n ** 10n, max: 10n ** 16n });
  fc.assert(
    fc.property(deep, deep, weight, amount, amount, (tao, alpha, taoWeight, taoIn, alphaIn) => {
      const pool = { tao, alpha, taoWeight };
      const result = injectLiquidity(pool, taoIn, alphaIn);
      fc.pre(result.kind === "injected");
      const before = U64F64.toNumber(alphaPrice(pool));
      const after = U64F64.toNumber(alphaPrice(result.pool));
      expect(Math.abs(after - before) <= before * 1e-9 + 1e-12).toBe(true);
    }),
    runs,
  );
});
