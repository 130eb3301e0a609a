import type { HardwareReport } from "../../native/api/hardware.ts";
import { createWatched } from "./watched.ts";

/** The devices of this computer, from hardware.watch. */
export const useHardware = createWatched<HardwareReport>();
