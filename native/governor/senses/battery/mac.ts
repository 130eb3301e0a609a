import si from "systeminformation";
import type { Sense } from "../sense.ts";

/** True while a Mac runs on its battery. Asked rarely: each question starts programs. */
export const batteryMac: Sense<boolean> = {
  available: async () => (await si.battery()).hasBattery,
  read: async () => {
    const { hasBattery, acConnected } = await si.battery();
    return hasBattery && !acConnected;
  },
  everyMillis: 60_000,
};
