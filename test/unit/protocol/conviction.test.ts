import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addLocks,
  decay,
  emptyLock,
  isDust,
  type Lock,
  lossOf,
  reduceLock,
  rollLock,
} from "../../../native/protocol/conviction.ts";
import { smaller, U64F64 } from "../../../native/protocol/fixed-point.ts";

/** finney's default time constants. */
const RATES = { unlock: 934_866n, maturity: 934_866n };
const general = { owner: false, perpetual: false };
const perpetual = { owner: false, perpetual: true };
const alpha = 1_000_000_000n;
const fresh = (mass: bigint): Lock => ({ mass, conviction: 0n, block: 0n });
const number = (bits: bigint) => U64F64.toNumber(bits);

const mass = fc.bigInt({ min: 0n, max: 21_000_000n * alpha });
const blocks = fc.oneof(
  fc.bigInt({ min: 0n, max: 100_000n }),
  fc.bigInt({ min: 0n, max: 10n ** 9n }),
);
const rate = fc.bigInt({ min: 1n, max: 2_000_000n });
const rates = fc.oneof(
  rate.map((both) => ({ unlock: both, maturity: both })),
  fc.record({ unlock: rate, maturity: rate }),
);
const kind = fc.record({ owner: fc.boolean(), perpetual: fc.boolean() });

describe("decay", () => {
  // Bits worked out apart from this program, in whole numbers, by the crate's own series of 62 terms.
  test.each([
    [1, 934_866, 18_446_724_341_754_161_508n],
    [7_200, 934_866, 18_305_219_603_617_754_201n],
    [934_866, 934_866, 6_786_177_901_268_885_275n],
    [9_348_660, 934_866, 837_480_885_292_947n],
    [1_000_000_000, 934_866, 78n],
    [216_000, 311_622, 9_223_369_393_771_673_268n],
  ])("of %d blocks at a rate of %d has the chain's own bits", (since, tau, bits) => {
    expect(decay(BigInt(since), BigInt(tau))).toBe(bits);
  });

  test("is e to the minus blocks over rate, within a billionth", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8_000_000 }),
        fc.integer({ min: 400_000 }),
        (since, tau) => {
          const found = number(decay(BigInt(since), BigInt(tau)));
          expect(Math.abs(found - Math.exp(-since / tau))).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test("is whole where no time has passed, and nothing at a rate of 0", () => {
    expect(decay(0n, 0n)).toBe(U64F64.one);
    expect(decay(1n, 0n)).toBe(0n);
    expect(decay(0n, 5n)).toBe(U64F64.one);
    // Past 40 time constants it falls no further, and is never nothing.
    expect(decay(10n ** 12n, 5n)).toBe(decay(200n, 5n));
    expect(decay(200n, 5n)).toBeGreaterThan(0n);
  });
});

