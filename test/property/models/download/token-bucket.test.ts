import fc from "fast-check";
import { expect, it } from "vitest";
import { createSpeedLimit } from "../../../../native/models/download/speed/speed-limit.ts";
import { createSpeedMeter } from "../../../../native/models/download/speed/speed-meter.ts";
import { fullBucket, take } from "../../../../native/models/download/speed/token-bucket.ts";

it("who keeps the waits never passes more than the rate, a burst and the last piece", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1024, max: 1e9 }),
      fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 65_536 }), idle: fc.nat(3_000) }), {
        minLength: 1,
      }),
      (rate, pieces) => {
        let now = 1_000;
        let bucket = fullBucket(rate, now);
        let passed = 0;
        for (const { bytes, idle } of pieces) {
          now += idle;
          const taken = take(bucket, bytes, rate, now);
          bucket = taken.bucket;
          passed += bytes;
          expect(passed).toBeLessThanOrEqual((rate * (now - 1_000)) / 1000 + rate * 0.25 + bytes);
          now += taken.waitMillis;
        }
      },
    ),
  );
});

it("who always has bytes gets nearly the whole rate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 65_536, max: 1e8 }), (rate) => {
      let now = 0;
      let bucket = fullBucket(rate, now);
      let passed = 0;
      while (now < 10_000) {
        const taken = take(bucket, 16_384, rate, now);
        bucket = taken.bucket;
        passed += 16_384;
        now += Math.max(taken.waitMillis, rate > 1e7 ? 0.1 : 0);
      }
      expect(passed).toBeGreaterThan(rate * 10 * 0.95);
    }),
    { numRuns: 30 },
  );
});

it("a limit holds for all that share it, a change at once, and none at all is none", () => {
  let rate: number | undefined = 1_000;
  let now = 0;
  const limit = createSpeedLimit(
    () => rate,
    () => now,
  );
  expect(limit.passed(250)).toBe(0);
  expect(limit.passed(1_000)).toBe(1_000);
  expect(limit.passed(1_000)).toBe(2_000);
  rate = undefined;
  expect(limit.passed(10 ** 9)).toBe(0);
  rate = 2_000;
  now = 5_000;
  expect(limit.passed(500)).toBe(0);
  expect(limit.passed(2_000)).toBe(1_000);
});

it("the meter tells the bytes of the last seconds for a second", () => {
  let now = 0;
  const meter = createSpeedMeter(() => now);
  for (; now < 10_000; now += 100) meter.add(100);
  expect(meter.perSecond()).toBeGreaterThan(900);
  expect(meter.perSecond()).toBeLessThan(1_100);
  now += 10_000;
  expect(meter.perSecond()).toBe(0);
});
