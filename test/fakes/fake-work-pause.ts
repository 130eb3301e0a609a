import type { WorkPause } from "../../native/governor/work-pause.ts";

/** A pause that is switched by hand. */
export function fakeWorkPause(): WorkPause & { set(reason: string | undefined): void } {
  const listeners = new Set<() => void>();
  let current: string | undefined;
  return {
    reason: () => current,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set: (reason) => {
      current = reason;
      for (const listener of [...listeners]) listener();
    },
  };
}
