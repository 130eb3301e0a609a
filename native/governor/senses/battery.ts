import si from "systeminformation";
import type { Sense } from "./sense.ts";

/** True while the computer runs on its battery. Asked rarely: on Windows and macOS each question starts a program. */
export const batterySense: Sense<boolean> = {
  available: async () => (await si.battery()).hasBattery,
  read: async () => {
    const { hasBattery, acConnected } = await si.battery();
    return hasBattery && !acConnected;
  },
  everyMillis: 60_000,
};
