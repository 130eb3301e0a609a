import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureReceipt } from "../../../native/benchmark/receipt.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { createHardwareMonitor } from "../../../native/gpu/hardware-monitor.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

let folder = "";
let engine: EngineService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hearth-receipt-"));
  engine = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

test("a receipt of the real engine: speeds that fit each other, and no model left in memory", async () => {
  const file = writeTinyModel(folder);
  const hardware = createHardwareMonitor({ engine });
  try {
    const receipt = await measureReceipt(
      {
        engine,
        hardware: hardware.report,
        model: async () => ({ file, name: "Tiny" }),
        wouldEarn: async () => [],
        tariff: () => undefined,
        onMeasured: () => {},
        now: Date.now,
      },
      { seconds: 2 },
      {
        say: () => {},
        tick: () => performance.now(),
        signal: new AbortController().signal,
        alone: () => {},
      },
    );
    // Reading is never slower than writing: the same layers, many tokens at a time.
    expect(receipt.prefill.high).toBeGreaterThan(receipt.streams[0]?.decode.low ?? 0);
    expect(receipt.streams[0]?.decode.low).toBeGreaterThan(0);
    expect(receipt.streams[1]?.firstToken.high).toBeGreaterThan(0);
    // Nor for four at once.
    expect(receipt.streams[1]?.prefill?.high).toBeGreaterThan(receipt.streams[1]?.decode.low ?? 0);
    expect(receipt.answerTokens).toBeGreaterThan(0);
    expect(await engine.loaded()).toEqual([]);
  } finally {
    hardware.close();
  }
});
