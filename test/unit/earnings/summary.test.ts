import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buckets, totals } from "../../../native/earnings/summary.ts";
import type { EarningRow } from "../../../native/store/earning-table.ts";

const HOUR = 3_600_000;
const row = (time: number, taoValue: bigint, kind: EarningRow["kind"] = "miner"): EarningRow => ({
  id: time,
  kind,
  netuid: 1,
  coldkey: "c",
  hotkey: "h",
  uid: 0,
  alpha: taoValue * 10n,
  taoValue,
  block: Math.floor(time / 1000),
  blockHash: `0x${time}`,
  eventIndex: 0,
  event: "e",
  time,
  state: "final",
});

describe("totals", () => {
  it("counts today from midnight and rates the last hour", () => {
    const now = 100 * HOUR;
    const sums = totals(
      [row(50 * HOUR, 7n), row(99 * HOUR - 1, 100n), row(now - 1_000, 36n)],
      now,
      96 * HOUR,
    );
    expect(sums).toMatchObject({
      total: 143n,
      today: 136n,
      perHour: 36n,
      perHourBasisMillis: HOUR,
    });
    expect(sums.alpha.get(1)).toBe(1430n);
  });

  it("scales a short past to an hour, but promises nothing from seconds", () => {
    const now = 10 * HOUR;
    expect(totals([row(now - 600_000, 10n)], now, 0).perHour).toBe(60n);
    expect(totals([row(now - 5_000, 10n)], now, 0).perHour).toBe(0n);
    expect(totals([], now, 0)).toMatchObject({ total: 0n, perHour: 0n });
  });
});

describe("buckets", () => {
  it("lose nothing: every resolution sums to the total", () => {
    const rows = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 200 * HOUR }),
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.constantFrom("miner", "validator", "staker") as fc.Arbitrary<EarningRow["kind"]>,
      ),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom("block", "hour", "day") as fc.Arbitrary<"block" | "hour" | "day">,
        (list, resolution) => {
          const made = list.map(([time, value, kind]) => row(time, value, kind));
          const bars = buckets(made, resolution, 48 * HOUR, 10_000);
          expect(bars.reduce((sum, bar) => sum + bar.total, 0n)).toBe(
            made.reduce((sum, one) => sum + one.taoValue, 0n),
          );
          expect(bars.every((bar) => bar.total === bar.miner + bar.validator + bar.staker)).toBe(
            true,
          );
          expect([...bars].sort((a, b) => a.time - b.time)).toEqual(bars);
        },
      ),
    );
  });
});
