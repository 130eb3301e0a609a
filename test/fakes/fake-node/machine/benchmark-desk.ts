import type { BenchmarkStatus, Receipt } from "../../../../native/api/benchmark.ts";
import { HearthError } from "../../../../native/api/errors.ts";
import { sampleHash } from "../samples.ts";
import type { World } from "../world.ts";

const phases: readonly BenchmarkStatus["state"][] = [
  "loading",
  "prefill",
  "decode",
  "streams",
  "earnings",
  "done",
];

/** What the fake knows of measurements. */
export interface BenchmarkState {
  status: BenchmarkStatus;
  receipts: Receipt[];
  /** What the running measurement is of. */
  model: string;
}

/** Nothing measured in a fresh world, else one receipt of yesterday. */
export function createBenchmarkState(fresh: boolean): BenchmarkState {
  return {
    status: { state: "idle", progress: 0 },
    model: "qwen3-4b-q4_k_m",
    receipts: fresh ? [] : [sampleReceipt("qwen3-4b-q4_k_m", Date.now() - 86_000_000)],
  };
}

/** Begins a measurement; refused while mining uses the engine. */
export function startBenchmark(world: World, model: string | undefined): BenchmarkStatus {
  const { state } = world.mining;
  if (state !== "off" && state !== "failed") throw new HearthError("MINER_RUNNING");
  world.benchmark.model = model ?? "qwen3-4b-q4_k_m";
  return publish(world, { state: "loading", progress: 0.02, startedAt: Date.now() });
}

/** Ends a measurement without a receipt. */
export function cancelBenchmark(world: World): BenchmarkStatus {
  return publish(world, { state: "idle", progress: 0 });
}

/** The next phase of a running measurement. */
export function advanceBenchmark(world: World): void {
  const { status } = world.benchmark;
  const index = phases.indexOf(status.state);
  const next = phases[index + 1];
  if (index === -1 || next === undefined) return;
  if (next !== "done") {
    publish(world, { ...status, state: next, progress: (index + 1) / 5.5 });
    return;
  }
  const receipt = sampleReceipt(world.benchmark.model, Date.now());
  world.benchmark.receipts.unshift(receipt);
  publish(world, { state: "done", progress: 1, receipt });
}

function publish(world: World, status: BenchmarkStatus): BenchmarkStatus {
  world.benchmark.status = status;
  world.channels.benchmark.publish(status);
  return status;
}

function sampleReceipt(model: string, time: number): Receipt {
  return {
    time,
    model,
    modelName: "Qwen3 4B Instruct Q4_K_M",
    sha256: sampleHash(model).slice(2),
    device: "NVIDIA GeForce RTX 4090",
    backend: "cuda",
    seconds: 58.4,
    prefill: { low: 7820, high: 8140 },
    streams: [
      {
        streams: 1,
        prefill: { low: 3890, high: 4010 },
        decode: { low: 151, high: 158 },
        firstToken: { low: 0.061, high: 0.07 },
      },
      {
        streams: 4,
        prefill: { low: 4020, high: 4180 },
        decode: { low: 402, high: 431 },
        firstToken: { low: 0.09, high: 0.13 },
      },
      {
        streams: 16,
        prefill: { low: 4050, high: 4220 },
        decode: { low: 905, high: 988 },
        firstToken: { low: 0.21, high: 0.39 },
      },
    ],
    watts: { low: 288, high: 311 },
    idleWatts: 24,
    joulesPerAnswer: { low: 372, high: 415 },
    answerTokens: 200,
    costPerDay: { amount: 2.31, currency: "EUR" },
    wouldEarn: [
      {
        netuid: 1,
        name: "text-generation",
        perDay: { low: "4100000", middle: "41200000", high: "188400000" },
        miners: 7,
      },
      {
        netuid: 2,
        name: "embeddings",
        perDay: { low: "0", middle: "0", high: "0" },
        miners: 0,
        unknown: "noMiner",
      },
    ],
  };
}
