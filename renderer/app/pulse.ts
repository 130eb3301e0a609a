import type { ConnectionState } from "./transport/connection-state.ts";

/** What the pulse needs from outside. */
export interface Pulse {
  /** Asks the node for something small; true once it answered, be it with a refusal. Never throws. */
  readonly ask: () => Promise<boolean>;
  readonly connection: {
    readonly get: () => ConnectionState;
    readonly set: (state: ConnectionState) => void;
    readonly subscribe: (listener: () => void) => () => void;
  };
  /** Milliseconds between two questions. */
  readonly everyMillis: number;
  /** Milliseconds without an answer after which the node counts as silent. */
  readonly patienceMillis: number;
}

/**
 * Asks the node again and again: a socket stays open to a node that hangs or whose computer stopped it, and what is on
 * screen would then be said as if it were true now. Without an answer in time the connection is `silent`; any answer makes
 * it `open` again. A node that hangs keeps its questions and answers them all when it wakes: while none is answered, each
 * next one waits twice as many beats. Returns a disposer.
 */
export function keepPulse(pulse: Pulse): () => void {
  const { connection, everyMillis, patienceMillis } = pulse;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const after = (millis: number, work: () => void): (() => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, millis);
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  };

  // Questions since the last one that ended, and beats since the last question.
  let unanswered = 0;
  let idle = 0;
  const ask = (): void => {
    const asked = connection.get();
    if (asked.kind !== "open" && asked.kind !== "silent") return;
    unanswered += 1;
    idle = 0;
    const askedAt = Date.now();
    const forget = after(patienceMillis, () => {
      // A computer that slept wakes with every timer due at once; that says nothing about the node.
      const slept = Date.now() - askedAt > 2 * patienceMillis;
      if (connection.get() === asked && asked.kind === "open" && !slept) {
        connection.set({ kind: "silent", since: askedAt });
      }
    });
    void pulse.ask().then((answered) => {
      forget();
      unanswered = 0;
      if (answered && connection.get().kind === "silent") {
        connection.set({ kind: "open", since: Date.now() });
      }
    });
  };

  const beat = (): void => {
    idle += 1;
    if (unanswered === 0 || idle >= 2 ** unanswered) ask();
    after(everyMillis, beat);
  };
  let before = connection.get().kind;
  const unsubscribe = connection.subscribe(() => {
    const { kind } = connection.get();
    const opened = kind === "open" && before !== "open";
    before = kind;
    if (!opened) return;
    unanswered = 0;
    ask();
  });
  beat();
  return () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
}
