import { batterySense } from "./battery.ts";
import { fullScreenWindows } from "./full-screen-windows.ts";
import { fullScreenX11 } from "./full-screen-x11.ts";
import { linuxPresence } from "./linux-presence.ts";
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
        battery: batterySense,
        presence: linuxPresence({ ...programs, now }),
        fullScreen: fullScreenX11({ ...programs, own }),
      };
    case "win32":
      return { battery: batterySense, presence: noSense, fullScreen: fullScreenWindows() };
    default:
      return { battery: batterySense, presence: noSense, fullScreen: noSense };
  }
}
