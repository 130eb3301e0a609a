import { readFileSync } from "node:fs";
import { createLlamaEngine } from "../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../native/engine/llama/runtime/llama-runtime.ts";
import { engineRouter } from "../../native/engine/process/engine-router.ts";
import { parentPort } from "../../native/processes/parent-port.ts";
import { servePort } from "../../native/processes/rpc.ts";

/**
 * The engine's process on a computer with little free memory: 24 MiB unless FREE_BYTES in the environment says otherwise, or what is
 * written in the file FREE_FILE at the time, as where other programs come and go.
 */
const port = parentPort();
const file = process.env.FREE_FILE;
const fixed = Number(process.env.FREE_BYTES ?? 24 * 2 ** 20);
const freeMemory = (): number => (file === undefined ? fixed : Number(readFileSync(file, "utf8")));
const engine = createLlamaEngine(await startLlama("cpu"), { freeMemory });
servePort(engineRouter(engine), port);
process.on("SIGTERM", () => void engine.close().finally(() => process.exit(0)));
port.postMessage({ ready: "cpu" });
