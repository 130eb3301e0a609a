import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MinerRequest } from "../../../native/api/mining.ts";
import {
  emptyLog,
  LOG_LIMITS,
  logged,
  type RequestEvent,
  type RequestLog,
  requestsOf,
} from "../../../native/miner/requests/request-log.ts";

const key = fc.constantFrom("1:a", "1:b", "2:a", "2:b");
// A clock that is set back now and then.
const at = fc.integer({ min: 1_000, max: 2_000 });
const own = fc.oneof(
  fc.record({ kind: fc.constant("received" as const), at, key, hotkey: fc.constant("validator") }),
  fc.record({ kind: fc.constant("started" as const), at, key }),
  fc.record({ kind: fc.constant("committed" as const), at, key, tokens: fc.nat(512) }),
  fc.record({ kind: fc.constant("revealed" as const), at, key }),
  fc.record({
    kind: fc.constant("failed" as const),
    at,
    key,
    code: fc.constantFrom("CANCELLED", "ENGINE_DOWN"),
  }),
  fc.record({ kind: fc.constant("refused" as const), at, known: fc.constant(true), code: key }),
  fc.record({ kind: fc.constant("closed" as const), at, prefix: fc.constantFrom("1:", "2:") }),
);
const knock = fc.record({
  kind: fc.constant("refused" as const),
  at,
  known: fc.constant(false),
  code: fc.constantFrom("BadSignature", "not-registered"),
});

const run = (events: readonly RequestEvent[]): RequestLog => events.reduce(logged, emptyLog);
const isActive = ({ state }: MinerRequest): boolean => state === "waiting" || state === "working";

describe("the request log", () => {
  it("stays bounded, names each request once, newest first, and loses none that is in work", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(own, knock), { maxLength: 600 }), (events) => {
        const log = run(events);
        const rows = requestsOf(log);
        expect(log.served.length).toBeLessThanOrEqual(LOG_LIMITS.served);
        expect(log.refused.length).toBeLessThanOrEqual(LOG_LIMITS.refused);
        expect(log.strangers.length).toBeLessThanOrEqual(LOG_LIMITS.strangers);
        const ids = rows.map(({ id }) => Number(id));
        expect(ids).toEqual([...new Set(ids)].sort((left, right) => right - left));
        expect(rows.filter(isActive)).toHaveLength(log.active.length);
        for (const row of rows) {
          expect(row.endedAt === undefined).toBe(isActive(row));
          expect(row.waitMillis ?? 0).toBeGreaterThanOrEqual(0);
          expect(row.workMillis ?? 0).toBeGreaterThanOrEqual(0);
          expect(row.code !== undefined).toBe(
            row.state === "refused" || row.state === "failed" || row.state === "cancelled",
          );
        }
      }),
    );
  });

  it("counts what is received as what ends: after all sessions closed nothing is in work", () => {
    fc.assert(
      fc.property(fc.array(own, { maxLength: 200 }), (events) => {
        const received = events.filter(({ kind }) => kind === "received").length;
        const log = run([
          ...events,
          { kind: "closed", prefix: "1:", at: 3_000 },
          { kind: "closed", prefix: "2:", at: 3_000 },
        ]);
        expect(log.active).toEqual([]);
        expect(log.served).toHaveLength(Math.min(received, LOG_LIMITS.served));
      }),
    );
  });

  it("shows the same of validators however often strangers knock in between", () => {
    fc.assert(
      fc.property(
        fc.array(own, { maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 80 })), { maxLength: 5 }),
        (events, knocks) => {
          const noisy: RequestEvent[] = [...events];
          for (const [place, times] of knocks)
            noisy.splice(
              place,
              0,
              ...Array.from({ length: times }, () => ({
                kind: "refused" as const,
                at: 1,
                known: false,
                code: "BadSignature",
              })),
            );
          const shown = (log: RequestLog) =>
            [...log.active, ...log.served].map(({ key: name, request: { id: _id, ...rest } }) => ({
              name,
              ...rest,
            }));
          expect(shown(run(noisy))).toEqual(shown(run(events)));
          expect(run(noisy).refused.length).toBe(run(events).refused.length);
        },
      ),
    );
  });

  it("tells the wait from the work, and a promise from its opening", () => {
    const name = { key: "1:a" };
    const log = run([
      { kind: "received", at: 100, ...name, hotkey: "5V", uid: 3 },
      { kind: "started", at: 130, ...name },
      { kind: "committed", at: 180, ...name, tokens: 7 },
    ]);
    const committed = {
      id: "0",
      hotkey: "5V",
      uid: 3,
      receivedAt: 100,
      waitMillis: 30,
      workMillis: 50,
      tokens: 7,
    };
    expect(requestsOf(log)).toEqual([{ ...committed, state: "committed", endedAt: 180 }]);
    const opened = logged(log, { kind: "revealed", at: 200, ...name });
    expect(requestsOf(opened)).toEqual([{ ...committed, state: "revealed", endedAt: 200 }]);
    expect(logged(opened, { kind: "revealed", at: 300, ...name })).toBe(opened);
  });
});