describe("a lock as time passes", () => {
  test("loses 63 % in a time constant, and its conviction is highest there, at 37 % of the lock", () => {
    const rolled = rollLock(fresh(1_000n * alpha), 934_866n, RATES, general);
    expect(Number(rolled.mass) / 1e12).toBeCloseTo(Math.exp(-1), 9);
    expect(number(rolled.conviction) / 1e12).toBeCloseTo(Math.exp(-1), 9);
    for (const at of [800_000n, 1_100_000n])
      expect(rollLock(fresh(1_000n * alpha), at, RATES, general).conviction).toBeLessThan(
        rolled.conviction,
      );
  });

  test("keeps its mass when perpetual, and is convicted ever more, but never beyond it", () => {
    let before = 0n;
    for (const at of [1n, 1_000n, 934_866n, 9_348_660n, 934_866_000n]) {
      const rolled = rollLock(fresh(10_000n), at, RATES, perpetual);
      expect(rolled.mass).toBe(10_000n);
      expect(rolled.conviction).toBeGreaterThan(before);
      expect(rolled.conviction).toBeLessThanOrEqual(U64F64.fromInteger(10_000n));
      before = rolled.conviction;
    }
  });

  test("follows the closed form where the two rates differ, even by one block", () => {
    const unlock = 1_142_108n;
    const maturity = unlock + 1n;
    const rolled = rollLock(fresh(21_000_000n * alpha), unlock, { unlock, maturity }, general);
    const [x, z] = [Math.exp(-1), Math.exp(-Number(unlock) / Number(maturity))];
    const gained = Number(unlock) * (z - x);
    expect(Math.abs(number(rolled.conviction) - 21e15 * gained)).toBeLessThan(50_000_000);
    expect(Math.abs(Number(rolled.mass) - 21e15 * x)).toBeLessThan(2_000);
  });

  test("for the owner's hotkey is convicted at once", () => {
    const owner = { owner: true, perpetual: false };
    expect(rollLock(fresh(alpha), 0n, RATES, owner).conviction).toBe(U64F64.fromInteger(alpha));
    const later = rollLock(fresh(alpha), 50_000n, RATES, owner);
    expect(later.mass).toBeLessThan(alpha);
    expect(later.conviction).toBe(U64F64.fromInteger(later.mass));
  });

  test("is forgotten once less than a hundred units of both are left", () => {
    const dust = { mass: 99n, conviction: U64F64.fromInteger(99n), block: 7n };
    expect(isDust(dust)).toBe(true);
    expect(rollLock(dust, 7n, RATES, general)).toEqual(emptyLock(7n));
    expect(isDust({ ...dust, mass: 100n })).toBe(false);
    expect(isDust({ ...dust, conviction: U64F64.fromInteger(100n) })).toBe(false);
    expect(rollLock(fresh(10_000n), 934_866_000n, RATES, general)).toEqual(emptyLock(934_866_000n));
  });

  test("whatever the rates, never gains mass, is never negative, and never runs back", () => {
    fc.assert(
      fc.property(
        mass,
        mass,
        blocks,
        blocks,
        rates,
        kind,
        (held, convicted, at, since, pace, of) => {
          const lock = { mass: held, conviction: U64F64.fromInteger(convicted), block: at };
          const rolled = rollLock(lock, at + since, pace, of);
          expect(rolled.mass).toBeGreaterThanOrEqual(0n);
          expect(rolled.mass).toBeLessThanOrEqual(held);
          expect(rolled.conviction).toBeGreaterThanOrEqual(0n);
          expect(rolled.block).toBe(at + since);
          // Conviction is a mean of itself and the mass, so it is never above the greater of both.
          const most = U64F64.fromInteger(-smaller(-held, -convicted));
          expect(rolled.conviction).toBeLessThanOrEqual(most);
          expect(rollLock(rolled, rolled.block, pace, of)).toEqual(rolled);
        },
      ),
    );
  });

  test("comes to the same in one step as in two, but for rounding", () => {
    fc.assert(
      fc.property(
        mass,
        fc.bigInt({ min: 1n, max: 400_000n }),
        fc.boolean(),
        (held, half, keeps) => {
          fc.pre(held > 10n ** 9n);
          const of = { owner: false, perpetual: keeps };
          const once = rollLock(fresh(held), 2n * half, RATES, of);
          const twice = rollLock(rollLock(fresh(held), half, RATES, of), 2n * half, RATES, of);
          expect(Math.abs(Number(once.mass - twice.mass))).toBeLessThan(10);
          expect(Math.abs(number(once.conviction) - number(twice.conviction))).toBeLessThan(
            10 + Number(held) * 1e-15,
          );
        },
      ),
    );
  });
});

test("locks add up and are reduced, never below nothing", () => {
  const one = { mass: 500n, conviction: U64F64.fromInteger(300n), block: 4n };
  const other = { mass: 100n, conviction: U64F64.fromInteger(400n), block: 9n };
  expect(addLocks(one, other)).toEqual({
    mass: 600n,
    conviction: U64F64.fromInteger(700n),
    block: 9n,
  });
  expect(addLocks(other, one).block).toBe(9n);
  expect(reduceLock(one, other)).toEqual({ mass: 400n, conviction: 0n, block: 4n });
  expect(lossOf(one, other)).toEqual({ mass: 400n, conviction: 0n });
});
