import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addSafeFloat,
  multiplyDivide,
  SAFE_FLOAT_ZERO,
  type SafeFloat,
  safeFloatFrom,
  safeFloatToInteger,
} from "../../../native/protocol/safe-float.ts";
import { deposit, valueOfShare, withdraw } from "../../../native/protocol/share-pool.ts";

const HOLDERS = 4;
const amounts = fc.bigInt({ min: 1n, max: 21_000_000_000_000_000n });
const steps = fc.array(
  fc.record({
    holder: fc.nat(HOLDERS - 1),
    action: fc.constantFrom("deposit", "withdraw", "reward"),
    amount: amounts,
    /** Where set, a withdrawal takes this many thousandths of what the holder has instead of `amount`. */
    part: fc.option(fc.bigInt({ min: 1n, max: 1_000n }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 40, size: "+1" },
);

test("whatever is put in, taken out or earned, shares add up and nobody gains from another", () => {
  const reached = { deposit: 0, withdraw: 0, insufficient: 0, whole: 0 };
  fc.assert(
    fc.property(steps, (history) => {
      let totalValue = 0n;
      let totalShares = SAFE_FLOAT_ZERO;
      let peak = 1n;
      const shares: SafeFloat[] = Array.from({ length: HOLDERS }, () => SAFE_FLOAT_ZERO);
      const values = (): bigint[] =>
        shares.map((share) => valueOfShare({ totalValue, totalShares, share }));
      for (const { holder, action, amount: most, part } of history) {
        const before = values();
        const amount =
          action === "withdraw" && part ? (before[holder]! * part) / 1_000n || 1n : most;
        if (action === "reward") {
          // A pool drained to dust keeps only the last digits of its shares: what it earns then is nobody's measure.
          if (totalValue * 1_000n > peak) totalValue += amount;
          peak = totalValue > peak ? totalValue : peak;
          continue;
        }
        const position = { totalValue, totalShares, share: shares[holder]! };
        const change =
          action === "deposit" ? deposit(position, amount) : withdraw(position, amount);
        if (change.kind === "insufficient") {
          expect(amount > change.available).toBe(true);
          expect(change.available).toBe(before[holder]);
          reached.insufficient += 1;
        }
        if (change.kind !== "changed") continue;
        reached[action] += 1;
        totalValue = change.position.totalValue;
        totalShares = change.position.totalShares;
        shares[holder] = change.position.share;
        peak = totalValue > peak ? totalValue : peak;
        const delta = action === "deposit" ? amount : -amount;
        const after = values();
        for (let other = 0; other < HOLDERS; other += 1) {
          expectNear(after[other]!, before[other]! + (other === holder ? delta : 0n), peak);
        }
      }
      expectNear(sum(values()), totalValue, peak);
      if (totalValue * 1_000n <= peak) return;
      reached.whole += 1;
      const whole = safeFloatFrom(10n ** 18n);
      const ratio = multiplyDivide(whole, shares.reduce(addSafeFloat), totalShares);
      expectNear(safeFloatToInteger(ratio), 10n ** 18n, 10n ** 19n);
    }),
    { numRuns: 300 },
  );
  // What the branches above let through is not left to luck: each was checked often.
  for (const times of Object.values(reached)) expect(times).toBeGreaterThan(100);
});

/** Shares carry 20 digits, so each step may move a value by its 1e-17th and by the last unit. */
function expectNear(actual: bigint, expected: bigint, scale: bigint): void {
  const difference = actual > expected ? actual - expected : expected - actual;
  expect(difference <= scale / 10n ** 15n + BigInt(HOLDERS)).toBe(true);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

test("a holder can take out exactly what the pool says it is worth", () => {
  const first = deposit(
    { totalValue: 0n, totalShares: SAFE_FLOAT_ZERO, share: SAFE_FLOAT_ZERO },
    7n,
  );
  if (first.kind !== "changed") throw new Error("deposit refused");
  expect(valueOfShare(first.position)).toBe(7n);
  const all = withdraw(first.position, 7n);
  expect(all.kind === "changed" && all.position.share.mantissa).toBe(0n);
  expect(withdraw(first.position, 8n)).toEqual({ kind: "insufficient", available: 7n });
  expect(deposit(first.position, 0n)).toEqual({ kind: "too-small" });
});
