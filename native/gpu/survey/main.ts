import { parentPort } from "../../processes/parent-port.ts";
import { listGraphics } from "../system-probe.ts";

/** The survey's process: posts the graphics cards that systeminformation lists as `{ graphics }`, or `{ failed }`, once. */
const port = parentPort();
process.on("SIGTERM", () => process.exit(0));
await listGraphics().then(
  (graphics) => port.postMessage({ graphics }),
  (error: unknown) => {
    port.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  },
);
