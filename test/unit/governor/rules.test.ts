import { describe, expect, it } from "vitest";
import { nextMidnight } from "../../../native/governor/calendar/local-time.ts";
import {
  energyFinding,
  noEnergy,
  watchEnergy,
  workingWatts,
} from "../../../native/governor/rules/energy.ts";
import { hold, notHeld } from "../../../native/governor/rules/held.ts";
import { noPower, powerFinding, watchPower } from "../../../native/governor/rules/power.ts";

describe("the watt budget", () => {
  /** A GPU that draws 40 W when it rests and 340 W when it works all the time. */
  const settle = (budget: number, seconds: number) => {
    let memory = noPower;
    const shares: number[] = [];
    for (let second = 1; second <= seconds; second += 1) {
      const watts = 40 + 300 * memory.share;
      memory = watchPower(budget, memory, { watts, works: true, now: second * 1000 });
      shares.push(memory.share);
    }
    return { memory, shares };
  };

  it.each([120, 200, 300])("comes to rest below %i W, close to it", (budget) => {
    const { memory, shares } = settle(budget, 900);
    expect(memory.meanWatts).toBeLessThanOrEqual(budget + 1);
    expect(memory.meanWatts).toBeGreaterThan(budget * 0.9);
    const late = shares.slice(-60);
    expect(Math.max(...late) - Math.min(...late)).toBeLessThan(0.01);
    expect(powerFinding(budget, memory)).toMatchObject({ action: "slow", limit: budget });
  });

  it("leaves alone what is within it, and never stops altogether", () => {
    expect(settle(400, 60).memory.share).toBe(1);
    expect(powerFinding(400, settle(400, 60).memory)).toBeUndefined();
    expect(settle(30, 3600).memory.share).toBe(0.05);
  });

  it("learns nothing from a pause, and gives up where the watts are no longer known", () => {
    const { memory } = settle(200, 300);
    const resting = { watts: 40, works: false, now: 400_000 };
    expect(watchPower(200, memory, resting).share).toBe(memory.share);
    const blind = { watts: undefined, works: true };
    expect(watchPower(200, memory, { ...blind, now: 310_000 }).share).toBe(memory.share);
    expect(watchPower(200, memory, { ...blind, now: 400_000 }).share).toBe(1);
  });
});

describe("the day's energy", () => {
  const hour = 3_600_000;
  const sample = (now: number, watts: number | undefined, works = true) => ({
    now,
    watts,
    works,
    date: new Date(now).toISOString().slice(0, 10),
  });
  const draw = (seconds: number, watts: number, from = 0, memory = noEnergy) => {
    let current = memory;
    for (let second = 0; second <= seconds; second += 1)
      current = watchEnergy(current, sample(from + second * 1000, watts));
    return current;
  };

  it("is watts over time while work runs, and begins anew with the day", () => {
    const evening = draw(1800, 400, 23 * hour);
    expect(evening.kilowattHours).toBeCloseTo(0.2, 6);
    expect(workingWatts(evening)).toBeCloseTo(400, 6);
    expect(watchEnergy(evening, sample(24 * hour, 400)).kilowattHours).toBeCloseTo(0.001, 2);
    expect(watchEnergy(evening, sample(24 * hour, 400)).date).toBe("1970-01-02");
  });

  it("counts neither a pause nor the hours in which the computer slept", () => {
    const before = draw(60, 400);
    const paused = watchEnergy(before, sample(61_000, 400, false));
    expect(watchEnergy(paused, sample(62_000, 400)).kilowattHours).toBe(before.kilowattHours);
    const woke = watchEnergy(before, sample(8 * hour, 400));
    expect(woke.kilowattHours - before.kilowattHours).toBeLessThan(0.0012);
  });

  it("pauses until midnight once it is used up", () => {
    const used = draw(3600, 500);
    const midnight = () => nextMidnight(hour, () => 0);
    expect(energyFinding(1, used, midnight)).toBeUndefined();
    expect(energyFinding(0.5, used, midnight)).toMatchObject({
      action: "pause",
      limit: 0.5,
      until: 24 * hour,
    });
  });
});

describe("a yes that is held", () => {
  it("outlasts a short no, and ends after a long one", () => {
    const on = hold(notHeld, true, 1_000);
    expect(hold(on, false, 10_999).on).toBe(true);
    expect(hold(on, undefined, 11_000).on).toBe(false);
    expect(hold(notHeld, undefined, 5_000).on).toBe(false);
  });

  // defect: a clock that was set back by two hours held it for two hours more
  it("does not outlast it by as much as a clock is set back", () => {
    const on = hold(notHeld, true, 10_000_000);
    expect(hold(on, true, 2_800_000)).toEqual({ on: true, at: 2_800_000 });
    expect(hold(on, false, 2_800_000).on).toBe(false);
  });
});
