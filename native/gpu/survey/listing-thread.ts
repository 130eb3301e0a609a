import { parentPort } from "node:worker_threads";
import { reasonOf } from "../../api/errors.ts";
import { listGraphics } from "../system-probe.ts";

/** The thread that waits for the programs that list cards: posts `{ graphics }` or `{ failed }`, once. */
await listGraphics().then(
  (graphics) => parentPort?.postMessage({ graphics }),
  (error: unknown) => {
    parentPort?.postMessage({ failed: reasonOf(error) });
  },
);
