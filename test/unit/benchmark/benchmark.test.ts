import { describe, expect, test, vi } from "vitest";
import type { BenchmarkStatus, Receipt } from "../../../native/api/benchmark.ts";
import { receipt as receiptSchema } from "../../../native/api/benchmark.ts";
import type { Device, HardwareReport } from "../../../native/api/hardware.ts";
import { type BenchmarkOptions, createBenchmark } from "../../../native/benchmark/benchmark.ts";
import type { MeasuredSpeed } from "../../../native/benchmark/receipt.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

const file = { id: "tiny", path: "/nowhere/tiny.gguf", sha256: "ab".repeat(32) };

function report(watts?: number): HardwareReport {
  const memory = { totalBytes: 2 ** 33, usedBytes: 0, hearthBytes: 0 };
  const cpu: Device = {
    ...{ id: "cpu", kind: "cpu", name: "A CPU", backend: "cpu" },
    ...{ memory, seenBy: [] },
  };
  const gpu: Device = { ...cpu, id: "gpu-0", kind: "gpu", name: "A GPU", backend: "cuda" };
  return {
    time: 0,
    devices: watts === undefined ? [cpu] : [{ ...gpu, watts }, cpu],
    memory: { totalBytes: 2 ** 34, freeBytes: 2 ** 33 },
    notes: [],
  };
}

/** A benchmark over the fake engine; a millisecond passes each time the clock is looked at. */
function create(wish: Partial<BenchmarkOptions> = {}) {
  const engine = createFakeEngine();
  let receipts: readonly Receipt[] = [];
  let at = 0;
  const measured: MeasuredSpeed[] = [];
  const states: BenchmarkStatus[] = [];
  const benchmark = createBenchmark({
    engine,
    hardware: async () => report(),
    model: async () => ({ file, name: "Tiny" }),
    mining: () => false,
    wouldEarn: async () => [],
    tariff: () => undefined,
    onMeasured: (speed) => measured.push(speed),
    receipts: {
      read: () => receipts,
      write: (next) => {
        receipts = next;
      },
    },
    now: () => 1_700_000_000_000,
    tick: () => {
      at += 1;
      return at;
    },
    ...wish,
  });
  benchmark.changes.listen((status) => states.push(status));
  const ended = async (): Promise<BenchmarkStatus> => {
    await expect
      .poll(() => benchmark.status().state, { timeout: 30_000 })
      .toMatch(/^(done|failed|idle)$/);
    return benchmark.status();
  };
  return { benchmark, engine, measured, states, ended };
}

