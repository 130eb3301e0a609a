import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createFairQueue, type FairQueue } from "../../../native/engine/llama/queue/fair-queue.ts";
import { type CallPriority, callPriorities } from "../../../native/engine/requests.ts";

const LANES = 2;
const CAPACITY = 8;
const REQUESTERS = ["a", "b", "c"];
/** Takes that a head of each rank may see go by, and then one for each other line there can be. */
const OTHER_LINES = REQUESTERS.length * callPriorities.length - 1;
const PASSED_OVER = 8;
const LIMITS: Record<CallPriority, number> = {
  interactive: 8,
  serving: 8,
  auditing: 6,
  background: 4,
};

interface Waiting {
  readonly id: number;
  readonly rank: number;
  readonly line: string;
}

/** What is known of the queue from outside: who waits in which order, and how often each head was passed over. */
interface Known {
  waiting: Waiting[];
  running: Set<number>;
  passed: Map<string, number>;
}

interface Real {
  readonly queue: FairQueue<number>;
  readonly started: number[];
  readonly finish: Map<number, () => void>;
  readonly aborts: Map<number, AbortController>;
  readonly outcomes: Map<number, string>;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Follows each start and checks that it was that one's turn. */
function follow(known: Known, { started, queue }: Real): void {
  for (const id of started.splice(0)) {
    const job = known.waiting.find((waiting) => waiting.id === id);
    if (job === undefined) throw new Error(`task ${id} was started without waiting`);
    const heads = new Map<string, Waiting>();
    for (const waiting of known.waiting) {
      if (!heads.has(waiting.line)) heads.set(waiting.line, waiting);
    }
    const rank = ({ line, rank: own }: Waiting): number =>
      Math.max(0, own - Math.floor((known.passed.get(line) ?? 0) / PASSED_OVER));
    // Own order within a line, and no line ahead of one that ranks higher.
    expect(heads.get(job.line)?.id).toBe(id);
    for (const head of heads.values()) expect(rank(head)).toBeGreaterThanOrEqual(rank(job));
    known.waiting = known.waiting.filter((waiting) => waiting.id !== id);
    known.running.add(id);
    for (const { line, rank: own } of heads.values()) {
      const passed = line === job.line ? 0 : (known.passed.get(line) ?? 0) + 1;
      expect(passed).toBeLessThanOrEqual(own * PASSED_OVER + OTHER_LINES);
      known.passed.set(line, passed);
    }
  }
  // Nobody waits while a lane is free.
  if (known.waiting.length > 0) expect(known.running.size).toBe(LANES);
  expect(known.running.size).toBeLessThanOrEqual(LANES);
  expect(queue.load()).toEqual({ running: known.running.size, waiting: known.waiting.length });
}

type Step = fc.AsyncCommand<Known, Real>;

function join(id: number, requester: string, priority: CallPriority): Step {
  return {
    check: () => true,
    run: async (known, real) => {
      const full = known.running.size === LANES && known.waiting.length >= LIMITS[priority];
      const abort = new AbortController();
      const line = `${requester} ${priority}`;
      const rank = callPriorities.indexOf(priority);
      if (!full) {
        if (!known.waiting.some((waiting) => waiting.line === line)) known.passed.set(line, 0);
        known.waiting.push({ id, rank, line });
      }
      real.aborts.set(id, abort);
      real.queue
        .run(
          { requester, priority },
          () =>
            new Promise<void>((resolve) => {
              real.started.push(id);
              real.finish.set(id, resolve);
            }),
          abort.signal,
        )
        .then(
          () => real.outcomes.set(id, "done"),
          (error: { code: string }) => real.outcomes.set(id, error.code),
        );
      await settle();
      if (full) expect(real.outcomes.get(id)).toBe("QUEUE_FULL");
      follow(known, real);
    },
    toString: () => `join ${id} ${requester} ${priority}`,
  };
}

function finish(which: number): Step {
  return {
    check: ({ running }) => running.size > 0,
    run: async (known, real) => {
      const id = [...known.running][which % known.running.size] ?? -1;
      known.running.delete(id);
      real.finish.get(id)?.();
      await settle();
      expect(real.outcomes.get(id)).toBe("done");
      follow(known, real);
    },
    toString: () => `finish ${which}`,
  };
}

function abort(which: number): Step {
  return {
    check: ({ waiting }) => waiting.length > 0,
    run: async (known, real) => {
      const job = known.waiting[which % known.waiting.length];
      if (job === undefined) throw new Error("nobody waits");
      const head = known.waiting.find(({ line }) => line === job.line);
      if (head?.id === job.id) known.passed.set(job.line, 0);
      known.waiting = known.waiting.filter(({ id }) => id !== job.id);
      real.aborts.get(job.id)?.abort();
      await settle();
      expect(real.outcomes.get(job.id)).toBe("CANCELLED");
      follow(known, real);
    },
    toString: () => `abort ${which}`,
  };
}

test("in any history: own order, higher ranks first, nobody passed over for ever, no lane idle, no place lost", async () => {
  let id = 0;
  const requester = fc.constantFrom(...REQUESTERS);
  const priority = fc.constantFrom(...callPriorities);
  const commands = fc.commands(
    [
      fc.tuple(requester, priority).map(([who, rank]) => join(id++, who, rank)),
      fc.tuple(requester, priority).map(([who, rank]) => join(id++, who, rank)),
      fc.nat(10).map(finish),
      fc.nat(10).map(finish),
      fc.nat(20).map(abort),
    ],
    { maxCommands: 150, size: "max" },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const known: Known = { waiting: [], running: new Set(), passed: new Map() };
      const real: Real = {
        queue: createFairQueue([0, 1], CAPACITY),
        ...{ started: [], finish: new Map(), aborts: new Map(), outcomes: new Map() },
      };
      await fc.asyncModelRun(() => ({ model: known, real }), steps);
      // Closing cancels all that waits, and ends when the last one in work does.
      const closed = real.queue.close();
      for (const end of real.finish.values()) end();
      await closed;
      await settle();
      for (const { id: left } of known.waiting) expect(real.outcomes.get(left)).toBe("CANCELLED");
      for (const left of known.running) expect(real.outcomes.get(left)).toBe("done");
    }),
    { numRuns: 60 },
  );
});

test("background work under a flood of the highest rank still has its turn, one of many", async () => {
  const queue = createFairQueue([0], 200);
  const order: string[] = [];
  const task = (name: string) => async (): Promise<void> => {
    order.push(name);
  };
  const calls = [queue.run({ requester: "first" }, task("first"))];
  for (let n = 0; n < 3; n++) {
    calls.push(queue.run({ requester: "idle", priority: "background" }, task("idle")));
  }
  for (let n = 0; n < 90; n++) {
    calls.push(queue.run({ requester: "person", priority: "interactive" }, task("person")));
  }
  await Promise.all(calls);
  const turns = order.flatMap((name, at) => (name === "idle" ? [at] : []));
  expect(turns[0]).toBe(25);
  expect(turns).toHaveLength(3);
  for (const [index, at] of turns.entries()) {
    if (index > 0) expect(at - (turns[index - 1] ?? 0)).toBe(25);
  }
});
