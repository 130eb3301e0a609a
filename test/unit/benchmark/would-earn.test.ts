import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gpuWatts } from "../../../native/benchmark/power-meter.ts";
import { quantile } from "../../../native/benchmark/spread.ts";
import { perDay } from "../../../native/benchmark/would-earn.ts";

const pace = { tempo: 20, blockSeconds: 1, price: 500_000_000n };
const miner = (incentive: number, emission: bigint) => ({
  ...{ incentive, dividends: 0, permit: false, emission },
});

describe("what a subnet paid its miners", () => {
  test("an epoch's alpha becomes a day's rao at the price", () => {
    // 4,320 epochs of 20 s a day, half a TAO for an alpha.
    const found = perDay([miner(1, 1_000n), miner(1, 1_000n)], pace);
    expect(found).toEqual({
      perDay: { low: "2160000", middle: "2160000", high: "2160000" },
      miners: 2,
    });
  });

  test("validators are no miners, and a newcomer that earned nothing is one", () => {
    const validator = { incentive: 0, dividends: 40_000, permit: true, emission: 900_000n };
    const idle = { incentive: 0, dividends: 0, permit: true, emission: 0n };
    const found = perDay([validator, idle, miner(0, 0n), miner(1, 1_000n)], pace);
    expect(found?.miners).toBe(2);
    expect(found?.perDay.low).toBe("540000");
  });

  test("nothing is said where nobody was paid", () => {
    expect(perDay([], pace)).toBeUndefined();
    expect(perDay([miner(0, 0n)], pace)).toBeUndefined();
  });

  test("low, middle and high rise, and lie among what was paid", () => {
    const neurons = fc.array(
      fc.record({
        incentive: fc.integer({ min: 0, max: 65_535 }),
        dividends: fc.constantFrom(0, 0, 0, 7),
        permit: fc.boolean(),
        emission: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(neurons, (all) => {
        const found = perDay(all, pace);
        if (found === undefined) return;
        const [low, middle, high] = [found.perDay.low, found.perDay.middle, found.perDay.high].map(
          BigInt,
        );
        const [most = 0n] = all.map(({ emission }) => emission).sort((a, b) => (a > b ? -1 : 1));
        expect(low).toBeLessThanOrEqual(middle ?? 0n);
        expect(middle).toBeLessThanOrEqual(high ?? 0n);
        expect(high).toBeLessThanOrEqual(most * 2160n);
      }),
    );
  });
});

test("a quantile lies between its neighbours; without values there is none", () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1, 2], 0.25)).toBe(1.25);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test("watts of two cards are a sum only when both tell", () => {
  const memory = { totalBytes: 1, usedBytes: 0, hearthBytes: 0 };
  const card = (id: string, watts?: number) => ({
    ...{ id, kind: "gpu" as const, name: id, backend: "cuda" as const, memory, seenBy: [] },
    ...(watts === undefined ? {} : { watts }),
  });
  const report = { time: 0, memory: { totalBytes: 1, freeBytes: 1 }, notes: [] };
  expect(gpuWatts({ ...report, devices: [card("a", 100), card("b", 50)] })).toBe(150);
  expect(gpuWatts({ ...report, devices: [card("a", 100), card("b")] })).toBeUndefined();
});
