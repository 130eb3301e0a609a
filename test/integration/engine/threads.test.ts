import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openContexts, type Writer } from "../../../native/engine/llama/model/contexts.ts";
import { setThreads } from "../../../native/engine/llama/passes/addon.ts";
import { type Lane, rewind } from "../../../native/engine/llama/passes/lane.ts";
import { prefill } from "../../../native/engine/llama/passes/prefill.ts";
import { readServed } from "../../../native/engine/llama/passes/readings.ts";
import { createPacer } from "../../../native/engine/llama/queue/pacer.ts";
import {
  type LlamaRuntime,
  startLlama,
} from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { resourceFolder } from "../../../native/host/resource-folder.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-threads-"));
let runtime: LlamaRuntime;
beforeAll(async () => {
  runtime = await startLlama("cpu");
});
afterAll(() => rmSync(folder, { recursive: true }));

const demo = (quantisation: string): string =>
  join(resourceFolder("demo-model"), `hearth-demo-${quantisation}.gguf`);
const files = [
  ["f32", () => writeTinyModel(folder).path],
  ["f16", () => demo("f16")],
  ["q8_0", () => demo("q8_0")],
  ["q4_0", () => demo("q4_0")],
] as const;
/** Few: with more threads than cores, llama.cpp spends its time waiting for one that does not run. */
const tokens = Array.from({ length: 24 }, (_, index) => (index * 7 + 3) % 250);

/** Runs work on the one lane of a model's context. */
async function withLane<R>(
  modelPath: string,
  work: (lane: Lane, writer: Writer) => Promise<R>,
): Promise<R> {
  const model = await runtime.llama.loadModel({ modelPath });
  const { writer, close } = await openContexts(model, {
    ...{ contextSize: 128, sequences: 1, cacheType: "f16", flashAttention: false },
    ...{ embedding: false, placement: "fitting", batchSize: 128, threads: 3, tuned: false },
  });
  try {
    if (writer === undefined) throw new Error("a model that writes has a writer");
    return await writer.queue.run({ requester: "test" }, (lane) => work(lane, writer));
  } finally {
    await close();
    await model.dispose();
  }
}

/** What is read at each token, in passes over so many of them. */
async function digits(lane: Lane, writer: Writer, batchSize: number): Promise<unknown> {
  await rewind(lane, 0, writer.crowd);
  const room = { ...writer, pacer: createPacer(), batchSize };
  return prefill(room, lane, {
    ...{ tokens, kept: 0, wanted: () => true },
    read: (row, index) => readServed(writer.readings, row, tokens[index + 1] ?? 0, 4),
  });
}

describe.each(files)("a model in %s", (_, path) => {
  test("says the same to the last digit with every number of threads, in long passes and in short ones", async () => {
    await withLane(path(), async (lane, writer) => {
      const { context } = lane.sequence;
      for (const batchSize of [4, 24]) {
        setThreads(context, 1);
        const alone = await digits(lane, writer, batchSize);
        expect(context.currentThreads).toBe(1);
        for (const threads of [2, 3]) {
          setThreads(context, threads);
          expect(await digits(lane, writer, batchSize)).toEqual(alone);
          expect(context.currentThreads).toBe(threads);
        }
      }
    });
  }, 300_000);
});
