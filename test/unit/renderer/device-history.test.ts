import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Device, DeviceSample } from "../../../native/api/hardware.ts";
import {
  HISTORY_MILLIS,
  mergeSamples,
  withReport,
} from "../../../renderer/stores/device-history.ts";
import { drawnPoints, readingAt, summarisePoints } from "../../../renderer/ui/chart/time-points.ts";
import { disagreementText } from "../../../renderer/ui/device/device-figures.ts";
import { memoryParts } from "../../../renderer/ui/device/memory-parts.ts";
import { thinSamples } from "../../../renderer/ui/device/thin-samples.ts";

const device = (memory: Device["memory"], more: Partial<Device> = {}): Device => ({
  id: "gpu-0",
  kind: "gpu",
  name: "A GPU",
  backend: "cuda",
  memory,
  seenBy: ["llama.cpp"],
  ...more,
});

const at = (second: number, load: number): DeviceSample => ({ time: second * 1000, load });

test("what the node remembers and what was seen since are one history, a sample a second, ten minutes of them", () => {
  const before = [at(1, 0.1), at(2, 0.2), at(3, 0.3)];
  const after = [{ time: 3400, load: 0.9 }, at(4, 0.4)];
  expect(mergeSamples(before, after).map(({ load }) => load)).toEqual([0.1, 0.2, 0.9, 0.4]);
  const late = { time: 2500 + HISTORY_MILLIS, load: 1 };
  expect(mergeSamples(before, [late]).map(({ load }) => load)).toEqual([0.3, 1]);
});

test("merging is the same whichever way it is asked, and rises in time", () => {
  const samples = fc.array(
    fc.record({ time: fc.integer({ min: 0, max: 900_000 }), load: fc.double({ min: 0, max: 1 }) }),
  );
  fc.assert(
    fc.property(samples, samples, (one, other) => {
      const merged = mergeSamples(one, other);
      const seconds = merged.map(({ time }) => Math.floor(time / 1000));
      expect(seconds).toEqual([...new Set(seconds)].sort((a, b) => a - b));
      expect(mergeSamples(merged, [])).toEqual(merged);
    }),
  );
});

test("a report adds a sample for each device and leaves out what it does not tell", () => {
  const memory = { totalBytes: 100, usedBytes: 40, hearthBytes: 10 };
  const report = {
    time: 5000,
    devices: [device(memory, { watts: 120 }), device(memory, { id: "gpu-1" })],
    memory: { totalBytes: 1, freeBytes: 1 },
    notes: [],
  };
  const history = withReport({ "gpu-0": [at(1, 0.5)] }, report);
  expect(history["gpu-0"]).toEqual([at(1, 0.5), { time: 5000, usedBytes: 40, watts: 120 }]);
  expect(history["gpu-1"]).toEqual([{ time: 5000, usedBytes: 40 }]);
});

test("a line breaks where nothing was seen, and where a figure was not known", () => {
  const points = [
    { time: 1000, value: 1 },
    { time: 2000, value: undefined },
    { time: 3000, value: 3 },
    { time: 60_000, value: 4 },
  ];
  const drawn = drawnPoints(points);
  expect(drawn.filter(({ value }) => value !== undefined)).toEqual([
    { time: 1, value: 1, ends: true },
    { time: 3, value: 3, ends: true },
    { time: 60, value: 4 },
  ]);
  expect(summarisePoints(points)).toEqual({ least: 1, mean: 8 / 3, most: 4 });
  expect(summarisePoints([{ time: 1, value: undefined }])).toBeUndefined();
});

test("every second takes the same room, however irregularly it was looked at", () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(times, (seconds) => {
      const drawn = drawnPoints(seconds.map((second) => ({ time: second * 1000, value: second })));
      const first = Math.min(...seconds);
      expect(drawn.map(({ time }) => time)).toEqual(drawn.map((_, index) => first + index));
      expect(drawn.at(-1)?.time).toBe(Math.max(...seconds));
      const known = drawn.filter(({ value }) => value !== undefined);
      expect(known.map(({ value }) => value)).toEqual(seconds.toSorted((a, b) => a - b));
      for (const [index, { time, ends }] of known.entries()) {
        expect(ends === true).toBe((known[index + 1]?.time ?? time) - time > 15);
      }
    }),
  );
});

test("a reading is what was known nearest, and nothing within a silence", () => {
  const drawn = drawnPoints([
    { time: 10_000, value: 1 },
    { time: 14_000, value: 2 },
    { time: 90_000, value: 3 },
  ]);
  expect(readingAt(drawn, 12)).toMatchObject({ time: 10, value: 1 });
  expect(readingAt(drawn, 13)).toMatchObject({ time: 14, value: 2 });
  expect(readingAt(drawn, 50)).toBeUndefined();
  expect(readingAt(drawn, 90)).toMatchObject({ value: 3 });
});

test("the parts of a device's memory are its total, whatever the probes say", () => {
  const bytes = fc.integer({ min: 0, max: 2 ** 40 });
  fc.assert(
    fc.property(
      fc.record(
        {
          totalBytes: bytes,
          usedBytes: bytes,
          hearthBytes: bytes,
          modelBytes: bytes,
          cacheBytes: bytes,
        },
        { requiredKeys: ["totalBytes", "usedBytes", "hearthBytes"] },
      ),
      (memory) => {
        const parts = memoryParts(memory);
        expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(memory.totalBytes);
        for (const part of parts) expect(part.bytes).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test("weights and cache are told apart only where the engine does", () => {
  const memory = { totalBytes: 100, usedBytes: 60, hearthBytes: 50 };
  const keys = (of: Device["memory"]): string[] => memoryParts(of).map(({ key }) => key);
  expect(keys(memory)).toEqual(["hearth", "others", "free"]);
  expect(keys({ ...memory, modelBytes: 30, cacheBytes: 20 })).toEqual([
    "model",
    "cache",
    "others",
    "free",
  ]);
  expect(keys({ ...memory, modelBytes: 30, cacheBytes: 10 })).toContain("hearth");
});

test("a thinned history keeps the last sample of each stretch", () => {
  const samples = Array.from({ length: 25 }, (_, second) => at(second, second));
  expect(thinSamples(samples, 10).map(({ load }) => load)).toEqual([9, 19, 24]);
});

test("a disagreement is read in its figure's unit", () => {
  expect(disagreementText("totalBytes", 12 * 1024 ** 3)).toBe("12.0 GiB");
  expect(disagreementText("load", 0.426)).toBe("43 %");
  expect(disagreementText("celsius", 61.4)).toBe("61 °C");
  expect(disagreementText("name", "Some GPU")).toBe("Some GPU");
});
