import fc from "fast-check";
import { expect, it } from "vitest";
import { HOME_PACE, untilRenewal, untilRetry } from "../../../native/forwarding/keeping-pace.ts";

it("renews at half the lease, at the latest after five minutes", () => {
  expect(untilRenewal(120, HOME_PACE)).toBe(60_000);
  expect(untilRenewal(3_600, HOME_PACE)).toBe(300_000);
  expect(untilRenewal(0, HOME_PACE)).toBe(300_000);
});

it("never asks a router without a pause, whatever lease it gives", () => {
  expect(untilRenewal(1, HOME_PACE)).toBe(10_000);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (leaseSeconds) => {
      const pause = untilRenewal(leaseSeconds, HOME_PACE);
      expect(pause).toBeGreaterThanOrEqual(10_000);
      expect(pause).toBeLessThanOrEqual(HOME_PACE.renew);
    }),
  );
});

it("waits twice as long after each failure, up to ten minutes", () => {
  expect([0, 1, 2].map((failures) => untilRetry(failures, HOME_PACE))).toEqual([
    15_000, 30_000, 60_000,
  ]);
  expect(untilRetry(1_000_000, HOME_PACE)).toBe(600_000);
});
