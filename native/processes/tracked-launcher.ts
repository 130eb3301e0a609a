import type { Launcher, RunningProcess } from "./launcher.ts";

/** A launcher that knows what it started and still runs. */
export interface TrackedLauncher extends Launcher {
  /** Ends at once every process that is left, and resolves when none is. */
  endAll(): Promise<void>;
}

/**
 * A launcher over another that can end whatever is left at the close of the program. Supervised processes end by themselves
 * before; what this is for is one that works for a single call, such as the signer in its seconds of unlocking.
 */
export function trackedLauncher(launcher: Launcher): TrackedLauncher {
  const running = new Set<RunningProcess>();
  return {
    launch: (spec) => {
      const process = launcher.launch(spec);
      running.add(process);
      void process.exited.then(() => running.delete(process));
      return process;
    },
    endAll: async () => {
      await Promise.all(
        [...running].map((process) => {
          process.kill("SIGKILL");
          return process.exited;
        }),
      );
    },
  };
}
