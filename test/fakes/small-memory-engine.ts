import { createLlamaEngine } from "../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../native/engine/llama/runtime/llama-runtime.ts";
import { engineRouter } from "../../native/engine/process/engine-router.ts";
import { parentPort } from "../../native/processes/parent-port.ts";
import { servePort } from "../../native/processes/rpc.ts";

/** The engine's process on a computer with little free memory: 24 MiB unless FREE_BYTES in the environment says otherwise. */
const port = parentPort();
const free = Number(process.env.FREE_BYTES ?? 24 * 2 ** 20);
const engine = createLlamaEngine(await startLlama("cpu"), { freeMemory: () => free });
servePort(engineRouter(engine), port);
process.on("SIGTERM", () => void engine.close().finally(() => process.exit(0)));
port.postMessage({ ready: "cpu" });
