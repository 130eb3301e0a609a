import { startSensors } from "../../../native/gpu/sensors/sensor-service.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

/** A node that is killed while its sensors hang: starts them on the library in its argument and tells their process number. */
const service = startSensors({
  launcher: nodeLauncher(),
  onChange: () => {
    const pid = service?.status()?.pid;
    if (pid !== undefined) process.send?.({ pid });
  },
  plan: { nvml: [process.argv[2] ?? ""], root: "/", kernelFiles: false },
  patience: 600_000,
  opening: 600_000,
});
