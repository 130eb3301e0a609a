import type { Launcher, LaunchSpec, RunningProcess } from "../../native/processes/launcher.ts";
import { nodeLauncher } from "../../native/processes/node-launcher.ts";

/** How a launcher's engines behave. `deadly` is asked for each load and may change its mind at any time. */
export interface DeadlyLauncherOptions {
  /** Whether the process dies in the middle of this load, as a broken driver makes it. `choice` is the start's argument. */
  readonly deadly: (choice: string, load: string) => boolean;
  /** The layer that the process says it runs on, by the start's argument; every one computes on the processor. */
  readonly layers?: Readonly<Record<string, string>>;
  /** Another program to start in place of the engine's own. */
  readonly entry?: URL;
  readonly env?: Readonly<Record<string, string>>;
}

/** Real engine processes that die at the right moment. `tried` lists the starts' arguments, `loads` what was sent to them. */
export function deadlyLauncher(options: DeadlyLauncherOptions): Launcher & {
  readonly tried: string[];
  readonly loads: string[];
} {
  const tried: string[] = [];
  const loads: string[] = [];
  const layers = options.layers ?? { any: "cuda", "without-cuda": "vulkan", cpu: "cpu" };
  const launch = (spec: LaunchSpec): RunningProcess => {
    const [choice = ""] = spec.args ?? [];
    tried.push(choice);
    const child = nodeLauncher().launch({
      ...spec,
      entry: options.entry ?? spec.entry,
      env: { ...spec.env, ...options.env },
    });
    return {
      get pid() {
        return child.pid;
      },
      exited: child.exited,
      kill: (signal) => child.kill(signal),
      stderrTail: () => child.stderrTail(),
      postMessage: (message) => {
        const text = JSON.stringify(message);
        const load = /"\/load\\"/.test(text);
        if (load) loads.push(text);
        // One that got it might be done with it before it is killed.
        if (load && options.deadly(choice, text)) child.kill("SIGKILL");
        else child.postMessage(message);
      },
      onMessage: (listener) =>
        child.onMessage((message) => {
          const ready = typeof message === "object" && message !== null && "ready" in message;
          listener(ready ? { ready: layers[choice] ?? "cpu" } : message);
        }),
    };
  };
  return { tried, loads, launch };
}
