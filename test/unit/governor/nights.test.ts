import { describe, expect, it, vi } from "vitest";
import type { GovernorSettings } from "../../../native/api/governor.ts";
import { cached, zone } from "../../property/governor/zones.ts";
import { governorStage } from "./stage.ts";

const stage = governorStage();
const berlin = cached(zone("Europe/Berlin"));
const HOUR = 3_600_000;
/** 03:00 becomes 02:00 at 01:00 UTC, and 02:00 becomes 03:00. Both are Sundays. */
const back = Date.UTC(2026, 9, 25, 1);
const forward = Date.UTC(2026, 2, 29, 1);

/** Only these hours of a Sunday. */
const sundays = (...hours: number[]): GovernorSettings["schedule"] => ({
  enabled: true,
  hours: Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => day === 0 && hours.includes(hour)),
  ),
});
const night: GovernorSettings["tariff"] = {
  enabled: true,
  currency: "EUR",
  basePrice: 0.5,
  // From half past one to half past two, wherever the clocks then are.
  rates: [{ days: [0], fromMinute: 90, toMinute: 150, pricePerKilowattHour: 0.1 }],
  mostPerKilowattHour: 0.3,
};

/** The whole minutes, from three hours before the clocks change to four after, in which the governor let work run. */
async function lived(turn: number, change: Partial<GovernorSettings>): Promise<number[]> {
  vi.setSystemTime(turn - 3 * HOUR);
  stage.start(undefined, undefined, berlin);
  stage.governor.save(stage.changed(change));
  await stage.pass(2);
  const plan = stage.governor.preview();
  const minutes: number[] = [];
  while (Date.now() < turn + 4 * HOUR) {
    await stage.pass(60);
    const running = stage.governor.status().state === "running";
    if (running) minutes.push(Math.floor((Date.now() - turn) / 60_000));
    const slot = plan.slots.find(({ start, end }) => start <= Date.now() && Date.now() < end);
    expect(slot?.runs).toBe(running);
  }
  return minutes;
}
const spans = (minutes: readonly number[]): string =>
  minutes.length === 0
    ? "none"
    : `${minutes[0]} to ${(minutes.at(-1) ?? 0) + 1}, ${minutes.length}`;

describe("the nights in which the clocks change, lived by the whole governor", () => {
  it("runs an hour that comes twice twice", async () => {
    expect(spans(await lived(back, { schedule: sundays(2) }))).toBe("-60 to 60, 120");
  });

  it("does not run an hour that is skipped, and tells when it runs next", async () => {
    expect(spans(await lived(forward, { schedule: sundays(2) }))).toBe("none");
    // The next Sunday at two, a whole day longer than a week of hours.
    expect(stage.governor.status().resumesAt).toBe(Date.UTC(2026, 3, 5, 0));
  });

  it("goes from the hour before a skip to the one after it without a pause", async () => {
    const minutes = await lived(forward, { schedule: sundays(1, 3) });
    expect(spans(minutes)).toBe("-60 to 60, 120");
    expect(stage.engine.orders.filter(({ kind }) => kind === "suspend")).toHaveLength(2);
  });

  it("has a cheap rate of an hour for two half hours more when the clocks go back, and for half of it when they go forward", async () => {
    // 01:30 to 02:30 summer time, and 02:00 to 02:30 once more.
    const twice = await lived(back, { tariff: night });
    expect(twice.length).toBe(90);
    expect(twice.filter((minute) => minute >= -90 && minute < -30)).toHaveLength(60);
    expect(twice.filter((minute) => minute >= 0 && minute < 30)).toHaveLength(30);
    stage.governor.close();
    expect(spans(await lived(forward, { tariff: night }))).toBe("-30 to 0, 30");
  });

  it("ends a day's energy at the midnight after 25 hours, not after 24", async () => {
    vi.setSystemTime(back - 3 * HOUR);
    stage.start(undefined, undefined, berlin);
    await stage.pass(3_600);
    stage.governor.save(stage.changed({ power: { kilowattHoursPerDay: 0.05 } }));
    await stage.pass(2 * 3_600);
    // Midnight was three hours before the turn; the next one is 25 hours after that.
    const { state, resumesAt } = stage.governor.status();
    expect([state, resumesAt]).toEqual(["paused", back + 22 * HOUR]);
  });
});
