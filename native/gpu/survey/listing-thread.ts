import { parentPort } from "node:worker_threads";
import { listGraphics } from "../system-probe.ts";

/** The thread that waits for the programs that list cards: posts `{ graphics }` or `{ failed }`, once. */
await listGraphics().then(
  (graphics) => parentPort?.postMessage({ graphics }),
  (error: unknown) => {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  },
);
