import { expect, test } from "vitest";
import type { Device } from "../../../native/api/hardware.ts";
import { createHistory, thinned } from "../../../native/gpu/history.ts";

function report(time: number, devices: readonly Partial<Device>[] = [{}]) {
  return {
    time,
    memory: { totalBytes: 1, freeBytes: 1 },
    notes: [],
    devices: devices.map(
      (device, index): Device => ({
        id: `gpu-${index}`,
        kind: "gpu",
        name: "A",
        backend: "cuda",
        memory: { totalBytes: 100, usedBytes: time % 100, hearthBytes: 0 },
        seenBy: [],
        ...device,
      }),
    ),
  };
}

test("samples come oldest first, with what was known then and nothing else", () => {
  const history = createHistory();
  history.add(report(1000, [{ load: 0.5, celsius: 60 }]));
  history.add(report(2000, [{ watts: 100 }]));
  expect(history.read(0, 10)).toEqual([
    {
      device: "gpu-0",
      samples: [
        { time: 1000, load: 0.5, celsius: 60, usedBytes: 0 },
        { time: 2000, watts: 100, usedBytes: 0 },
      ],
    },
  ]);
  expect(history.read(1500, 10)[0]?.samples).toHaveLength(1);
  expect(history.read(5000, 10)).toEqual([]);
});

test("two readers in one second leave one sample", () => {
  const history = createHistory();
  for (const time of [1000, 1400, 1899, 1950, 2900]) history.add(report(time));
  expect(history.read(0, 10)[0]?.samples.map(({ time }) => time)).toEqual([1000, 1950, 2900]);
});

test("an hour at one a second is kept, and no more", () => {
  const history = createHistory();
  for (let second = 0; second < 4000; second += 1) history.add(report(second * 1000));
  const [all] = history.read(0, 3600);
  expect(all?.samples).toHaveLength(3600);
  expect(all?.samples[0]?.time).toBe(400_000);
  expect(all?.samples.at(-1)?.time).toBe(3_999_000);
});

test("a device that is gone for an hour is forgotten", () => {
  const history = createHistory();
  history.add(report(0, [{}, {}]));
  history.add(report(3_600_000));
  expect(history.read(0, 10)).toHaveLength(2);
  history.add(report(3_700_000));
  expect(history.read(0, 10).map(({ device }) => device)).toEqual(["gpu-0"]);
});

test("a clock that was set back does not mix two times", () => {
  const history = createHistory();
  for (const time of [9000, 10_000, 5000, 6000]) history.add(report(time));
  const times = history.read(0, 10)[0]?.samples.map(({ time }) => time) ?? [];
  expect(times).toEqual([5000, 6000]);
});

test("thinning keeps the first and the newest and never more than asked", () => {
  const samples = Array.from({ length: 1000 }, (_, index) => index);
  for (const points of [2, 3, 7, 300, 999, 1000, 5000]) {
    const few = thinned(samples, points);
    expect(few).toHaveLength(Math.min(points, 1000));
    expect([few[0], few.at(-1)]).toEqual([0, 999]);
    expect([...few].sort((a, b) => a - b)).toEqual(few);
  }
  expect(thinned([], 2)).toEqual([]);
});

// defect: the chart of a card went on with that of the one that was unplugged
test("a card that moves up to another's place does not inherit its past", () => {
  const history = createHistory();
  const [external, own] = [{ name: "External" }, { name: "Own" }];
  history.add(report(1000, [{ ...external, celsius: 90 }, own]));
  history.add(report(2000, [{ ...own, celsius: 50 }]));
  const [first] = history.read(0, 10);
  expect(first?.samples.map(({ celsius }) => celsius)).toEqual([50]);
});
