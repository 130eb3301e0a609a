import { existsSync, writeFileSync } from "node:fs";
import { createLlamaEngine } from "../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../native/engine/llama/runtime/llama-runtime.ts";
import { engineRouter } from "../../native/engine/process/engine-router.ts";
import { parentPort } from "../../native/processes/parent-port.ts";
import { servePort } from "../../native/processes/rpc.ts";

/**
 * The engine's process, whose loads never end by themselves while there is a file at HOLD, as a large model's on a slow disk: they
 * write a file beside it when they begin, and hear only an abort.
 */
const port = parentPort();
const hold = process.env.HOLD ?? "";
const engine = createLlamaEngine(await startLlama("cpu"), {
  verify: async (_model, signal) => {
    if (!existsSync(hold)) return;
    writeFileSync(`${hold}.begun`, "");
    await new Promise((_resolve, reject) => {
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  },
});
servePort(engineRouter(engine), port);
process.on("SIGTERM", () => void engine.close().finally(() => process.exit(0)));
port.postMessage({ ready: "cpu" });
