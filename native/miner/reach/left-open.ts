import * as z from "zod";
import type { RouterWays } from "../../forwarding/find-router.ts";
import type { HeldPort } from "../../forwarding/held-port.ts";
import { takeBack } from "../../forwarding/take-back.ts";
import type { Notes } from "../../store/notes.ts";

/** The port that a router was last told to forward, until it was taken back. */
const NOTE = "mining.forwarded";
const heldNote = z.object({ externalPort: z.number(), port: z.number() }).nullable();
/** A search, and a router that answers slowly. */
const PATIENCE_MILLIS = 12_000;

/** What a router may lead to this computer, remembered beyond this process. */
export interface LeftOpen {
  last(): HeldPort | undefined;
  remember(held: HeldPort | undefined): void;
  /** Has the router take back what is left, in the background. Where it does not answer it is tried again the next time. */
  clear(): void;
  /** Ends that at once: somebody else keeps the port now, or nobody is here to wait. Never rejects. */
  stop(): Promise<void>;
}

/** Remembers a forwarded port in `notes`. */
export function createLeftOpen(ways: RouterWays, notes: Pick<Notes, "read" | "write">): LeftOpen {
  let clearing: { readonly ended: AbortController; readonly done: Promise<void> } | undefined;

  const last = (): HeldPort | undefined => notes.read(NOTE, heldNote) ?? undefined;

  function remember(held: HeldPort | undefined): void {
    try {
      notes.write(NOTE, held ?? null);
    } catch {
      // A full disk takes no port away; after a kill the lease ends it.
    }
  }

  async function takeOnce(held: HeldPort, ended: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(PATIENCE_MILLIS)]);
    try {
      await takeBack(ways, held, signal);
      if (!ended.aborted) remember(undefined);
    } catch {
      // The note stays.
    }
  }

  return {
    last,
    remember,
    clear() {
      const held = last();
      if (held === undefined || clearing !== undefined) return;
      const ended = new AbortController();
      const own = {
        ended,
        done: takeOnce(held, ended.signal).finally(() => {
          if (clearing === own) clearing = undefined;
        }),
      };
      clearing = own;
    },
    async stop() {
      const own = clearing;
      clearing = undefined;
      own?.ended.abort();
      await own?.done;
    },
  };
}
