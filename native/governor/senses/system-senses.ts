import { batteryLinux } from "./battery/linux.ts";
import { batteryMac } from "./battery/mac.ts";
import { batteryWindows } from "./battery/windows.ts";
import { fullScreenWindows } from "./full-screen-windows.ts";
import { fullScreenX11 } from "./full-screen-x11.ts";
import { linuxPresence } from "./presence/linux.ts";
import { macPresence } from "./presence/mac.ts";
import { windowsPresence } from "./presence/windows.ts";
import { isInstalled, runProgram } from "./programs.ts";
import { noSense } from "./sense.ts";
import type { SenseSources } from "./senses.ts";

/** What this computer can sense by itself, without the desktop shell and without any right that a plain program lacks. */
export function systemSenses(now: () => number): SenseSources {
  const environment = process.env;
  const programs = { run: runProgram, installed: isInstalled, environment };
  const own = [process.pid, process.ppid];
  switch (process.platform) {
    case "linux":
      return {
        battery: batteryLinux(),
        presence: linuxPresence({ ...programs, now }),
        fullScreen: fullScreenX11({ ...programs, own }),
      };
    case "win32":
      return {
        battery: batteryWindows(),
        presence: windowsPresence(now),
        fullScreen: fullScreenWindows(),
      };
    case "darwin":
      return {
        battery: batteryMac,
        presence: macPresence({ ...programs, now }),
        fullScreen: noSense,
      };
    default:
      return { battery: noSense, presence: noSense, fullScreen: noSense };
  }
}
