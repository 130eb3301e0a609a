import type { LiveFacts } from "./download-record.ts";
import type { LiveRun, Stop } from "./live-run.ts";

/** The downloads that run, by their ids, and those that are being stopped. */
export interface LiveRuns {
  has(id: string): boolean;
  facts(id: string): LiveFacts | undefined;
  add(id: string, run: LiveRun): void;
  /** It ended by itself. */
  forget(id: string): void;
  /** Ends one; resolves when nothing of it writes any more, also where another stops it already. */
  stop(id: string, why: Stop): Promise<void>;
  stopAll(why: Stop): Promise<void>;
}

/** No runs yet. */
export function createLiveRuns(): LiveRuns {
  const live = new Map<string, LiveRun>();
  const stopping = new Map<string, Promise<void>>();
  const stop = async (id: string, why: Stop): Promise<void> => {
    const running = live.get(id);
    live.delete(id);
    if (running !== undefined) {
      const stopped = running.stop(why).finally(() => stopping.delete(id));
      stopping.set(id, stopped);
    }
    await stopping.get(id);
  };
  return {
    has: (id) => live.has(id),
    facts: (id) => live.get(id)?.facts(),
    add: (id, run) => void live.set(id, run),
    forget: (id) => void live.delete(id),
    stop,
    stopAll: async (why) => {
      await Promise.all([...live.keys(), ...stopping.keys()].map((id) => stop(id, why)));
    },
  };
}
