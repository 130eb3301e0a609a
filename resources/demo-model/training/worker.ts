/** One training thread: runs the windows it is sent and adds their gradients into the shard it is told. */
import { parentPort, workerData } from "node:worker_threads";
import type { ModelShape } from "./layout.ts";
import { matrixKernel, type SharedMemory } from "./matrix.ts";
import { createModel, type ModelPlaces, type TrainingWindow } from "./model.ts";

/** What a thread is started with. */
export type WorkerStart = { memory: SharedMemory; shape: ModelShape; places: ModelPlaces };
/** One shard of a step: windows, run in order, and the place of the gradients they are added to. */
export type Shard = { number: number; gradients: number; windows: readonly TrainingWindow[] };
/** The sum of the weighted losses of a shard, in nats. */
export type ShardResult = { number: number; loss: number };

if (parentPort === null) throw new Error("this file runs as a worker thread");
const port = parentPort;
const { memory, shape, places } = workerData as WorkerStart;
const model = createModel(new Float32Array(memory.buffer), matrixKernel(memory), shape, places);

port.on("message", (shard: Shard) => {
  let loss = 0;
  for (const window of shard.windows) loss += model(window, shard.gradients);
  port.postMessage({ number: shard.number, loss } satisfies ShardResult);
});
