import { os, type RouterClient } from "@orpc/server";
import type { SensorSet } from "./sensor-reading.ts";

/** The calls of the sensors' process. */
export function sensorRouter(set: SensorSet) {
  return { read: os.handler(() => set.read()) };
}

/** The client type of the sensors' process. */
export type SensorClient = RouterClient<ReturnType<typeof sensorRouter>>;
