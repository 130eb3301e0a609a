import type { EngineService } from "../../engine/process/supervised-engine.ts";
import { createHardwareMonitor, type HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import { startSensors } from "../../gpu/sensors/sensor-service.ts";
import { surveyGraphics } from "../../gpu/survey/survey-graphics.ts";
import { createSystemProbe } from "../../gpu/system-probe.ts";
import type { Launcher } from "../../processes/launcher.ts";
import type { SupervisedStatus } from "../../processes/supervised-status.ts";
import type { HostHandlers } from "../router.ts";

/** The monitor with what it stands on. */
export interface Hardware {
  readonly monitor: HardwareMonitor;
  /** The sensors' process, where this computer has something to ask. */
  statuses(): readonly SupervisedStatus[];
  /** Tries sensors again that were given up or absent. */
  restartSensors(): void;
  close(): Promise<void>;
}

/** Opens the monitor on the real probes: llama.cpp's list, the vendors' sensors in their process, the system's list. */
export function openHardware(options: {
  readonly launcher: Launcher;
  readonly engine: Pick<EngineService, "devices" | "status">;
  readonly onChange: (status: SupervisedStatus) => void;
}): Hardware {
  const { launcher, engine } = options;
  const closing = new AbortController();
  const sensors = startSensors({ launcher, onChange: options.onChange });
  const monitor = createHardwareMonitor({
    engine,
    sensors,
    system: createSystemProbe({
      graphics: () => surveyGraphics(launcher, undefined, closing.signal),
    }),
    own: () => [engine.status().pid ?? process.pid],
  });
  return {
    monitor,
    statuses: () => [sensors.status() ?? []].flat(),
    restartSensors: sensors.restart,
    close: async () => {
      monitor.close();
      closing.abort();
      await sensors.close();
    },
  };
}

/** The `hardware.*` procedures. */
export function hardwareHandlers(monitor: HardwareMonitor): HostHandlers["hardware"] {
  return {
    list: () => monitor.report(),
    watch: (_input, signal) => monitor.watch(signal),
    history: (range) => monitor.history(range),
  };
}
