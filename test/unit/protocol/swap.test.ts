import { describe, expect, test } from "vitest";
import { U64F64 } from "../../../native/protocol/fixed-point.ts";
import {
  alphaPrice,
  amountOut,
  EQUAL_WEIGHT,
  injectLiquidity,
  maximumToLimit,
  type Pool,
  priceToRao,
  raoToPrice,
  WEIGHT_ONE,
} from "../../../native/protocol/pool.ts";
import { integerSquareRoot, POWER_BITS, power } from "../../../native/protocol/power.ts";
import { quoteBuy, quoteSell, type SwapQuote } from "../../../native/protocol/swap.ts";

const TAO = 1_000_000_000n;
const pool: Pool = { tao: 1_000n * TAO, alpha: 4_000n * TAO, taoWeight: EQUAL_WEIGHT };

function filled(quote: SwapQuote): Extract<SwapQuote, { kind: "filled" }> {
  if (quote.kind !== "filled") throw new Error(`refused: ${quote.reason}`);
  return quote;
}

describe("power", () => {
  test("the runtime's own vector: 0.75 ^ 1.5 to 18 digits", () => {
    const value = power(21_000_000_000_000_000n, 28_000_000_000_000_000n, 6n, 4n);
    expect((value * WEIGHT_ONE) >> POWER_BITS).toBe(649_519_052_838_328_985n);
  });

  test("whole exponents, tiny steps and large results are exact to 40 digits", () => {
    const digits = 10n ** 40n;
    const shown = (value: bigint): bigint =>
      (value * digits + (1n << (POWER_BITS - 1n))) >> POWER_BITS;
    expect(shown(power(1n, 3n, 2n, 1n))).toBe((digits + 4n) / 9n);
    expect(shown(power(7n, 7n, 99n, 1n))).toBe(digits);
    expect(shown(power(5n, 2n, 0n, 1n))).toBe(digits);
    expect(shown(power(1_001n, 1n, 3n, 1n))).toBe(1_003_003_001n * digits);
    const near = 21_000_000_000_000_000n;
    expect(shown(power(near, near + 1n, 1n, 1n))).toBe((near * digits + near / 2n) / (near + 1n));
    expect(() => power(0n, 1n, 1n, 1n)).toThrow(RangeError);
  });

  test("integer square roots", () => {
    for (const value of [0n, 1n, 2n, 3n, 4n, 15n, 16n, 17n, 10n ** 40n, 10n ** 40n - 1n]) {
      const root = integerSquareRoot(value);
      expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
    }
  });
});

