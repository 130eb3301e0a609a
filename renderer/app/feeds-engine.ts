import { useBenchmark } from "../stores/benchmark.ts";
import { HISTORY_MILLIS, useDeviceHistory } from "../stores/device-history.ts";
import { useDownloads } from "../stores/downloads.ts";
import { useEngine } from "../stores/engine.ts";
import { useGovernor } from "../stores/governor.ts";
import { api } from "./api.ts";
import { follow, read } from "./follow.ts";

/** Fills the stores of engine, governor, downloads and measurement, and what the devices did before, until `signal` aborts. */
export function followEngineRoom(signal: AbortSignal): void {
  const options = { signal };
  const history = { seconds: HISTORY_MILLIS / 1000, points: 300 };
  // Without a history the charts begin now: no failure that a person could do anything about.
  void read(() => api.hardware.history(history), {
    take: useDeviceHistory.getState().seed,
    fail: () => {},
  });
  void follow({
    first: () => api.engine.status({}),
    stream: () => api.engine.watch({}, options),
    ...useEngine.getState(),
    signal,
  });
  void follow({
    first: () => api.governor.status({}),
    stream: () => api.governor.watch({}, options),
    ...useGovernor.getState(),
    signal,
  });
  void follow({
    first: () => api.downloads.list({}),
    stream: () => api.downloads.watch({}, options),
    ...useDownloads.getState(),
    signal,
  });
  void follow({
    first: () => api.benchmark.status({}),
    stream: () => api.benchmark.watch({}, options),
    ...useBenchmark.getState(),
    signal,
  });
}
