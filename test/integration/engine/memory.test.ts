import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLlamaEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/llama-runtime.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

test("a context that memory does not hold is refused with both figures, and a smaller one is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-memory-"));
  const engine = createLlamaEngine(await startLlama("cpu"), () => 64 * 2 ** 20);
  const model = writeTinyModel(folder);
  await expect(engine.load(model, { contextSize: 2 ** 20, sequences: 2 })).rejects.toMatchObject({
    code: "MODEL_TOO_LARGE",
    detail: { needed: expect.any(Number), available: 64 * 2 ** 20 },
  });
  expect(await engine.loaded()).toEqual([]);
  await engine.load(model, { contextSize: 256, sequences: 1 });
  expect(await engine.loaded()).toEqual(["tiny"]);
  await engine.close();
  rmSync(folder, { recursive: true });
});
