import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type BackoffEvent,
  type BackoffState,
  delayAfter,
  nextBackoff,
} from "../../../native/processes/backoff.ts";

const policy = { firstDelay: 100, longestDelay: 5000, giveUpAfter: 6, stableAfter: 30_000 };
const event: fc.Arbitrary<BackoffEvent> = fc.oneof(
  fc.constant<BackoffEvent>({ kind: "ready" }),
  fc.boolean().map<BackoffEvent>((clean) => ({ kind: "exited", clean, reason: "test" })),
  fc.constant<BackoffEvent>({ kind: "due" }),
  fc.constant<BackoffEvent>({ kind: "restart" }),
);
const steps = fc.array(fc.tuple(event, fc.nat(60_000)), { maxLength: 60 });
const initial: BackoffState = { kind: "starting", failures: 0 };

function walk(list: readonly (readonly [BackoffEvent, number])[]) {
  let now = 0;
  let state = initial;
  const seen: { before: BackoffState; event: BackoffEvent; after: BackoffState; now: number }[] =
    [];
  for (const [happened, later] of list) {
    now += later;
    const after = nextBackoff(state, happened, now, policy);
    seen.push({ before: state, event: happened, after, now });
    state = after;
  }
  return seen;
}

test("failures in a row never pass the limit, and at the limit it gives up", () => {
  fc.assert(
    fc.property(steps, (list) => {
      for (const { after } of walk(list)) {
        if (after.kind === "gave-up") expect(after.failures).toBe(policy.giveUpAfter);
        else if ("failures" in after) expect(after.failures).toBeLessThan(policy.giveUpAfter);
      }
    }),
  );
});

test("it never starts before its wait is over unless a person asks", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const starts = walk(list).flatMap(({ before, event: happened, after, now }) =>
        before.kind === "waiting" && after.kind === "starting"
          ? [{ asked: happened.kind === "restart", late: now - before.until }]
          : [],
      );
      fc.pre(starts.length > 0);
      for (const { asked, late } of starts) expect(asked || late >= 0).toBe(true);
    }),
  );
});

test("given up and finished are left only by a person's wish", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const unasked = walk(list).filter(
        ({ before, event: happened }) =>
          (before.kind === "gave-up" || before.kind === "finished") && happened.kind !== "restart",
      );
      fc.pre(unasked.length > 0);
      for (const { before, after } of unasked) expect(after).toBe(before);
    }),
  );
});

test("a process that keeps crashing gives up after exactly the allowed number", () => {
  let state: BackoffState = nextBackoff(initial, { kind: "due" }, 0, policy);
  let crashes = 0;
  for (let now = 0; state.kind !== "gave-up"; now += 10_000) {
    state = nextBackoff(state, { kind: "due" }, now, policy);
    state = nextBackoff(state, { kind: "ready" }, now, policy);
    state = nextBackoff(state, { kind: "exited", clean: false, reason: "x" }, now, policy);
    crashes += 1;
  }
  expect(crashes).toBe(policy.giveUpAfter);
});

test("a long run forgives the failures before it", () => {
  const running: BackoffState = { kind: "running", failures: 5, since: 0 };
  const crash: BackoffEvent = { kind: "exited", clean: false, reason: "x" };
  expect(nextBackoff(running, crash, policy.stableAfter - 1, policy).kind).toBe("gave-up");
  expect(nextBackoff(running, crash, policy.stableAfter, policy)).toMatchObject({
    kind: "waiting",
    failures: 1,
  });
});

test("closing is final", () => {
  fc.assert(
    fc.property(steps, event, (list, last) => {
      const state = walk(list).at(-1)?.after ?? initial;
      const closed = nextBackoff(state, { kind: "close" }, 0, policy);
      expect(nextBackoff(closed, last, 1e9, policy)).toEqual({ kind: "closed" });
    }),
  );
});

test("waits grow and never pass the longest", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), (failures) => {
      const wait = delayAfter(failures, policy);
      expect(wait).toBeGreaterThanOrEqual(policy.firstDelay);
      expect(wait).toBeLessThanOrEqual(policy.longestDelay);
      expect(delayAfter(failures + 1, policy)).toBeGreaterThanOrEqual(wait);
    }),
  );
});
