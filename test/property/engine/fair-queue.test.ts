import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createFairQueue } from "../../../native/engine/llama/queue/fair-queue.ts";

const requesters = fc.constantFrom("a", "b", "c");

test("every accepted task runs once, never more at once than lanes, and nobody is overtaken twice by one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(requesters, fc.nat(3)), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      async (tasks, lanes) => {
        const queue = createFairQueue(
          Array.from({ length: lanes }, (_, lane) => lane),
          tasks.length,
        );
        const started: { requester: string; index: number }[] = [];
        let busy = 0;
        const all = tasks.map(([requester, ticks], index) =>
          queue.run({ requester }, async () => {
            started.push({ requester, index });
            busy += 1;
            expect(busy).toBeLessThanOrEqual(lanes);
            for (let tick = 0; tick <= ticks; tick++) await Promise.resolve();
            busy -= 1;
            return index;
          }),
        );
        expect(await Promise.all(all)).toEqual(tasks.map((_, index) => index));
        for (const who of ["a", "b", "c"]) {
          const own = started.filter(({ requester }) => requester === who);
          expect(own.map(({ index }) => index)).toEqual(
            own.map(({ index }) => index).sort((x, y) => x - y),
          );
        }
        // All were put in at once, so after the first on each lane they take turns: while somebody else waits, nobody
        // goes twice in a row.
        for (let at = Math.max(1, lanes); at < started.length - 1; at++) {
          const [now, next] = [started[at]?.requester, started[at + 1]?.requester];
          const others = started.slice(at + 1).filter(({ requester }) => requester !== now);
          if (others.length > 0) expect(next).not.toBe(now);
        }
      },
    ),
  );
});
