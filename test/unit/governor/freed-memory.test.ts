import { describe, expect, it } from "vitest";
import {
  freedBetween,
  type HeldMemory,
  proveFreed,
} from "../../../native/governor/freed-memory.ts";
import { memoryProbe } from "../../../native/governor/memory-probe.ts";

const GIB = 2 ** 30;

describe("what a pause gave back", () => {
  it("is the difference of one probe's two figures, and is proven when it is about what was held", () => {
    const before = { own: 8 * GIB, engine: 9 * GIB, report: 9.5 * GIB };
    expect(freedBetween(before, { own: 0, engine: GIB, report: 9.5 * GIB })).toEqual({
      bytes: 8 * GIB,
      proven: true,
    });
    expect(freedBetween(before, { own: 0, report: 1.5 * GIB }).proven).toBe(true);
    expect(freedBetween(before, { own: 0, engine: 5 * GIB }).proven).toBe(false);
    expect(freedBetween(before, { own: 0 })).toEqual({ bytes: 0, proven: false });
  });

  it("asks less of a process, whose untouched pages were never there", () => {
    const before = { own: 100, process: 300 };
    expect(freedBetween(before, { own: 0, process: 270 })).toEqual({ bytes: 30, proven: true });
    expect(freedBetween(before, { own: 0, process: 300 })).toEqual({ bytes: 0, proven: false });
  });

  async function prove(looks: readonly HeldMemory[], before: HeldMemory, aborted = false) {
    let now = 1_000;
    let asked = 0;
    const abort = new AbortController();
    if (aborted) abort.abort();
    const freed = await proveFreed({
      before,
      probe: async () => looks[Math.min(asked++, looks.length - 1)] ?? { own: 0 },
      startedAt: 500,
      now: () => now,
      wait: async () => {
        now += 100;
      },
      signal: abort.signal,
    });
    return { freed, asked };
  }

  it("is looked at until it is proven", async () => {
    const before = { own: GIB, engine: 2 * GIB };
    const looks = [
      { own: 0, engine: 2 * GIB },
      { own: 0, engine: 1.5 * GIB },
      { own: 0, engine: GIB },
    ];
    const { freed, asked } = await prove(looks, before);
    expect(freed).toEqual({ bytes: GIB, millis: 700, proven: true, at: 1_200 });
    expect(asked).toBe(3);
  });

  it("is said not to be proven after two seconds", async () => {
    const { freed } = await prove([{ own: 0, engine: 2 * GIB }], { own: GIB, engine: 2 * GIB });
    expect(freed).toEqual({ bytes: 0, millis: 2_000, proven: false, at: 2_500 });
  });

  it("is nothing where nothing was held, or work goes on already", async () => {
    expect(await prove([], { own: 0, engine: GIB })).toEqual({ freed: undefined, asked: 0 });
    expect((await prove([], { own: 1, engine: 2 }, true)).freed).toBeUndefined();
  });
});

describe("the probe", () => {
  const report = (kind: "gpu" | "cpu", usedBytes: number) => async () => ({
    time: 1,
    devices: [
      {
        id: kind,
        kind,
        name: kind,
        backend: kind === "gpu" ? ("cuda" as const) : ("cpu" as const),
        memory: { totalBytes: 100, usedBytes, hearthBytes: 0 },
        seenBy: [],
      },
    ],
    memory: { totalBytes: 100, freeBytes: 1 },
    notes: [],
  });
  const device = { kind: "gpu" as const, name: "RTX", backend: "cuda" as const, hearthBytes: 7 };

  it("asks llama.cpp past every cache, and keeps the monitor's figure for when it is gone", async () => {
    const memory = { totalBytes: 100, usedBytes: 50 };
    const probe = memoryProbe({
      devices: async () => [{ ...device, memory }],
      report: report("gpu", 60),
      resident: async () => 5,
    });
    expect(await probe()).toEqual({ own: 7, engine: 50, report: 60 });
    const blind = memoryProbe({
      devices: () => Promise.reject(new Error("gone")),
      report: report("gpu", 60),
      resident: async () => 0,
    });
    expect(await blind()).toEqual({ own: 0, engine: undefined, report: 60 });
  });

  it("looks at the engine's process where there is no GPU", async () => {
    const probe = memoryProbe({
      devices: async () => [{ ...device, kind: "cpu", backend: "cpu" }],
      report: report("cpu", 60),
      resident: async () => 5,
    });
    expect(await probe()).toEqual({ own: 7, process: 5 });
  });

  it("does not wait for an engine that hangs", async () => {
    const probe = memoryProbe({
      devices: () => new Promise(() => {}),
      report: report("gpu", 60),
      resident: async () => 5,
    });
    expect(await probe()).toMatchObject({ own: 0, report: 60 });
  });
});
