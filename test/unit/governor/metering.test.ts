import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type GpuDraw,
  type MeterMemory,
  meteredWatts,
  meterFinding,
  unmetered,
  watchMeters,
} from "../../../native/governor/rules/metering.ts";

const START = 1_000_000;
const draw = (index: number, watts?: number, name = `Card ${index}`): GpuDraw => ({
  id: `gpu-${index}`,
  name,
  watts,
});
const budget = { watts: 400 };

/** Looks once a second for so long, at the same cards. */
function look(
  gpus: readonly GpuDraw[],
  seconds: number,
  from: { readonly memory: MeterMemory; readonly now: number } = { memory: {}, now: START },
) {
  let { memory, now } = from;
  for (let second = 0; second < seconds; second += 1) {
    now += 1_000;
    memory = watchMeters(memory, gpus, now);
  }
  return { memory, now, gpus };
}
const says = ({ memory, gpus }: ReturnType<typeof look>) => meterFinding(budget, memory, gpus);
const watts = ({ memory, gpus }: ReturnType<typeof look>) => meteredWatts(memory, gpus);

describe("what a power budget covers", () => {
  test("one card that tells nothing is named, the others are covered", () => {
    const seen = look([draw(0, 250), draw(1), draw(2, 90)], 60);
    expect(says(seen)).toEqual({
      kind: "powerUnknown",
      action: "none",
      value: 2,
      limit: 3,
      subject: "Card 1",
    });
    expect(watts(seen)).toBe(340);
    expect(meterFinding({ kilowattHoursPerDay: 5 }, seen.memory, seen.gpus)?.subject).toBe(
      "Card 1",
    );
    expect(meterFinding({}, seen.memory, seen.gpus)).toBeUndefined();
  });

  test("nothing is said before half a minute, and no more once it tells", () => {
    const young = look([draw(0, 250), draw(1)], 30);
    expect(says(young)).toBeUndefined();
    const silent = look([draw(0, 250), draw(1)], 1, young);
    expect(says(silent)?.subject).toBe("Card 1");
    expect(says(look([draw(0, 250), draw(1, 60)], 1, silent))).toBeUndefined();
  });

  // defect: a card that fell silent counted as 0 W, so that the other was given all of its room
  test("a card that falls silent counts with what it drew, however long, and is named after half a minute", () => {
    const both = look([draw(0, 200), draw(1, 150)], 60);
    const missed = look([draw(0, 200), draw(1)], 20, both);
    expect(watts(missed)).toBeCloseTo(350, 6);
    expect(says(missed)).toBeUndefined();
    const lost = look([draw(0, 200), draw(1)], 3_600, missed);
    expect(watts(lost)).toBeCloseTo(350, 6);
    expect(says(lost)).toMatchObject({ subject: "Card 1", value: 1, limit: 2 });
  });

  test("what it is taken to draw is the mean of some seconds and no single peak", () => {
    const calm = look([draw(0, 200), draw(1, 100)], 60);
    const peak = look([draw(0, 200), draw(1, 450)], 1, calm);
    const drawn = watts(look([draw(0, 200), draw(1)], 5, peak)) ?? 0;
    expect(drawn).toBeGreaterThan(300);
    expect(drawn).toBeLessThan(340);
  });

  test("where none tells any more, nothing is known after half a minute", () => {
    const both = look([draw(0, 200), draw(1, 150)], 60);
    expect(watts(look([draw(0), draw(1)], 20, both))).toBeCloseTo(350, 6);
    const lost = look([draw(0), draw(1)], 40, both);
    expect(watts(lost)).toBeUndefined();
    expect(says(lost)).toMatchObject({ subject: "Card 0, Card 1", value: 0, limit: 2 });
  });

  test("of two cards of one name the place is told, and a card that moves up keeps its own past and no other", () => {
    const twins = look([draw(0, 200, "RTX 3090"), draw(1, undefined, "RTX 3090")], 60);
    expect(unmetered(twins.memory, twins.gpus)).toEqual(["RTX 3090 (GPU 2)"]);
    const both = look([draw(0, 300), draw(1, 90)], 60);
    // The first was unplugged: the second takes its place, and tells nothing at that moment.
    const moved = [{ id: "gpu-0", name: "Card 1" }, draw(2, 50)];
    expect(watts(look(moved, 1, both))).toBeCloseTo(140, 6);
    const newcomer = [{ id: "gpu-0", name: "Card 7" }, draw(2, 50)];
    expect(watts(look(newcomer, 1, both))).toBe(50);
  });

  test("hours of sleep, or a clock that is set, are no silence", () => {
    const both = look([draw(0, 200), draw(1, 150)], 60);
    const gpus = [draw(0, 200), draw(1)];
    for (const by of [8 * 3_600_000, -8 * 3_600_000]) {
      const memory = watchMeters(both.memory, gpus, both.now + by);
      expect(unmetered(memory, gpus)).toEqual([]);
    }
  });

  test("whatever tells and falls silent, the sum is never less than what is told now", () => {
    const sample = fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined });
    const moment = fc.tuple(sample, sample, sample, fc.integer({ min: 0, max: 120_000 }));
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 40 }), (moments) => {
        let memory: MeterMemory = {};
        let now = START;
        for (const [a, b, c, millis] of moments) {
          now += millis;
          const gpus = [draw(0, a), draw(1, b), draw(2, c)];
          memory = watchMeters(memory, gpus, now);
          const told = [a, b, c].filter((one) => one !== undefined);
          const sum = meteredWatts(memory, gpus);
          if (told.length > 0)
            expect(sum).toBeGreaterThanOrEqual(told.reduce((all, one) => all + one, 0));
          for (const name of unmetered(memory, gpus))
            expect(gpus.find((gpu) => gpu.name === name)?.watts).toBeUndefined();
        }
      }),
    );
  });
});
