import type { RunProgram } from "./programs.ts";
import type { Sense } from "./sense.ts";

/** What the sense stands on. */
export interface FullScreenX11Options {
  readonly run: RunProgram;
  readonly installed: (name: string) => Promise<boolean>;
  readonly environment: NodeJS.ProcessEnv;
  /** Processes whose windows are our own. */
  readonly own: readonly number[];
}

/**
 * True while another program's window in front fills the screen, as the window manager says by the hints of EWMH. Needs `xprop`; under
 * Wayland no program may look at others' windows, so nothing is told there.
 */
export function fullScreenX11(options: FullScreenX11Options): Sense<boolean> {
  const { run, environment } = options;
  const x11 = environment.DISPLAY !== undefined && environment.WAYLAND_DISPLAY === undefined;
  return {
    available: async () => x11 && (await options.installed("xprop")),
    read: async () => {
      const active = await run("xprop", ["-root", "_NET_ACTIVE_WINDOW"]);
      const window = /#\s*(0x[0-9a-f]+)/i.exec(active)?.[1];
      if (window === undefined) return undefined;
      if (Number(window) === 0) return false;
      const told = await run("xprop", ["-id", window, "_NET_WM_STATE", "_NET_WM_PID"]);
      const pid = Number(/_NET_WM_PID\S*\s*=\s*(\d+)/.exec(told)?.[1] ?? Number.NaN);
      return /_NET_WM_STATE_FULLSCREEN\b/.test(told) && !options.own.includes(pid);
    },
    everyMillis: 5_000,
  };
}
