import { Worker } from "node:worker_threads";
import { layOut, type ModelShape } from "./layout.ts";
import { sharedMemory } from "./matrix.ts";
import { activationFloats, type TrainingWindow, transposeParameters } from "./model.ts";
import { createOptimiser, learningRate } from "./optimiser.ts";
import type { ShardResult, WorkerStart } from "./worker.ts";

/** Gradients are added up in this many shards in a fixed order, so the result does not depend on the number of threads. */
const SHARDS = 4;

/** What a training run needs; `windowsOf` must depend on nothing but the step. */
export type TrainingPlan = {
  readonly shape: ModelShape;
  readonly initial: Float32Array;
  readonly steps: number;
  /** At most 4 are of use. */
  readonly threads: number;
  readonly windowsOf: (step: number) => readonly TrainingWindow[];
  /** Called after each step with the mean loss of the step in nats per counted token. */
  readonly onStep: (step: number, loss: number) => void;
};

/** Trains and returns the parameters. Its threads end with it, also when it throws. */
export async function train(plan: TrainingPlan): Promise<Float32Array> {
  const { shape } = plan;
  const layout = layOut(shape);
  const size = Math.ceil(layout.total / 16) * 16;
  const room = activationFloats(shape);
  const firstGradients = 2 * size;
  const firstActivations = (2 + SHARDS) * size;
  const memory = sharedMemory(firstActivations + plan.threads * room);
  const floats = new Float32Array(memory.buffer);
  floats.set(plan.initial, 0);
  const optimise = createOptimiser(layout);
  const workers = Array.from({ length: plan.threads }, (_, thread) => {
    const activations = firstActivations + thread * room;
    const places = { parameters: 0, transposed: size, gradients: firstGradients, activations };
    const start: WorkerStart = { memory, shape, places };
    return new Worker(new URL("./worker.ts", import.meta.url), { workerData: start });
  });
  try {
    for (let step = 0; step < plan.steps; step += 1) {
      transposeParameters(floats, shape, 0, size);
      floats.fill(0, firstGradients, firstActivations);
      const windows = plan.windowsOf(step);
      const losses = await Promise.all(
        Array.from({ length: SHARDS }, (_, number) =>
          runShard(workers[number % workers.length]!, {
            number,
            gradients: firstGradients + number * size,
            windows: windows.filter((_, index) => index % SHARDS === number),
          }),
        ),
      );
      const counted = windows.reduce((sum, { weights }) => sum + total(weights), 0);
      for (let at = firstGradients; at < firstGradients + layout.total; at += 1) {
        let sum = 0;
        for (let shard = 0; shard < SHARDS; shard += 1) sum += floats[at + shard * size]!;
        floats[at] = sum / counted;
      }
      const gradient = floats.subarray(firstGradients, firstGradients + layout.total);
      optimise(floats.subarray(0, layout.total), gradient, learningRate(step, plan.steps));
      plan.onStep(step, total(losses) / counted);
    }
    return floats.slice(0, layout.total);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function runShard(
  worker: Worker,
  shard: { number: number; gradients: number; windows: readonly TrainingWindow[] },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const onMessage = (result: ShardResult): void => {
      if (result.number !== shard.number) return;
      worker.off("message", onMessage).off("error", reject);
      resolve(result.loss);
    };
    worker.on("message", onMessage).on("error", reject);
    worker.postMessage(shard);
  });
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at]!;
  return sum;
}