describe("the 60-second receipt", () => {
  test("goes through its phases, never backwards, and gives the memory back", async () => {
    const { benchmark, engine, states, ended, measured } = create();
    benchmark.start({ seconds: 0.05 });
    const status = await ended();
    expect(status.error).toBeUndefined();
    const receipt = receiptSchema.parse(status.receipt);
    expect([...new Set(states.map(({ state }) => state))]).toEqual([
      ...["loading", "prefill", "decode", "streams", "earnings", "done"],
    ]);
    const progress = states.map((each) => each.progress);
    expect(progress).toEqual([...progress].sort((left, right) => left - right));
    expect(receipt.streams.map(({ streams }) => streams)).toEqual([1, 4]);
    for (const { prefill, decode, firstToken } of receipt.streams) {
      // defect: reading was measured alone only
      expect(prefill?.low).toBeGreaterThan(0);
      expect(prefill?.high).toBeGreaterThanOrEqual(prefill?.low ?? Number.POSITIVE_INFINITY);
      expect(decode.low).toBeGreaterThan(0);
      expect(decode.high).toBeGreaterThanOrEqual(decode.low);
      expect(firstToken.low).toBeGreaterThan(0);
    }
    expect(measured).toEqual([
      expect.objectContaining({ sha256: file.sha256, device: "A CPU", backend: "cpu" }),
    ]);
    expect(await engine.loaded()).toEqual([]);
    expect(benchmark.receipts()).toEqual([receipt]);
  });

  test("says nothing of energy where no sensor tells, and gives it in joules where one does", async () => {
    const without = create();
    without.benchmark.start({ seconds: 0.05 });
    const bare = (await without.ended()).receipt;
    expect(bare?.watts).toBeUndefined();
    expect(bare?.joulesPerAnswer).toBeUndefined();
    expect(bare?.costPerDay).toBeUndefined();

    const withSensor = create({
      hardware: async () => report(250),
      tariff: () => ({ price: 0.4, currency: "EUR" }),
    });
    withSensor.benchmark.start({ seconds: 0.05 });
    const receipt = (await withSensor.ended()).receipt;
    expect(receipt?.watts).toEqual({ low: 250, high: 250 });
    expect(receipt?.joulesPerAnswer?.low).toBeGreaterThan(0);
    // 250 W for a day are 6 kWh.
    expect(receipt?.costPerDay?.amount).toBeCloseTo(2.4);
  });

  // defect: on a full disk a receipt that was measured was thrown away
  test("a receipt that cannot be kept is shown all the same", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const { benchmark, ended } = create({
      receipts: {
        read: () => [],
        write: () => {
          throw new Error("database or disk is full");
        },
      },
    });
    benchmark.start({ seconds: 0.05 });
    const status = await ended();
    expect(status.state).toBe("done");
    expect(receiptSchema.safeParse(status.receipt).success).toBe(true);
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });

  // defect: a probe that failed while something was measured ended the receipt, and could end the node
  test("a failing probe costs its sample and nothing else", async () => {
    let asked = 0;
    const { benchmark, ended } = create({
      hardware: async () => {
        asked += 1;
        if (asked === 2) throw new Error("the driver hangs");
        return report(250);
      },
    });
    benchmark.start({ seconds: 0.05 });
    expect((await ended()).state).toBe("done");
  });

  // defect: the end of a receipt took the model away from under a miner that had started meanwhile
  test("a model that was in memory stays there", async () => {
    const { benchmark, engine, ended } = create();
    await engine.load(file);
    benchmark.start({ seconds: 0.05 });
    await ended();
    expect(await engine.loaded()).toEqual(["tiny"]);
  });

  test("ends with MINER_RUNNING when mining starts meanwhile, since its figures would be of both", async () => {
    let mining = false;
    const { benchmark, engine, ended } = create({ mining: () => mining });
    benchmark.start({ seconds: 3600 });
    mining = true;
    expect((await ended()).error?.code).toBe("MINER_RUNNING");
    expect(await engine.loaded()).toEqual([]);
  });

  // defect: a start right after a cancel ran beside what was being cancelled
  test("a start after a cancel waits for its end", async () => {
    const { benchmark, ended } = create();
    benchmark.start({ seconds: 3600 });
    benchmark.cancel();
    expect(benchmark.start({ seconds: 0.05 }).state).toBe("loading");
    expect((await ended()).state).toBe("done");
    expect(benchmark.receipts()).toHaveLength(1);
  });

  test("is refused while mining, and a second start joins the first", async () => {
    const busy = create({ mining: () => true });
    expect(() => busy.benchmark.start({ seconds: 0.05 })).toThrow(
      expect.objectContaining({ code: "MINER_RUNNING" }),
    );
    const { benchmark, ended } = create();
    const first = benchmark.start({ seconds: 0.05 });
    expect(benchmark.start({ seconds: 0.05 })).toEqual(first);
    await ended();
    expect(benchmark.receipts()).toHaveLength(1);
  });

  test("a failure is told with its code, and the next measurement works", async () => {
    const { benchmark, engine, ended } = create();
    engine.setDown(true);
    benchmark.start({ seconds: 0.05 });
    expect((await ended()).error?.code).toBe("ENGINE_DOWN");
    engine.setDown(false);
    benchmark.start({ seconds: 0.05 });
    await expect.poll(() => benchmark.status().state, { timeout: 30_000 }).toBe("done");
  });

  test("a chain that does not answer costs only the subnets' part", async () => {
    const { benchmark, ended } = create({
      wouldEarn: async () => Promise.reject(new Error("away")),
    });
    benchmark.start({ seconds: 0.05 });
    expect((await ended()).receipt?.wouldEarn).toEqual([]);
  });

  test("cancelled: no receipt, and nothing comes after it", async () => {
    const engine = createFakeEngine({ millisPerToken: 1 });
    const { benchmark, states } = create({ engine, tick: () => performance.now() });
    benchmark.start({ seconds: 3600 });
    await expect.poll(() => benchmark.status().state, { timeout: 30_000 }).toBe("prefill");
    expect(benchmark.cancel()).toEqual({ state: "idle", progress: 0 });
    const count = states.length;
    await benchmark.close();
    await expect.poll(() => engine.loaded(), { timeout: 30_000 }).toEqual([]);
    expect(states).toHaveLength(count);
    expect(benchmark.receipts()).toEqual([]);
  });
});
