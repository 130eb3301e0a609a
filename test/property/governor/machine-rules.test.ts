import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GovernorSettings } from "../../../native/api/governor.ts";
import { standingAt } from "../../../native/governor/calendar/calendar.ts";
import { preview } from "../../../native/governor/calendar/preview.ts";
import {
  firstState,
  type GovernorAction,
} from "../../../native/governor/machine/governor-state.ts";
import { advance, appearance } from "../../../native/governor/machine/machine.ts";
import { base, drive, GIB, gpu, moment, play, START } from "./histories.ts";
import { zone, zones } from "./zones.ts";

describe("the governor's machine and its rules, whatever happens", () => {
  it("never changes its mind inside the band between resume and slow", () => {
    const band = fc.integer({ min: 76, max: 79 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 40, max: 110 }), { minLength: 1, maxLength: 20 }),
        fc.array(band, { minLength: 1, maxLength: 40 }),
        (way, stay) => {
          let state = firstState({ now: START });
          let now = START;
          const at = (hot: number): readonly GovernorAction[] => {
            now += 1_000;
            const read = { kind: "read", readings: { gpus: [gpu({ celsius: hot })] } } as const;
            const step = drive(state, read, now);
            state = step.state;
            return step.actions;
          };
          for (const hot of way) at(hot);
          at(stay[0] ?? 76);
          const held = appearance(state);
          for (const hot of stay) {
            expect(at(hot)).toEqual([]);
            expect(appearance(state)).toBe(held);
          }
        },
      ),
    );
  });

  it("never runs while any card is at the limit, or was and fell silent less than ten minutes ago", () => {
    const degrees = fc.option(fc.integer({ min: 40, max: 100 }), { nil: undefined });
    const look = fc.record({
      cards: fc.tuple(degrees, degrees),
      seconds: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 30 }), (looks) => {
        let state = firstState({ now: START });
        let now = START;
        const lastHot = [Number.NaN, Number.NaN];
        for (const { cards, seconds } of looks) {
          now += seconds * 1_000;
          const gpus = cards.map((celsius, index) => gpu({ id: `gpu-${index}`, celsius }));
          state = drive(state, { kind: "read", readings: { gpus } }, now).state;
          for (const [index, celsius] of cards.entries()) {
            if (celsius !== undefined && celsius >= base.temperature.pauseAt) lastHot[index] = now;
            else if (celsius !== undefined && celsius < base.temperature.resumeBelow)
              lastHot[index] = Number.NaN;
          }
          if (lastHot.some((at) => now - at < 600_000 - 60_000))
            expect(state.phase.kind).toBe("paused");
          if (lastHot.every(Number.isNaN)) expect(state.phase.kind).toBe("running");
        }
      }),
    );
  });

  it("never pauses a computer without a GPU for heat, watts or memory", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 30 }), (history) => {
        const bare = history.map((one) =>
          one.event.kind === "read"
            ? { ...one, event: { ...one.event, readings: { ...one.event.readings, gpus: [] } } }
            : one,
        );
        play(bare, ({ state, settings: chosen }) => {
          const kinds = ["temperature", "powerBudget", "energyBudget", "vram"];
          expect(state.reasons.filter(({ kind }) => kinds.includes(kind))).toEqual([]);
          const unknown = state.reasons.find(({ kind }) => kind === "temperatureUnknown");
          if (chosen.temperature.enabled) expect(unknown?.action).toBe("none");
          else expect(unknown).toBeUndefined();
        });
      }),
    );
  });

  it("gives way to another program once, and takes the memory back once, however long each stays", () => {
    const stretch = fc.record({
      others: fc.integer({ min: 0, max: 24 * 4 }),
      seconds: fc.integer({ min: 12, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 20 * 4 }),
        fc.array(stretch, { minLength: 1, maxLength: 8 }),
        (model, way) => {
          const quarter = GIB / 4;
          let state = firstState({ now: START });
          let now = START;
          for (const { others, seconds } of way) {
            let orders = 0;
            for (let second = 0; second < seconds; second += 1) {
              now += 1_000;
              const own = state.phase.kind === "running" ? model * quarter : 0;
              const foreign = Math.min(others * quarter, 24 * GIB - own);
              const change = { usedBytes: foreign + own, ownBytes: own };
              const readings = { gpus: [gpu(change)] };
              const step = drive(state, { kind: "read", readings }, now);
              state = step.state;
              orders += step.actions.filter(({ kind }) => kind !== "pace").length;
            }
            expect(orders).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it("does at each instant what the preview said, as far as hours and prices go", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 400 * 86_400_000 }),
        fc.array(fc.boolean(), { minLength: 168, maxLength: 168 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (name, later, flags, parts) => {
          const there = zone(name);
          const chosen: GovernorSettings = {
            ...base,
            schedule: {
              enabled: true,
              hours: Array.from({ length: 7 }, (_, day) => flags.slice(day * 24, day * 24 + 24)),
            },
          };
          const { slots } = preview(chosen, START + later, there, undefined);
          for (const part of parts) {
            const slot = slots[Math.floor(part * (slots.length - 1))];
            if (slot === undefined) continue;
            const now = slot.start + Math.floor((slot.end - slot.start - 1) * part);
            const read = { kind: "read", readings: { gpus: [] } } as const;
            const world = { settings: chosen, offset: there, now };
            const { state } = advance(world, firstState({ now }), read);
            expect(state.phase.kind === "running").toBe(slot.runs);
            const reason = state.reasons.find(({ kind }) => kind === "schedule");
            if (slot.runs) expect(reason).toBeUndefined();
            else if (reason?.until !== undefined)
              expect(standingAt(chosen, reason.until, there).schedule).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
