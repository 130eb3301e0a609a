import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { governorStatus } from "../../../native/api/governor.ts";
import { appearance } from "../../../native/governor/machine/machine.ts";
import { statusOf } from "../../../native/governor/status.ts";
import { base, drive, GIB, gpu, moment, offset, play, START, settings } from "./histories.ts";

/** All is well: cool, and nobody else holds memory. A model of 23 GiB beside another program's one is not well. */
const calm = {
  kind: "read",
  readings: { gpus: [gpu({ celsius: 40, usedBytes: 8 * GIB })] },
} as const;

describe("the governor's machine, whatever happens", () => {
  it("tells nothing that the contract does not know", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (history) => {
        play(history, ({ state, settings: chosen, now }) => {
          const available = { fullScreen: true, presence: true, battery: false };
          const status = statusOf({ settings: chosen, offset, now }, state, available);
          expect(governorStatus.safeParse(status).error).toBeUndefined();
          expect(status.pace).toBe(state.phase.kind === "running" ? state.pace : 0);
        });
      }),
    );
  });

  it("never runs while a reason pauses, and never stays paused without one", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (history) => {
        play(history, ({ state }) => {
          const pauses = state.reasons.some(
            (one) => one.action === "pause" || one.action === "stop",
          );
          if (pauses) expect(["pausing", "paused"]).toContain(state.phase.kind);
          else expect(state.phase.kind).not.toBe("paused");
        });
      }),
    );
  });

  it("a hard stop always wins: whatever was going on, requests in work get no grace", () => {
    fc.assert(
      fc.property(
        fc.array(moment, { maxLength: 30 }),
        fc.integer({ min: base.temperature.stopAt, max: 120 }),
        settings,
        (history, hot, chosen) => {
          const before = play(history, () => undefined);
          const enabled = { ...chosen, temperature: { ...chosen.temperature, enabled: true } };
          const now = START + 10_000_000;
          const read = { kind: "read", readings: { gpus: [gpu({ celsius: hot })] } } as const;
          const { state, actions } = drive(before, read, now, enabled, false);
          expect(state.reasons).toContainEqual(
            expect.objectContaining({ kind: "temperature", action: "stop", value: hot }),
          );
          if (before.phase.kind === "paused") {
            expect(actions).toEqual([]);
            return;
          }
          expect(state.phase).toMatchObject({ kind: "pausing", hard: true });
          const cut = before.phase.kind === "pausing" && before.phase.hard;
          if (!cut)
            expect(actions).toEqual([{ kind: "suspend", turn: state.turn, graceMillis: 0 }]);
        },
      ),
    );
  });

  it("ends every pause by itself when all is well again, and the engine was told so once", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 30 }), (history) => {
        let state = play(history, () => undefined);
        const now = START + 20_000_000;

        for (const [index, happening] of [{ kind: "release" } as const, calm, calm].entries())
          state = drive(state, happening, now + index * 61_000).state;
        // What was under way before may still be waiting for its answer.
        if (state.phase.kind === "pausing" || state.phase.kind === "resuming") {
          const kind = state.phase.kind === "pausing" ? "suspended" : "resumed";
          state = drive(state, { kind, turn: state.turn }, now + 200_000).state;
        }
        expect(appearance(state)).toBe("running");
        expect(state.reasons).toEqual([]);
      }),
    );
  });

  it("lets through only answers to its last order", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (history) => {
        play(history, ({ before, state, actions }) => {
          const orders = actions.filter(({ kind }) => kind !== "pace");
          expect(orders.length).toBeLessThanOrEqual(1);
          expect(state.turn).toBe(before.turn + orders.length);
          if (before.phase.kind === "running" && state.phase.kind !== "running")
            expect(orders).toHaveLength(1);
        });
      }),
    );
  });

  // defect: a clock that was set back by hours put the end of a pause, and the next try after a failure, off by as much
  it("puts nothing off where the clock is set: what was asked for lasts as long, and a failure is tried again", () => {
    const day = 86_400_000;
    const jump = fc.integer({ min: -2 * day, max: 2 * day });
    fc.assert(
      fc.property(
        fc.array(moment, { maxLength: 20 }),
        fc.array(jump, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1_000, max: 600_000 }),
        (history, jumps, millis) => {
          let state = play(history, () => undefined);
          let now = START + 10 * day;

          state = drive(state, { kind: "hand", until: now + millis }, now, base, false).state;
          for (const by of jumps) {
            now += by + 1_000;
            state = drive(state, calm, now, base, false).state;
            expect(state.hand?.until ?? now).toBeLessThanOrEqual(now + millis);
            if ("retryAt" in state.phase && state.phase.retryAt !== undefined)
              expect(state.phase.retryAt - now).toBeLessThanOrEqual(60_000);
            if (state.phase.kind === "pausing" || state.phase.kind === "resuming")
              state = drive(state, { kind: "failed", turn: state.turn }, now, base, false).state;
          }
          for (const after of [millis, 61_000, 61_000, 61_000]) {
            now += after;
            state = drive(state, calm, now).state;
          }
          if (state.phase.kind === "pausing" || state.phase.kind === "resuming") {
            const kind = state.phase.kind === "pausing" ? "suspended" : "resumed";
            state = drive(state, { kind, turn: state.turn }, now).state;
          }
          expect(appearance(state)).toBe("running");
        },
      ),
    );
  });
});