describe("pool", () => {
  test("price is TAO per alpha and scales with the weights", () => {
    expect(U64F64.toNumber(alphaPrice(pool))).toBe(0.25);
    expect(priceToRao(alphaPrice(pool))).toBe(250_000_000n);
    expect(raoToPrice(250_000_000n)).toBe(alphaPrice(pool));
    const tilted = { ...pool, taoWeight: WEIGHT_ONE / 4n };
    expect(U64F64.toNumber(alphaPrice(tilted))).toBeCloseTo(0.75, 12);
    expect(alphaPrice({ ...pool, alpha: 0n })).toBe(0n);
  });

  test("equal weights are exactly x * y = k", () => {
    expect(amountOut(pool, "buy", 1_000n * TAO)).toBe(2_000n * TAO);
    expect(amountOut(pool, "sell", 4_000n * TAO)).toBe(500n * TAO);
    expect(amountOut(pool, "buy", 0n)).toBe(0n);
    expect(amountOut({ ...pool, alpha: 0n }, "buy", 5n)).toBe(0n);
  });

  test("other weights follow the power rule, never above it", () => {
    const tilted = { tao: 100n * TAO, alpha: 100n * TAO, taoWeight: (2n * WEIGHT_ONE) / 3n };
    // (100 / 200) ^ 2 stays, three quarters are paid.
    const paid = amountOut(tilted, "buy", 100n * TAO);
    expect(75n * TAO - paid <= 1n && paid <= 75n * TAO).toBe(true);
    expect(Number(amountOut(tilted, "sell", 100n * TAO))).toBeCloseTo(
      100e9 * (1 - Math.SQRT1_2),
      -1,
    );
  });

  test("injection keeps the price and is skipped where a weight would leave its range", () => {
    const result = injectLiquidity(pool, 3n * TAO, 1n * TAO);
    if (result.kind !== "injected") throw new Error("skipped");
    expect(result.pool.tao).toBe(1_003n * TAO);
    expect(U64F64.toNumber(alphaPrice(result.pool))).toBeCloseTo(0.25, 12);
    expect(result.pool.taoWeight > EQUAL_WEIGHT).toBe(true);
    expect(injectLiquidity(pool, 1_000_000n * TAO, 0n)).toEqual({ kind: "skipped" });
    const empty = { tao: 0n, alpha: 0n, taoWeight: EQUAL_WEIGHT };
    expect(injectLiquidity(empty, 5n, 7n)).toEqual({
      kind: "injected",
      pool: { tao: 5n, alpha: 7n, taoWeight: EQUAL_WEIGHT },
    });
  });

  test("the way to a limit price", () => {
    const fourfold = raoToPrice(TAO);
    expect(maximumToLimit(pool, "buy", fourfold)).toBe(1_000n * TAO);
    expect(maximumToLimit(pool, "sell", raoToPrice(62_500_000n))).toBe(4_000n * TAO);
    expect(maximumToLimit(pool, "buy", raoToPrice(1n))).toBe(0n);
    expect(maximumToLimit(pool, "sell", 0n)).toBeUndefined();
  });
});

describe("quotes", () => {
  test("a buy takes the fee first and says what slipped", () => {
    const quote = filled(quoteBuy(pool, 10n * TAO));
    expect(quote.fee).toBe(5_035_477n);
    expect(quote.amountIn).toBe(10n * TAO - quote.fee);
    expect(quote.amountOut).toBe(amountOut(pool, "buy", quote.amountIn));
    expect(quote.unfilled).toBe(0n);
    expect(quote.slippage).toBe(40n * TAO - quote.amountOut);
    expect(quote.pool.tao).toBe(pool.tao + quote.amountIn);
    expect(quote.priceAfter > quote.priceBefore).toBe(true);
  });

  test("a limit stops the trade there and gives the rest back", () => {
    const limitPrice = raoToPrice(252_500_000n);
    const quote = filled(quoteBuy(pool, 100n * TAO, { limitPrice }));
    expect(quote.unfilled > 0n).toBe(true);
    expect(quote.amountIn + quote.fee + quote.unfilled).toBe(100n * TAO);
    expect(quote.priceAfter <= limitPrice).toBe(true);
    expect(U64F64.toNumber(quote.priceAfter)).toBeCloseTo(0.2525, 9);
    const floor = raoToPrice(247_500_000n);
    const sale = filled(quoteSell(pool, 1_000n * TAO, { limitPrice: floor }));
    expect(sale.priceAfter >= floor && sale.unfilled > 0n).toBe(true);
    const open = filled(quoteSell(pool, 1_000n * TAO, { limitPrice: 0n }));
    expect(open.unfilled).toBe(0n);
  });

  test.each<[string, SwapQuote]>([
    ["price-limit", quoteBuy(pool, TAO, { limitPrice: alphaPrice(pool) })],
    ["price-limit", quoteSell(pool, TAO, { limitPrice: alphaPrice(pool) })],
    ["reserves-too-low", quoteBuy({ ...pool, alpha: 999_999n }, 1n)],
    ["input-too-large", quoteBuy(pool, 1_001n * pool.tao)],
    ["nothing-out", quoteSell({ ...pool, alpha: 10n ** 15n, tao: 10n ** 6n }, 10n)],
  ])("refused: %s", (reason, quote) => {
    expect(quote).toEqual({ kind: "refused", reason });
  });

  test("nothing in, nothing out; a negative amount is a bug", () => {
    expect(filled(quoteBuy(pool, 0n)).pool).toEqual(pool);
    expect(() => quoteBuy(pool, -1n)).toThrow(RangeError);
  });
});
