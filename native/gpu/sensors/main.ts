import { parentPort } from "../../processes/parent-port.ts";
import { servePort } from "../../processes/rpc.ts";
import { openSensors } from "./open-sensors.ts";
import { sensorPlan } from "./sensor-plan.ts";
import { sensorRouter } from "./sensor-router.ts";

/**
 * The sensors' process. Argument: what to try (see sensor-plan.ts) as JSON. Posts `{ ready, missing }` once what there is was
 * opened (`ready` is false where nothing could be), and serves readings until it is ended.
 */
const port = parentPort();
// A driver that hangs holds a thread for ever, and an ordinary exit would wait for that thread.
process.on("SIGTERM", () => process.kill(process.pid, "SIGKILL"));
const plan = sensorPlan.parse(JSON.parse(process.argv[2] ?? ""));
const { set, missing } = await openSensors(plan, {
  nvml: async (path) => (await import("./nvidia/nvml-library.ts")).loadNvml(path),
  graphicsKernel: async (path) =>
    (await import("./windows/gdi-library.ts")).loadGraphicsKernel(path),
  counters: async (path) =>
    (await import("./windows/counters/counter-library.ts")).loadCounters(path),
  programPaths: async (path) => (await import("./windows/program-path.ts")).loadProgramPaths(path),
});
if (set !== undefined) servePort(sensorRouter(set), port);
port.postMessage({ ready: set !== undefined, missing });
