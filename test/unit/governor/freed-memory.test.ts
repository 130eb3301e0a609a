import { describe, expect, it } from "vitest";
import {
  freedBetween,
  type HeldMemory,
  proveFreed,
} from "../../../native/governor/orders/freed-memory.ts";
import { memoryProbe } from "../../../native/governor/orders/memory-probe.ts";

const GIB = 2 ** 30;
const none = { vram: 0, ram: 0 };
const own = (vram: number, ram = 0) => ({ vram, ram });

describe("what a pause gave back", () => {
  it("is the difference of one probe's two figures, and is proven when it is about what was held", () => {
    const before = { own: own(8 * GIB), engine: 9 * GIB, report: 9.5 * GIB };
    expect(freedBetween(before, { own: none, engine: GIB, report: 9.5 * GIB })).toEqual({
      bytes: 8 * GIB,
      proven: true,
    });
    expect(freedBetween(before, { own: none, report: 1.5 * GIB }).proven).toBe(true);
    expect(freedBetween(before, { own: none, engine: 5 * GIB }).proven).toBe(false);
    // llama.cpp may have been asked a moment too late; the monitor was not.
    const late = { ...before, engine: GIB };
    expect(freedBetween(late, { own: none, engine: GIB, report: 1.5 * GIB })).toEqual({
      bytes: 8 * GIB,
      proven: true,
    });
    expect(freedBetween(before, { own: none })).toEqual({ bytes: 0, proven: false });
  });

  // defect: where a game took the memory that was given back, it was said not to be free
  it("is what our own programs hold less, whatever others took meanwhile", () => {
    const before = { own: own(8 * GIB), ours: 8.5 * GIB, engine: 20 * GIB, report: 20 * GIB };
    const taken = { own: none, ours: 0.5 * GIB, engine: 19 * GIB, report: 19 * GIB };
    expect(freedBetween(before, taken)).toEqual({ bytes: 8 * GIB, proven: true });
    const kept = { ...taken, ours: 5 * GIB };
    expect(freedBetween(before, kept)).toEqual({ bytes: 3.5 * GIB, proven: false });
    // defect: a game that ended in the same moment was taken for our model, which was still there
    const gameEnded = { own: none, ours: 8.5 * GIB, engine: 9 * GIB, report: 9 * GIB };
    expect(freedBetween(before, gameEnded)).toEqual({ bytes: 0, proven: false });
    // Where the list no longer tells, the sums are all there is.
    expect(freedBetween(before, { ...gameEnded, ours: undefined }).proven).toBe(true);
    // A list that does not show our programs, as in a container, says nothing.
    const blind = { ...before, ours: 0 };
    expect(freedBetween(blind, { ...taken, ours: 0, engine: 12 * GIB })).toEqual({
      bytes: 8 * GIB,
      proven: true,
    });
  });

  it("asks less of a process, but that no model file is mapped any more", () => {
    const before = { own: own(0, 4 * GIB), process: 5 * GIB, mapped: 3 * GIB };
    const after = { own: none, process: 2 * GIB, mapped: 0 };
    expect(freedBetween(before, after)).toEqual({ bytes: 3 * GIB, proven: true });
    expect(freedBetween(before, { ...after, mapped: GIB }).proven).toBe(false);
    expect(freedBetween(before, { ...after, process: 4 * GIB }).proven).toBe(false);
    const small = { own: own(0, 5_000_000), process: 300, mapped: 100 };
    expect(freedBetween(small, { own: none, process: 310, mapped: 0 })).toEqual({
      bytes: 0,
      proven: true,
    });
    expect(freedBetween({ ...small, mapped: undefined }, { own: none, process: 300 }).proven).toBe(
      false,
    );
  });

  async function prove(looks: readonly HeldMemory[], before: HeldMemory, aborted = false) {
    let now = 1_000;
    let asked = 0;
    const abort = new AbortController();
    if (aborted) abort.abort();
    const freed = await proveFreed({
      before,
      probe: async () => looks[Math.min(asked++, looks.length - 1)] ?? { own: none },
      // Such clocks count in parts of a millisecond; a person does not.
      startedAt: 499.7,
      monotonic: () => now,
      now: () => 7_000_000,
      wait: async () => {
        now += 100;
      },
      signal: abort.signal,
    });
    return { freed, asked };
  }

  it("is looked at until it is proven", async () => {
    const before = { own: own(GIB), engine: 2 * GIB };
    const looks = [
      { own: none, engine: 2 * GIB },
      { own: none, engine: 1.5 * GIB },
      { own: none, engine: GIB },
    ];
    const { freed, asked } = await prove(looks, before);
    expect(freed).toEqual({ bytes: GIB, millis: 700, proven: true, at: 7_000_000 });
    expect(asked).toBe(3);
  });

  it("is said not to be proven after two seconds", async () => {
    const { freed } = await prove([{ own: none, engine: 2 * GIB }], {
      own: own(GIB),
      engine: 2 * GIB,
    });
    expect(freed).toEqual({ bytes: 0, millis: 2_000, proven: false, at: 7_000_000 });
  });

  it("is nothing where nothing was held, or work goes on already", async () => {
    expect(await prove([], { own: none, engine: GIB })).toEqual({ freed: undefined, asked: 0 });
    expect((await prove([], { own: own(1), engine: 2 }, true)).freed).toBeUndefined();
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
      own: () => own(7),
      devices: async () => [{ ...device, memory }],
      report: report("gpu", 60),
      process: () => ({ resident: 5, models: 4 }),
    });
    expect(await probe()).toEqual({ own: own(7), engine: 50, report: 60, process: 5, mapped: 4 });
    const blind = memoryProbe({
      own: () => none,
      devices: () => Promise.reject(new Error("gone")),
      report: report("gpu", 60),
      process: () => ({ resident: 0, models: 0 }),
    });
    expect(await blind()).toEqual({ own: none, report: 60, process: 0, mapped: 0 });
  });

  it("counts our programs where a driver lists them", async () => {
    const program = { pid: 1, bytes: 40, own: true };
    const processes = [program, { ...program, pid: 2, bytes: 5, own: false }];
    const listed = async () => {
      const told = await report("gpu", 60)();
      const devices = told.devices.flatMap((one) => [
        one,
        { ...one, processes },
        { ...one, processes },
      ]);
      return { ...told, devices };
    };
    const probe = memoryProbe({
      own: () => own(7),
      devices: async () => [],
      report: listed,
      process: () => undefined,
    });
    expect((await probe()).ours).toBe(80);
  });

  it("looks at the engine's process where there is no GPU", async () => {
    const probe = memoryProbe({
      own: () => own(0, 3),
      devices: async () => [{ ...device, kind: "cpu", backend: "cpu" }],
      report: report("cpu", 60),
      process: () => ({ resident: 5, models: 4 }),
    });
    expect(await probe()).toEqual({ own: own(0, 3), process: 5, mapped: 4 });
  });

  it("takes the engine's own word for its process where the system does not tell", async () => {
    const probe = memoryProbe({
      own: () => own(0, 3),
      devices: async () => [{ ...device, kind: "cpu", backend: "cpu", hearthBytes: 9 }],
      report: report("cpu", 60),
      process: () => undefined,
    });
    expect(await probe()).toEqual({ own: own(0, 3), process: 9, mapped: undefined });
  });

  it("does not wait for an engine that hangs", async () => {
    const probe = memoryProbe({
      own: () => none,
      devices: () => new Promise(() => {}),
      report: report("gpu", 60),
      process: () => ({ resident: 5, models: 4 }),
    });
    expect(await probe()).toMatchObject({ own: none, report: 60 });
  });
});
