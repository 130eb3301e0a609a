import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fairQueue } from "../../../native/miner/endpoint/fair-queue.ts";

const action = fc.oneof(
  fc.record({ kind: fc.constant("ask" as const), caller: fc.constantFrom("a", "b", "c") }),
  fc.record({ kind: fc.constant("finish" as const), which: fc.nat(9), fails: fc.boolean() }),
  fc.record({ kind: fc.constant("leave" as const), which: fc.nat(9) }),
);

describe("the fair queue", () => {
  it("never runs more than its lanes, keeps its limits, loses nothing and settles everything", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const limits = { lanes: 2, perCaller: 2, total: 4 };
        const queue = fairQueue(limits);
        const running: { finish: (fails: boolean) => void }[] = [];
        const leavers: AbortController[] = [];
        const results: Promise<unknown>[] = [];
        let most = 0;
        const settle = () => new Promise((resolve) => setImmediate(resolve));
        for (const step of actions) {
          if (step.kind === "ask") {
            const leaving = new AbortController();
            const job = () =>
              new Promise<void>((resolve, reject) => {
                const entry = {
                  finish: (fails: boolean) => {
                    running.splice(running.indexOf(entry), 1);
                    if (fails) reject(new Error("failed"));
                    else resolve();
                  },
                };
                running.push(entry);
                most = Math.max(most, running.length);
              });
            const waiting = queue.waiting();
            const place = queue.run(step.caller, job, leaving.signal);
            if (place.kind === "refused") expect(waiting).toBeGreaterThan(0);
            else {
              leavers.push(leaving);
              results.push(place.result.catch(() => undefined));
            }
          } else if (step.kind === "finish") {
            running[step.which % Math.max(1, running.length)]?.finish(step.fails);
          } else {
            leavers[step.which % Math.max(1, leavers.length)]?.abort(new Error("left"));
          }
          await settle();
          expect(queue.waiting()).toBeLessThanOrEqual(limits.total);
          expect(queue.waiting() === 0 || running.length === limits.lanes).toBe(true);
        }
        while (running.length > 0) {
          running[0]?.finish(false);
          await settle();
        }
        await Promise.all(results);
        expect(queue.waiting()).toBe(0);
        expect(most).toBeLessThanOrEqual(limits.lanes);
      }),
      { numRuns: 60 },
    );
  });
});
